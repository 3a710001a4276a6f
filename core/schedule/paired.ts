import { mix32 } from '../base/random.js';
import type { Arrival } from './arrival.js';
import { payloadOrder, permute } from './order.js';
import type { PlanSpec } from './plan-spec.js';
import { rateArrivals } from './rate-stage.js';
import { type Shard, wholePlan } from './shard.js';
import { stageStream } from './timeline.js';

/** The pair that an arrival of a paired plan belongs to. */
export function pairOf({ index }: Arrival, legs: number): number {
  return Math.floor(index / legs);
}

/**
 * The arrivals of a comparison: each payload goes to every workload (a leg), one leg after the other
 * at even distances, in an order that the seed draws anew for each pair, so that no leg is always the
 * one that comes first. Pairs come at the times of the first workload's first stage, in the order of
 * its payloads. Shard i of n has the pairs that are i modulo n, all legs of each.
 */
export function* pairedArrivals(plan: PlanSpec, shard: Shard = wholePlan): Generator<Arrival> {
  const [first] = plan.workloads;
  const stage = first?.stages[0];
  if (!first || stage?.kind !== 'rate') return;
  const legs = plan.workloads.length;
  const gapUs = 1e6 / stage.toHz / legs;
  const payloadOf = payloadOrder(first, plan.seed);
  const key = mix32(plan.seed) ^ mix32(Math.floor(plan.seed / 2 ** 32));
  const limit = plan.maxInvocations ?? Number.POSITIVE_INFINITY;
  let pair = 0;
  for (const atUs of rateArrivals(stage, plan.seed, stageStream(0, 0))) {
    if (pair % shard.count === shard.index) {
      for (let place = 0; place < legs; place++) {
        const index = pair * legs + place;
        if (index >= limit) return;
        const workload = permute(place, legs, mix32(key ^ mix32(pair)));
        const payload = payloadOf(pair);
        yield { index, intendedUs: atUs + place * gapUs, payload, workload, stage: 0 };
      }
    }
    pair += 1;
  }
}
