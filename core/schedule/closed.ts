import { defined } from '../base/defined.js';
import { isClosed, laneShare } from './loads/index.js';
import { payloadOrder } from './order.js';
import type { CaptureTimes, PlanSpec } from './plan-spec.js';
import { type Shard, wholePlan } from './shard.js';
import { timeline } from './timeline.js';

/** One lane's share of a closed-loop stage. */
export interface ClosedStage {
  workload: number;
  stage: number;
  startUs: number;
  /** Nothing is sent at or after this; absent: the count ends it. */
  endUs?: number;
  /** This lane's share of the concurrency; may be 0. */
  concurrency: number;
  /** This lane's share of the count. */
  maxInvocations?: number;
  /** The index of this lane's k-th invocation among the stage's of all lanes. */
  indexOf: (k: number) => number;
  /** Its payload. */
  payloadOf: (k: number) => number;
}

/**
 * The plan's closed-loop stages. Their arrivals have no intended times; which lane sends how many is
 * known only afterwards, so each lane counts its own, and takes the payloads that a plan of equal
 * lanes would give it.
 */
export function closedStages(
  plan: PlanSpec,
  captureTimes: CaptureTimes,
  shard: Shard = wholePlan,
): ClosedStage[] {
  return timeline(plan, captureTimes).flatMap(({ spec, workload, stage, startS }) => {
    const workloadSpec = plan.workloads[workload];
    if (!isClosed(spec) || !workloadSpec) return [];
    const order = payloadOrder(workloadSpec, plan.seed);
    const indexOf = (k: number): number => k * shard.count + shard.index;
    const { concurrency, durationS, maxInvocations } = laneShare(spec, shard);
    const endUs = durationS === undefined ? undefined : (startS + durationS) * 1e6;
    return {
      ...{ workload, stage, startUs: startS * 1e6, concurrency },
      ...defined({ endUs, maxInvocations }),
      indexOf,
      payloadOf: (k: number) => order(indexOf(k)),
    };
  });
}
