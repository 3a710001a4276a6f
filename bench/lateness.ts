import { LatencyHistogram } from '../core/measure/histogram.js';
import type { RateStage } from '../core/schedule/loads/rate.js';
import type { BenchContext } from './benchmark.js';
import { GeneratorProcess } from './load/generator-process.js';
import type { BareJob, GeneratorFigures, GeneratorJob, RepriseJob } from './load/job.js';
import { sleep } from './load/measure.js';
import type { BenchServer } from './server/bench-server.js';
import { recordingName } from './workspace.js';

const ratesHz = [100, 1000, 5000, 10_000];
const warmUpS = 1.5;
const events = 20_000;

/**
 * How late invocations are sent at a given rate, from their intended time to the send, and what share
 * of a core the generator takes; beside it a bare loop by Node's timers. Nothing is held to a core:
 * server and generator share them, as they would without this benchmark's help.
 */
export async function lateness(context: BenchContext): Promise<void> {
  const server = await context.workspace.startServer();
  for (let round = 0; round < (context.options.rounds ?? 3); round++) {
    for (const rateHz of ratesHz) {
      await measureRate(context, `${rateHz}/s`, repriseJob(context, server, rateHz));
      // Further up, what opens a connection when none is free ends in opening connections.
      if (rateHz > 1000) continue;
      await measureRate(context, `bareSignedLoop ${rateHz}/s`, bareJob(context, server, rateHz));
    }
  }
}

function repriseJob(
  { options, workspace }: BenchContext,
  { url }: BenchServer,
  rateHz: number,
): RepriseJob {
  return {
    kind: 'reprise',
    client: 'fast',
    threads: 'auto',
    url,
    databasePath: workspace.databaseOf(events),
    recording: recordingName,
    order: 'recorded',
    stages: [constant('warm-up', rateHz, warmUpS), constant('measured', rateHz, options.seconds)],
    maxInFlight: 1000,
    watchMemory: false,
  };
}

function bareJob(
  { options, workspace }: BenchContext,
  { url }: BenchServer,
  rateHz: number,
): BareJob {
  return {
    kind: 'bare',
    client: 'signed',
    url,
    databasePath: workspace.databaseOf(events),
    recording: recordingName,
    concurrency: 1000,
    pace: { rateHz, warmUpS, measuredS: options.seconds },
  };
}

async function measureRate(
  { options, figures, progress }: BenchContext,
  name: string,
  job: GeneratorJob,
): Promise<void> {
  const generator = await GeneratorProcess.start(job);
  const share = await shareOfCore(generator, options.seconds);
  const late = latenessOf(await generator.ended);
  for (const [label, us] of late) figures.add(`lateness ${label} ${name}`, 'ms', us / 1000);
  figures.add(`cpu ${name}`, '% of a core', share * 100);
  const shown = late.map(([label, us]) => `${label} ${(us / 1000).toFixed(2)}`).join(', ');
  progress(`${name}: late by ${shown} ms, ${Math.round(share * 100)}% of a core`);
}

/** One stage at a constant rate. */
export function constant(name: string, rateHz: number, durationS: number): RateStage {
  return { kind: 'rate', name, fromHz: rateHz, toHz: rateHz, durationS, arrivals: 'uniform' };
}

/** CPU time of the generator over the measured stage. */
async function shareOfCore(generator: GeneratorProcess, seconds: number): Promise<number> {
  const nowMs = Number(process.hrtime.bigint()) / 1e6;
  await sleep(generator.startedUs / 1000 + warmUpS * 1000 - nowMs);
  const [beforeUs, startMs] = [await generator.cpuUs(), performance.now()];
  await sleep(seconds * 1000 - 50);
  const usedUs = (await generator.cpuUs()) - beforeUs;
  return usedUs / 1000 / (performance.now() - startMs);
}

function latenessOf({ run, lateness, failed }: GeneratorFigures): [string, number][] {
  const data = run?.stages[1]?.lateness ?? lateness;
  if (!data || failed > 0) throw new Error(`${failed} invocations failed`);
  const histogram = new LatencyHistogram();
  histogram.addData(data);
  return [
    ['p50', histogram.percentileUs(50)],
    ['p99', histogram.percentileUs(99)],
    ['max', histogram.maxUs],
  ];
}
