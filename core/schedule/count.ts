import { defined } from '../base/defined.js';
import { loadOf } from './loads/index.js';
import type { LoadCount } from './loads/kind.js';
import type { CaptureTimes, PlanSpec } from './plan-spec.js';
import { type TimedStage, timeline } from './timeline.js';

/** What one stage intends, and when. */
export interface StageCount extends LoadCount {
  workload: number;
  stage: number;
  name: string;
  startS: number;
  /** Absent for a closed loop that ends by count. */
  durationS?: number;
  /** The time that its arrivals take, where that is not `durationS`. */
  spanS?: number;
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
  const stages: StageCount[] = timeline(plan, captureTimes).map((timed) =>
    countStage(timed, wantsPeaks),
  );
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

function countStage({ spec, workload, stage, startS, site }: TimedStage, wantsPeaks: boolean) {
  const load = loadOf(spec);
  const lengthS = load.lengthS(spec, site);
  return {
    ...{ workload, stage, name: spec.name, startS },
    ...(Number.isFinite(lengthS) && { durationS: lengthS }),
    ...spanOf(load.spanS?.(spec, site), lengthS),
    ...load.count(spec, site),
    ...(wantsPeaks && load.busiest?.(spec, site)),
  };
}

function spanOf(spanS: number | undefined, lengthS: number): Pick<StageCount, 'spanS'> {
  return spanS === undefined || spanS === lengthS ? {} : { spanS };
}
