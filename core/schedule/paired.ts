import { mix32 } from '../base/random.js';
import type { Arrival } from './arrival.js';
import { loadOf } from './loads/index.js';
import { payloadOrder, permute } from './order.js';
import type { CaptureTimes, PlanSpec } from './plan-spec.js';
import { type Shard, wholePlan } from './shard.js';
import { timeline } from './timeline.js';

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
export function* pairedArrivals(
  plan: PlanSpec,
  captureTimes: CaptureTimes,
  shard: Shard = wholePlan,
): Generator<Arrival> {
  const [first] = plan.workloads;
  const [timed] = timeline(plan, captureTimes);
  if (!first || !timed) return;
  const { arrivals, curve } = loadOf(timed.spec);
  if (!arrivals || !curve) return;
  const legs = plan.workloads.length;
  const gapUs = 1e6 / curve(timed.spec).peakHz / legs;
  const payloadOf = payloadOrder(first, plan.seed);
  const key = mix32(plan.seed) ^ mix32(Math.floor(plan.seed / 2 ** 32));
  const limit = plan.maxInvocations ?? Number.POSITIVE_INFINITY;
  let pair = 0;
  for (const atUs of arrivals(timed.spec, timed.site)) {
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
