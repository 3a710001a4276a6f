import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countPlan } from './count.js';
import type { StageSpec } from './loads/index.js';
import type { RateStage } from './loads/rate.js';
import { phaseOf } from './phase.js';
import { planArrivals } from './plan.js';
import type { CaptureTimes, PlanSpec } from './plan-spec.js';

const noTimes: CaptureTimes = { iterate: () => [], at: () => 0 };

const rate = (hz: number, durationS: number): RateStage => ({
  ...{ kind: 'rate', name: 's', fromHz: hz, toHz: hz, durationS, arrivals: 'uniform' },
});

function sideBySide(
  workloads: number,
  stages: StageSpec[],
  more: { phase?: number; seed?: number } = {},
): PlanSpec {
  const { seed = 1, ...phase } = more;
  const one = { name: 'w', order: 'recorded' as const, payloadCount: 1, stages, ...phase };
  return { seed, workloads: Array.from({ length: workloads }, () => one) };
}

const secondsOf = (plan: PlanSpec): number[] =>
  [...planArrivals(plan, noTimes)].map(({ intendedUs }) => intendedUs / 1e6);

/** The most arrivals in any stretch of so many seconds. */
function mostWithin(seconds: readonly number[], lengthS: number): number {
  let [first, most] = [0, 0];
  seconds.forEach((time, i) => {
    while (time - (seconds[first] ?? 0) > lengthS) first += 1;
    most = Math.max(most, i - first + 1);
  });
  return most;
}

describe('workloads side by side', () => {
  it.each([1, 2, 3, 4, 5])('do not fire at once: 20 at 2/s, seed %d', (seed) => {
    const plan = sideBySide(20, [rate(2, 6)], { seed });
    const seconds = secondsOf(plan);
    expect(seconds).toHaveLength(240);
    expect(mostWithin(seconds, 1e-3)).toBe(1);
    // 40/s sends 8 or 9 in 0.2 s; what each workload adds at its ends of that stretch is evenly spread.
    expect(mostWithin(seconds, 0.2)).toBeLessThanOrEqual(10);
  });

  it('fire at once with phase 0', () => {
    const seconds = secondsOf(sideBySide(20, [rate(2, 6)], { phase: 0 }));
    expect(seconds).toHaveLength(240);
    expect(mostWithin(seconds, 0)).toBe(20);
    expect(seconds[0]).toBe(0);
  });
});

describe('a phase', () => {
  it('is of the seed, and another for another', () => {
    const phases = (seed: number) => {
      const plan = sideBySide(3, [rate(1, 1)], { seed });
      return [0, 1, 2].map((workload) => phaseOf(plan, workload));
    };
    expect(phases(1)).toEqual(phases(1));
    expect(phases(1)).not.toEqual(phases(2));
    expect(new Set(phases(1)).size).toBe(3);
  });

  it('is none for the pairs of a comparison', () => {
    expect(phaseOf({ ...sideBySide(2, [rate(1, 1)]), paired: true }, 1)).toBe(0);
  });

  const phases = fc.integer({ min: 0, max: 999_999 }).map((n) => n / 1e6);

  it('moves arrivals and not their number, where that is whole', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 500 }),
        fc.integer({ min: 1, max: 50 }),
        phases,
        (hz, count, phase) => {
          const plan = sideBySide(1, [rate(hz, count / hz)], { phase });
          const seconds = secondsOf(plan);
          expect(seconds).toHaveLength(count);
          expect(countPlan(plan, noTimes).total).toBe(count);
          seconds.forEach((time, k) => {
            expect(time).toBeCloseTo((k + phase) / hz, 9);
          });
        },
      ),
    );
  });

  it('keeps the count within one of what is due, at any time', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.01, max: 100, noNaN: true }),
        fc.double({ min: 0.01, max: 10, noNaN: true }),
        phases,
        (hz, durationS, phase) => {
          const seconds = secondsOf(sideBySide(1, [rate(hz, durationS)], { phase }));
          expect(Math.abs(seconds.length - hz * durationS)).toBeLessThan(1);
          seconds.forEach((time, k) => {
            expect(hz * time - k).toBeGreaterThan(-1e-6);
            expect(hz * time - k).toBeLessThan(1);
          });
        },
      ),
    );
  });
});
