import { sumOf } from '../core/measure/fold.js';
import { type HistogramData, LatencyHistogram } from '../core/measure/histogram.js';
import type { BenchContext } from './benchmark.js';
import { constant } from './lateness.js';
import { GeneratorProcess } from './load/generator-process.js';
import type { RepriseJob, RunFigures } from './load/job.js';
import { sleep } from './load/measure.js';
import type { BenchServer } from './server/bench-server.js';
import { recordingName } from './workspace.js';

const rateHz = 500;
const runS = 2.5;
const stallAtS = 0.75;
const stallMs = 1000;
const answerMs = 5;
/** Room for a machine that is busy with other work. */
const tolerance = 0.25;

/** In flight when the generator stops, and answered to a deaf ear: some three, and room for noise. */
const inFlightAtOnce = 25;

/** Who does nothing for a second in the middle of the run. */
type Stalled = 'server' | 'server, 100 in flight' | 'generator';

/**
 * Whether a stall of a second shows where it must: in the response times, which count from the
 * intended start, always; in the service times when the server stalled, not when the generator did;
 * and whether the books balance. What wrk2 would show is known without it: of the invocations that
 * are due during a stall of 1 s at a constant rate, the one due x before its end takes x longer, so
 * that the rate times (1 s - x) of them take longer than x.
 */
export async function overload(context: BenchContext): Promise<void> {
  const server = await context.workspace.startServer({ delayUs: answerMs * 1000 });
  for (const stalled of ['server', 'server, 100 in flight', 'generator'] as const) {
    const maxInFlight = stalled === 'server, 100 in flight' ? 100 : 2000;
    const run = await stalledRun(context, server, stalled, maxInFlight);
    checkBooks(context, stalled, run);
    if (stalled !== 'server, 100 in flight') checkTimes(context, stalled, run);
  }
}

async function stalledRun(
  { workspace }: BenchContext,
  server: BenchServer,
  stalled: Stalled,
  maxInFlight: number,
): Promise<RunFigures> {
  const job: RepriseJob = {
    kind: 'reprise',
    client: 'fast',
    threads: 'auto',
    url: server.url,
    databasePath: workspace.databaseOf(1000),
    recording: recordingName,
    order: 'recorded',
    stages: [constant('stalled', rateHz, runS)],
    maxInFlight,
    watchMemory: false,
  };
  const generator = await GeneratorProcess.start(job);
  await sleep(stallAtS * 1000);
  if (stalled === 'generator') await generator.freeze(stallMs);
  else server.stall(stallMs);
  const { run } = await generator.ended;
  if (!run) throw new Error('a run without books');
  return run;
}

function checkBooks({ figures, progress }: BenchContext, stalled: Stalled, run: RunFigures): void {
  const { planned, outcomes, isBalanced } = run;
  const sum = sumOf(outcomes);
  const parts = Object.entries(outcomes).filter(([, count]) => count > 0);
  const detail = `planned ${planned} = ${parts.map(([kind, count]) => `${count} ${kind}`).join(' + ')}`;
  const wasDropped = outcomes.dropped > 0;
  const holds = isBalanced && planned === sum && planned === outcomes.ok + outcomes.dropped;
  figures.check(
    `overload (${stalled}): books balance`,
    holds && wasDropped === (stalled === 'server, 100 in flight'),
    detail,
  );
  progress(`${stalled}: ${detail}`);
}

function checkTimes({ figures }: BenchContext, stalled: Stalled, run: RunFigures): void {
  const [stage] = run.stages;
  if (!stage) throw new Error('a run without stages');
  const response = shape(stage.response);
  figures.check(
    `overload (${stalled}): the stall is in the response times`,
    isStallShape(response),
    describe(response),
  );
  const service = shape(stage.service);
  const isInService = stalled === 'server';
  figures.check(
    `overload (${stalled}): the stall is ${isInService ? '' : 'not '}in the service times`,
    isInService ? isStallShape(service) : (service.over[0] ?? 0) <= inFlightAtOnce,
    describe(service),
  );
}

const thresholdsMs = [250, 500, 750];

interface Shape {
  /** How many took longer than each threshold. */
  over: number[];
  maxMs: number;
}

function shape(data: HistogramData): Shape {
  const histogram = new LatencyHistogram();
  histogram.addData(data);
  return {
    over: thresholdsMs.map((ms) => histogram.count - histogram.countAtMost(ms * 1000)),
    maxMs: histogram.maxUs / 1000,
  };
}

/** Invocations due in a stall that take longer than so much. */
function expectedOver(ms: number): number {
  return (rateHz * (stallMs + answerMs - ms)) / 1000;
}

function isStallShape({ over, maxMs }: Shape): boolean {
  const slack = rateHz * tolerance;
  return (
    maxMs > stallMs * 0.9 &&
    over.every((count, i) => Math.abs(count - expectedOver(thresholdsMs[i] ?? 0)) < slack)
  );
}

function describe({ over, maxMs }: Shape): string {
  const counts = over.map((count, i) => {
    const ms = thresholdsMs[i] ?? 0;
    return `${count} over ${ms} ms (a stall gives ${Math.round(expectedOver(ms))})`;
  });
  return `${counts.join(', ')}, max ${Math.round(maxMs)} ms`;
}
