import { loadOf, type StageSpec } from './loads/index.js';
import type { StageSite } from './loads/kind.js';
import { phaseOf } from './phase.js';
import type { CaptureTimes, PlanSpec } from './plan-spec.js';

/** One stage at its place in the run. */
export interface TimedStage {
  workload: number;
  /** Position in the workload's load. */
  stage: number;
  spec: StageSpec;
  startS: number;
  site: StageSite;
}

/**
 * Every stage of the plan at its place: one after the other within a workload, workloads side by
 * side. Uniform stages one after the other share one phase: their arrivals are those of one stage
 * whose rate is all of theirs. A stage after a closed loop that ends by count would have no place: `Infinity`.
 */
export function timeline(plan: PlanSpec, captureTimes: CaptureTimes): TimedStage[] {
  return plan.workloads.flatMap(({ stages, payloadCount }, workload) => {
    let startS = 0;
    const phase = phaseOf(plan, workload);
    let firstDue = phase;
    return stages.map((spec, stage) => {
      const site: StageSite = {
        seed: plan.seed,
        stream: `${workload}/${stage}`,
        firstDue,
        payloadCount,
        capturedUs: () => captureTimes.iterate(workload),
        capturedAtUs: (position) => captureTimes.at(workload, position),
      };
      firstDue = loadOf(spec).carried?.(spec, firstDue) ?? phase;
      const timed = { workload, stage, spec, startS, site };
      // The last stage's length is nobody's start, and can be slow to learn.
      if (stage < stages.length - 1) startS += loadOf(spec).lengthS(spec, site);
      return timed;
    });
  });
}
