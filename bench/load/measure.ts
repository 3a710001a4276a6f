import { readFileSync } from 'node:fs';
import type { BenchServer } from '../server/bench-server.js';

/** A generator as it is measured: it says itself what it uses. */
export interface Measurable {
  cpuUs(): Promise<number>;
}

/** A stretch of a load, seen from outside: the server counts, the operating system says the CPU time. */
export interface Stretch {
  invocationsPerS: number;
  /** User and system time of the generator for each invocation, all its threads. */
  cpuUs: number;
  /** Share of one core: the generator, the server, and everybody else on the machine. */
  clientShare: number;
  serverShare: number;
  foreignShare: number | undefined;
}

interface Reading {
  atUs: number;
  requests: number;
  serverCpuUs: number;
  clientCpuUs: number;
  machineCpuUs: number | undefined;
}

/** What comes before a stretch: until both are over, but no longer than `mostMs`. */
export interface WarmUp {
  ms: number;
  /** On a busy machine time alone does not get the JIT to settle. */
  invocations: number;
}

const mostWarmUpMs = 6000;

/** Warms up, reads the counters, waits for as long as the stretch is to be, and reads them again. */
export async function measureStretch(
  generator: Measurable,
  server: BenchServer,
  warmUp: WarmUp,
  windowMs: number,
): Promise<Stretch> {
  await warm(server, warmUp);
  const before = await read(generator, server);
  await sleep(windowMs);
  const after = await read(generator, server);
  return between(before, after);
}

async function warm(server: BenchServer, { ms, invocations }: WarmUp): Promise<void> {
  const startMs = performance.now();
  const { requests } = await server.counts();
  await sleep(ms);
  while (performance.now() - startMs < mostWarmUpMs) {
    if ((await server.counts()).requests - requests >= invocations) return;
    await sleep(100);
  }
}

async function read(generator: Measurable, server: BenchServer): Promise<Reading> {
  const [{ requests, cpuUs }, clientCpuUs] = await Promise.all([
    server.counts(),
    generator.cpuUs(),
  ]);
  return {
    atUs: Number(process.hrtime.bigint()) / 1000,
    requests,
    serverCpuUs: cpuUs,
    clientCpuUs,
    machineCpuUs: machineCpuUs(),
  };
}

function between(before: Reading, after: Reading): Stretch {
  const tookUs = after.atUs - before.atUs;
  const requests = after.requests - before.requests;
  if (requests === 0) throw new Error('a generator sent nothing');
  const clientCpuUs = after.clientCpuUs - before.clientCpuUs;
  const serverCpuUs = after.serverCpuUs - before.serverCpuUs;
  const machineUs =
    before.machineCpuUs === undefined || after.machineCpuUs === undefined
      ? undefined
      : after.machineCpuUs - before.machineCpuUs;
  return {
    invocationsPerS: requests / (tookUs / 1e6),
    cpuUs: clientCpuUs / requests,
    clientShare: clientCpuUs / tookUs,
    serverShare: serverCpuUs / tookUs,
    foreignShare:
      machineUs === undefined
        ? undefined
        : Math.max(0, (machineUs - clientCpuUs - serverCpuUs) / tookUs),
  };
}

/** CPU time that all of the machine has spent; Linux only (`/proc/stat`, in hundredths of a second). */
function machineCpuUs(): number | undefined {
  if (process.platform !== 'linux') return undefined;
  const [line = ''] = readFileSync('/proc/stat', 'latin1').split('\n');
  const [, user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0] = line.split(/ +/).map(Number);
  return (user + nice + system + irq + softirq) * 10_000;
}

/** Resolves after so long. */
export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)));
}
