import { defined } from '../base/defined.js';
import type { CaptureTimes, PlanSpec, RateStage } from './plan-spec.js';
import { countUniform, rateArrivals } from './rate-stage.js';
import { recordedArrivals } from './recorded-stage.js';
import { stageLengthS, stageStream, type TimedStage, timeline } from './timeline.js';

/** What one stage intends. */
export interface StageCount {
  workload: number;
  stage: number;
  name: string;
  /** Exact number of arrivals; absent for a closed loop. */
  count?: number;
  startS: number;
  /** Absent for a closed loop that ends by count. */
  durationS?: number;
  /** Highest rate asked for: for recorded timing its busiest second or its mean, for a closed loop 0. */
  peakHz: number;
  /** `peakHz` is the mean: to know the busiest second takes going through the recording. */
  isMean?: boolean;
  /** Invocations that a closed loop keeps in flight. */
  concurrency?: number;
}

/** What a plan intends: how much, when, and how fast. */
export interface PlanCount {
  /** Absent when there is a closed loop, which sends what it can. */
  total?: number;
  stages: StageCount[];
  /** When the last stage ends; absent when a closed loop ends by count. */
  durationS?: number;
}

/**
 * Counts the plan exactly, whatever its budget: by formula where there is one, else by going through
 * it. `wantsPeaks` goes through recordings for their busiest second, which takes its time on millions of records.
 */
export function countPlan(
  plan: PlanSpec,
  captureTimes: CaptureTimes,
  wantsPeaks = false,
): PlanCount {
  const stages = timeline(plan, captureTimes).map((timed) => ({
    ...countStage(timed, plan, captureTimes),
    ...(wantsPeaks && recordedPeak(timed, captureTimes)),
  }));
  const counts = stages.map(({ count }) => count);
  const ends = stages.map(
    ({ startS, durationS }) => startS + (durationS ?? Number.POSITIVE_INFINITY),
  );
  const durationS = Math.max(...ends);
  const total = counts.every((count) => count !== undefined)
    ? counts.reduce((sum, count) => sum + count, 0)
    : undefined;
  return {
    stages,
    ...defined({ total }),
    ...(Number.isFinite(durationS) && { durationS }),
  };
}

function countStage(timed: TimedStage, plan: PlanSpec, captureTimes: CaptureTimes): StageCount {
  const { spec, workload, stage, startS } = timed;
  const lengthS = stageLengthS(timed, plan, captureTimes);
  const base = {
    workload,
    stage,
    name: spec.name,
    startS,
    ...(Number.isFinite(lengthS) && { durationS: lengthS }),
  };
  if (spec.kind === 'concurrency') return { ...base, peakHz: 0, concurrency: spec.concurrency };
  if (spec.kind === 'rate') {
    const count = countRate(spec, plan.seed, stageStream(workload, stage));
    return { ...base, count, peakHz: Math.max(spec.fromHz, spec.toHz) };
  }
  const count = countRecorded(timed, plan, captureTimes);
  return { ...base, count, peakHz: lengthS > 0 ? count / lengthS : 0, isMean: true };
}

/** Arrivals in the busiest second of the stage's own clock. */
function recordedPeak(
  { spec, workload }: TimedStage,
  captureTimes: CaptureTimes,
): Partial<StageCount> {
  if (spec.kind !== 'recorded') return {};
  let [peak, second, inSecond] = [0, -1, 0];
  for (const { atUs } of recordedArrivals(spec, captureTimes.iterate(workload))) {
    const current = Math.floor(atUs / 1e6);
    inSecond = current === second ? inSecond + 1 : 1;
    second = current;
    peak = Math.max(peak, inSecond);
  }
  return { peakHz: peak, isMean: false };
}

function countRate(spec: RateStage, seed: number, stream: string): number {
  if (spec.arrivals === 'uniform') return countUniform(spec);
  return countOf(rateArrivals(spec, seed, stream));
}

function countRecorded(
  { spec, workload }: TimedStage,
  plan: PlanSpec,
  captureTimes: CaptureTimes,
): number {
  if (spec.kind !== 'recorded') return 0;
  const records = plan.workloads[workload]?.payloadCount ?? 0;
  if (spec.durationS === undefined) return Math.min(records, spec.maxInvocations ?? records);
  return countOf(recordedArrivals(spec, captureTimes.iterate(workload)));
}

function countOf(sequence: Iterable<unknown>): number {
  let count = 0;
  for (const _ of sequence) count += 1;
  return count;
}
