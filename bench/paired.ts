import type { BenchContext } from './benchmark.js';
import { type Contender, endGenerator, jobOf, startGenerator } from './load/contenders.js';
import type { GeneratorProcess } from './load/generator-process.js';
import type { GeneratorJob } from './load/job.js';
import { sleep } from './load/measure.js';
import { clientCore, serverCore } from './load/pin.js';
import type { BenchServer } from './server/bench-server.js';

type Pair = readonly [Contender, Contender];

/** Two that are held against each other. */
const pairs: readonly Pair[] = [
  ['bareSignedLoop', 'wireLoop'],
  ['bareSignedLoop', 'fastLane'],
  ['bareLoop', 'fastLane'],
  ['undiciLane', 'fastLane'],
];
const pairsTls: readonly Pair[] = [['bareLoop', 'fastLane']];

/** Each of a pair has half a core, so that it takes twice the time for its JIT to settle. */
const warmUpInvocations = 150_000;
const mostWarmUpMs = 90_000;

/**
 * CPU time of an invocation of two contenders that run at the same time on the same core, each against
 * a server of its own on another: whatever slows the machine down slows both, so that their ratio holds
 * where the rates of one after the other swing by half.
 */
export async function paired(context: BenchContext): Promise<void> {
  const { figures, options } = context;
  const plain = await startServers(context, false);
  const tls = await startServers(context, true);
  for (let round = 0; round < (options.rounds ?? 5); round++) {
    for (const pair of pairs) await measurePair(context, plain, pair, nameOf(pair));
    for (const pair of pairsTls) await measurePair(context, tls, pair, nameOf(pair, 'Tls'));
  }
  for (const pair of pairs) figures.ratio(...figureNames(pair, nameOf(pair)), nameOf(pair));
  for (const pair of pairsTls) {
    figures.ratio(...figureNames(pair, nameOf(pair, 'Tls')), nameOf(pair, 'Tls'));
  }
}

type Servers = readonly [BenchServer, BenchServer];

async function startServers({ workspace }: BenchContext, tls: boolean): Promise<Servers> {
  const options = { core: serverCore, tls };
  return [await workspace.startServer(options), await workspace.startServer(options)];
}

function nameOf([a, b]: Pair, suffix = ''): string {
  return `paired cpu ${a}${suffix}/${b}${suffix}`;
}

function figureNames([a, b]: Pair, name: string): [string, string] {
  return [`${name}: ${a}`, `${name}: ${b}`];
}

async function measurePair(
  context: BenchContext,
  servers: Servers,
  pair: Pair,
  name: string,
): Promise<void> {
  const { figures, progress } = context;
  const [a, b] = await measureBoth(context, [
    { job: jobOf(context, servers[0], pair[0]), server: servers[0] },
    { job: jobOf(context, servers[1], pair[1]), server: servers[1] },
  ]);
  const [nameA, nameB] = figureNames(pair, name);
  figures.add(nameA, 'us/inv', a);
  figures.add(nameB, 'us/inv', b);
  progress(`${name}: ${a.toFixed(2)} us / ${b.toFixed(2)} us = ${(a / b).toFixed(3)}`);
}

interface Side {
  job: GeneratorJob;
  server: BenchServer;
}

async function measureBoth(
  { options }: BenchContext,
  sides: readonly [Side, Side],
): Promise<[number, number]> {
  const [a, b] = await Promise.all([start(sides[0]), start(sides[1])]);
  await warm([a, b]);
  const before = await Promise.all([read(a), read(b)]);
  await sleep(options.seconds * 1000);
  const after = await Promise.all([read(a), read(b)]);
  await Promise.all([a, b].map(({ job, generator }) => endGenerator(job, generator)));
  return [perInvocation(before[0], after[0]), perInvocation(before[1], after[1])];
}

interface Running extends Side {
  generator: GeneratorProcess;
}

async function start(side: Side): Promise<Running> {
  return { ...side, generator: await startGenerator(side.job, side.server, clientCore) };
}

async function warm(running: readonly Running[]): Promise<void> {
  const startMs = performance.now();
  const before = await Promise.all(running.map(requestsOf));
  while (performance.now() - startMs < mostWarmUpMs) {
    await sleep(200);
    const now = await Promise.all(running.map(requestsOf));
    if (now.every((count, i) => count - (before[i] ?? 0) >= warmUpInvocations)) return;
  }
}

async function requestsOf({ server }: Side): Promise<number> {
  return (await server.counts()).requests;
}

interface Reading {
  requests: number;
  cpuUs: number;
}

async function read(running: Running): Promise<Reading> {
  const [requests, cpuUs] = await Promise.all([requestsOf(running), running.generator.cpuUs()]);
  return { requests, cpuUs };
}

function perInvocation(before: Reading, after: Reading): number {
  return (after.cpuUs - before.cpuUs) / (after.requests - before.requests);
}
