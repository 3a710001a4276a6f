import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Arrival } from './arrival.js';
import { countPlan } from './count.js';
import type { RateStage } from './loads/rate.js';
import { pairOf } from './paired.js';
import { planArrivals } from './plan.js';
import type { CaptureTimes, PlanSpec } from './plan-spec.js';

const noTimes: CaptureTimes = { iterate: () => [], at: () => 0 };

/** So many pairs at so many pairs a second, to two or three legs. */
function pairedPlan(
  legs: number,
  pairs: number,
  hz: number,
  more: Partial<PlanSpec> = {},
): PlanSpec {
  const stage: RateStage = {
    ...{ kind: 'rate', name: 'pairs', fromHz: hz, toHz: hz, arrivals: 'uniform' },
    ...{ durationS: pairs / hz, maxInvocations: pairs },
  };
  const workloads = Array.from({ length: legs }, (_, leg) => ({
    ...{ name: `leg ${leg}`, order: 'shuffled' as const, payloadCount: 7, stages: [stage] },
  }));
  return { seed: 3, paired: true, workloads, ...more };
}

function arrivalsOf(plan: PlanSpec, shard = { index: 0, count: 1 }): Arrival[] {
  return [...planArrivals(plan, noTimes, shard)];
}

const plans = fc
  .record({
    legs: fc.constantFrom(2, 3),
    pairs: fc.integer({ min: 1, max: 60 }),
    hz: fc.constantFrom(0.5, 10, 33.3, 400),
    seed: fc.maxSafeNat(),
  })
  .map(({ legs, pairs, hz, seed }) => ({ gapS: 1 / hz, ...pairedPlan(legs, pairs, hz, { seed }) }));

describe('a paired plan', () => {
  it('sends each payload to every leg once, in even distances, as often as it counts', () => {
    fc.assert(
      fc.property(plans, (plan) => {
        const legs = plan.workloads.length;
        const arrivals = arrivalsOf(plan);
        expect(arrivals).toHaveLength(countPlan(plan, noTimes).total ?? -1);
        const gapUs = (plan.gapS * 1e6) / legs;
        for (const [index, arrival] of arrivals.entries()) {
          expect(arrival.index).toBe(index);
          expect(arrival.intendedUs).toBeCloseTo(index * gapUs, 3);
        }
        for (let pair = 0; pair < arrivals.length / legs; pair++) {
          const own = arrivals.filter((arrival) => pairOf(arrival, legs) === pair);
          expect(new Set(own.map(({ workload }) => workload)).size).toBe(legs);
          expect(new Set(own.map(({ payload }) => payload)).size).toBe(1);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('keeps a pair in one shard, and the shards together are the plan', () => {
    fc.assert(
      fc.property(plans, fc.integer({ min: 1, max: 5 }), (plan, count) => {
        const shards = Array.from({ length: count }, (_, index) =>
          arrivalsOf(plan, { index, count }),
        );
        const pairs = shards.map(
          (arrivals) => new Set(arrivals.map((each) => pairOf(each, plan.workloads.length))),
        );
        expect(pairs.reduce((sum, { size }) => sum + size, 0)).toBe(
          new Set(pairs.flatMap((each) => [...each])).size,
        );
        const together = shards.flat().sort((a, b) => a.index - b.index);
        expect(together).toEqual(arrivalsOf(plan));
      }),
      { numRuns: 60 },
    );
  });

  it.each([2, 3])('puts each of %d legs first as often, in an order of the seed', (legs) => {
    const plan = pairedPlan(legs, 6000, 100);
    const firsts = arrivalsOf(plan).filter(({ index }) => index % legs === 0);
    for (let leg = 0; leg < legs; leg++) {
      const share = firsts.filter(({ workload }) => workload === leg).length / firsts.length;
      expect(Math.abs(share - 1 / legs)).toBeLessThan(0.025);
    }
    expect(arrivalsOf(plan)).toEqual(arrivalsOf(plan));
    expect(arrivalsOf({ ...plan, seed: 4 })).not.toEqual(arrivalsOf(plan));
  });

  it('stops at its budget', () => {
    const whole = arrivalsOf(pairedPlan(2, 50, 10));
    expect(whole.length).toBeGreaterThan(31);
    expect(arrivalsOf(pairedPlan(2, 50, 10, { maxInvocations: 31 }))).toEqual(whole.slice(0, 31));
  });
});
