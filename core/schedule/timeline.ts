import type { CaptureTimes, PlanSpec, RecordedStage, StageSpec } from './plan-spec.js';
import { rateArrivals } from './rate-stage.js';
import { recordedArrivals } from './recorded-stage.js';

/** One stage at its place in the run. */
export interface TimedStage {
  workload: number;
  /** Position in the workload's load. */
  stage: number;
  spec: StageSpec;
  startS: number;
}

/**
 * Every stage of the plan at its place: one after the other within a workload, workloads side by
 * side. A stage after a closed loop that ends by count would have no place: `Infinity`.
 */
export function timeline(plan: PlanSpec, captureTimes: CaptureTimes): TimedStage[] {
  return plan.workloads.flatMap(({ stages }, workload) => {
    let startS = 0;
    return stages.map((spec, stage) => {
      const timed = { workload, stage, spec, startS };
      // The last stage's length is nobody's start, and can be slow to learn.
      if (stage < stages.length - 1) startS += stageLengthS(timed, plan, captureTimes);
      return timed;
    });
  });
}

/** How long a stage intends to send: infinite for a closed loop that ends by count. */
export function stageLengthS(
  { spec, workload, stage }: TimedStage,
  plan: PlanSpec,
  captureTimes: CaptureTimes,
): number {
  if (spec.kind === 'concurrency') return spec.durationS ?? Number.POSITIVE_INFINITY;
  if (spec.kind === 'recorded') {
    return spec.durationS ?? recordedLengthS(spec, plan, workload, captureTimes);
  }
  if (Number.isFinite(spec.durationS)) return spec.durationS;
  return lastOf(rateArrivals(spec, plan.seed, stageStream(workload, stage))) / 1e6;
}

/** Names the random numbers of one stage. */
export function stageStream(workload: number, stage: number): string {
  return `${workload}/${stage}`;
}

/** Cut silences make the last record's time a sum over all records; else it is known at once. */
function recordedLengthS(
  spec: RecordedStage,
  plan: PlanSpec,
  workload: number,
  captureTimes: CaptureTimes,
): number {
  const records = Math.min(
    plan.workloads[workload]?.payloadCount ?? 0,
    spec.maxInvocations ?? Number.POSITIVE_INFINITY,
  );
  if (spec.maxGapS === undefined) {
    return captureTimes.at(workload, Math.max(0, records - 1)) / 1e6 / spec.speed;
  }
  let lastUs = 0;
  for (const { atUs } of recordedArrivals(spec, captureTimes.iterate(workload))) lastUs = atUs;
  return lastUs / 1e6;
}

function lastOf(times: Iterable<number>): number {
  let last = 0;
  for (const time of times) last = time;
  return last;
}
