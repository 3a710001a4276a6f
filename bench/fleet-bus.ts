import { type ChildProcess, fork, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { systemClock } from '../core/base/clock.js';
import { openFleet } from '../core/fleet/open-fleet.js';
import { loadScenario } from '../scenarios/language/load.js';
import { packageVersion } from '../session/run/run-meta.js';
import { runScenario } from '../session/run/run-scenario.js';
import type { BenchContext } from './benchmark.js';
import { median } from './figures/statistics.js';
import { generatorEnv } from './load/generator-process.js';
import type { Seen } from './server/witness.js';

const workers = 3;
const forS = 8;
const program = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** What a run of three workers showed: who sent what and when by the server, and when a second was known here. */
interface FleetRun {
  skewUs: number;
  lagsMs: number[];
  perS: number;
  latenessP99Us: (number | null)[];
  /** From the stop, where there was one, to the last invocation that reached the server. */
  stopMs: number;
}

/** What a run is to be. */
interface FleetLoad {
  bus: string;
  url: string;
  rateHz: number;
  forS: number;
  /** It is stopped then, as by Ctrl-C. */
  stopAfterMs?: number;
}

/**
 * Three workers, a bus, a coordinator and a server on this machine. Skew: how far apart the workers' medians
 * are of how late each of their invocations reached the server, by its own notes. Lag: from the end of a
 * second of the run until its books are with the coordinator.
 */
export async function fleetBus(context: BenchContext): Promise<void> {
  const { figures, options, progress } = context;
  if (spawnSync('nats-server', ['--version']).error) {
    progress('nats-server is not installed: nothing is measured over a bus');
    return;
  }
  const port = 24_222;
  const up = spawn(
    process.execPath,
    [program('../cmd/main.js'), 'fleet', 'up', '--workers', `${workers}`, '--port', `${port}`],
    { stdio: ['ignore', 'pipe', 'inherit'], env: generatorEnv() },
  );
  const witness = fork(program('./server/witness.js'));
  try {
    await once(up.stdout as NonNullable<typeof up.stdout>, 'data');
    const [url] = (await once(witness, 'message')) as [string];
    const bus = `nats://127.0.0.1:${port}`;
    for (const rateHz of [300, 3000]) {
      for (let round = 0; round < (options.rounds ?? 3); round++) {
        const run = await runOf(context, witness, { bus, url, rateHz, forS });
        const name = `fleet of ${workers} at ${rateHz}/s`;
        figures.add(`${name}: sent`, 'inv/s', run.perS);
        figures.add(`${name}: start skew`, 'us', run.skewUs);
        figures.add(`${name}: lag p50`, 'ms', median(run.lagsMs));
        figures.add(`${name}: lag max`, 'ms', Math.max(...run.lagsMs));
        for (const late of run.latenessP99Us) {
          if (late !== null) figures.add(`${name}: lateness p99 of a worker`, 'us', late);
        }
        progress(`${name}: ${Math.round(run.perS)}/s, skew ${Math.round(run.skewUs)} us`);
        const stopAfterMs = 2000 + round * 137;
        const load = { bus, url, rateHz, forS: 60, stopAfterMs };
        const { stopMs } = await runOf(context, witness, load);
        figures.add(`${name}: from stop to last`, 'ms', stopMs);
        progress(`${name}: the last ${stopMs.toFixed(1)} ms after the stop`);
      }
    }
  } finally {
    witness.disconnect();
    up.kill('SIGINT');
    await once(up, 'exit');
  }
}

async function runOf(
  { workspace }: BenchContext,
  witness: ChildProcess,
  { bus, url, rateHz, forS, stopAfterMs }: FleetLoad,
): Promise<FleetRun> {
  const file = path.join(workspace.folder, 'fleet.yaml');
  writeFileSync(
    file,
    `target: { function: bench, region: eu-west-1, endpoint: ${url} }
payloads: { inline: ['{}'], transform: { set: { seq: '{{seq}}' } } }
load: [{ rate: ${rateHz}/s, for: ${forS}s }]
phase: 0
`,
  );
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret' });
  const fleet = await openFleet({
    ...{ bus, fleet: 'default', workers, spares: 0, onLost: 'stop', readyWithinMs: 60_000 },
    version: packageVersion(),
  });
  let startedUs = 0;
  const lagsMs: number[] = [];
  const databasePath = path.join(workspace.folder, 'fleet.db');
  const stop = new AbortController();
  let stoppedUs = 0;
  const result = await runScenario(loadScenario(file), {
    ...{ databasePath, fleet, stop: stop.signal },
    onStart: (_, __, startUs) => {
      startedUs = startUs;
      if (stopAfterMs === undefined) return;
      const toStartMs = Math.max(0, startUs - systemClock.nowUs()) / 1000;
      setTimeout(() => {
        stoppedUs = systemClock.nowUs();
        stop.abort();
      }, toStartMs + stopAfterMs);
    },
    onInterval: ({ second }) =>
      lagsMs.push((systemClock.nowUs() - startedUs) / 1000 - (second + 1) * 1000),
  });
  await fleet.close();
  if (!result) throw new Error('nothing was sent');
  const told = once(witness, 'message') as Promise<[Seen[]]>;
  witness.send('tell');
  const [seen] = await told;
  const { report } = result;
  const facts = report.run.meta.workers ?? [];
  return {
    skewUs: skewOf(seen, rateHz),
    lagsMs: lagsMs.slice(0, -1),
    perS: seen.length / forS,
    stopMs: Math.max(0, ...seen.map(([, atUs]) => (atUs - stoppedUs) / 1000)),
    latenessP99Us: facts.map(({ lateP99Us }) => lateP99Us),
  };
}

/** Between the workers with the latest and the earliest median. */
function skewOf(seen: readonly Seen[], rateHz: number): number {
  const late: number[][] = Array.from({ length: workers }, () => []);
  for (const [seq, atUs] of seen) late[seq % workers]?.push(atUs - (seq * 1e6) / rateHz);
  const medians = late.map(median);
  return Math.max(...medians) - Math.min(...medians);
}
