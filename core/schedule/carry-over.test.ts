import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countPlan } from './count.js';
import { curveOf, type StageSpec } from './loads/index.js';
import type { RateStage } from './loads/rate.js';
import { planArrivals } from './plan.js';
import type { CaptureTimes, PlanSpec } from './plan-spec.js';

const noTimes: CaptureTimes = { iterate: () => [], at: () => 0 };

const rate = (fromHz: number, toHz: number, durationS: number): RateStage => ({
  ...{ kind: 'rate', name: 's', fromHz, toHz, durationS, arrivals: 'uniform' },
});
const times = <T>(n: number, of: (i: number) => T): T[] =>
  Array.from({ length: n }, (_, i) => of(i));

function planOf(stages: StageSpec[]): PlanSpec {
  return {
    seed: 1,
    workloads: [{ name: 'w', order: 'recorded', payloadCount: 1, stages, phase: 0 }],
  };
}

function secondsOf(stages: StageSpec[]): number[] {
  return [...planArrivals(planOf(stages), noTimes)].map(({ intendedUs }) => intendedUs / 1e6);
}

/** The integral of all the rates up to a time of the run. */
function expectedUntil(stages: readonly StageSpec[], seconds: number): number {
  let [expected, startS] = [0, 0];
  for (const stage of stages) {
    const lengthS = 'durationS' in stage ? (stage.durationS ?? 0) : 0;
    const within = Math.min(Math.max(0, seconds - startS), lengthS);
    expected += curveOf(stage)?.expected(within) ?? 0;
    startS += lengthS;
  }
  return expected;
}

/** Minutes of a day at 0.2 to 3.4 a minute, in tenths: whole numbers, so that their sum is exact. */
const tenths = times(1440, (i) => 2 + ((i * 7) % 33));

describe('fractions of an arrival', () => {
  it.each<[string, StageSpec[], number]>([
    ['60 stages of 1/m for 1s', times(60, () => rate(1 / 60, 1 / 60, 1)), 1],
    ['100 stages of 100/s for 15ms', times(100, () => rate(100, 100, 0.015)), 150],
    ['10 stages of 0/s -> 1/s for 1s', times(10, () => rate(0, 1, 1)), 5],
    [
      'a day of minutes at 0.2/m to 3.4/m',
      tenths.map((n) => rate(n / 600, n / 600, 60)),
      Math.ceil(tenths.reduce((sum, n) => sum + n, 0) / 10),
    ],
    [
      'thousands of stages of less than a rounding error',
      [rate(0.9999999, 0.9999999, 1), ...times(5000, () => rate(1e-7, 1e-7, 1e-3))],
      2,
    ],
  ])('are carried over: %s', (_name, stages, count) => {
    expect(countPlan(planOf(stages), noTimes).total).toBe(count);
    expect(secondsOf(stages)).toHaveLength(count);
  });

  it('leave no spike at a boundary', () => {
    const seconds = secondsOf([rate(3.05, 3.05, 2), rate(3.05, 3.05, 2)]);
    const gaps = seconds.slice(1).map((time, i) => time - (seconds[i] ?? 0));
    expect(gaps).toHaveLength(12);
    for (const gap of gaps) expect(gap).toBeCloseTo(1 / 3.05, 9);
  });

  it('wait through a pause, and are dropped by loads that are not uniform', () => {
    const half = rate(1, 1, 2.5);
    const pause: StageSpec = { kind: 'pause', name: 'p', durationS: 10 };
    expect(secondsOf([half, pause, half])).toEqual([0, 1, 2, 13, 14]);
    const loop: StageSpec = { kind: 'concurrency', name: 'c', concurrency: 1, durationS: 10 };
    expect(secondsOf([half, loop, half])).toEqual([0, 1, 2, 12.5, 13.5, 14.5]);
  });

  it('are not moved by a count that ends a stage before its time', () => {
    const capped = { ...rate(2, 2, 1.75), maxInvocations: 2 };
    expect(secondsOf([capped, rate(2, 2, 1)])).toEqual([0, 0.5, 2, 2.5]);
  });
});

const hz = fc.oneof(fc.constant(0), fc.double({ min: 0.05, max: 50, noNaN: true }));
const length = fc.double({ min: 0.001, max: 8, noNaN: true });
const anyStage: fc.Arbitrary<StageSpec> = fc.oneof(
  { weight: 3, arbitrary: fc.tuple(hz, hz, length).map(([from, to, s]) => rate(from, to, s)) },
  fc.tuple(hz, length).map(([at, s]) => rate(at, at, s)),
  length.map((durationS): StageSpec => ({ kind: 'pause', name: 'p', durationS })),
  fc.tuple(fc.double({ min: 0.05, max: 50, noNaN: true }), length, length).map(
    ([meanHz, periodS, durationS]): StageSpec => ({
      ...{ kind: 'sine', name: 's', meanHz, amplitudeHz: meanHz, periodS },
      ...{ startAt: 'meanUp', durationS, arrivals: 'uniform' },
    }),
  ),
);

describe('any uniform load', () => {
  it('has arrival k where the integral of all its rates reaches k', () => {
    fc.assert(
      fc.property(fc.array(anyStage, { minLength: 1, maxLength: 12 }), (stages) => {
        const seconds = secondsOf(stages);
        seconds.forEach((time, k) => {
          expect(Math.abs(expectedUntil(stages, time) - k)).toBeLessThan(1e-6);
        });
        const left = expectedUntil(stages, Number.POSITIVE_INFINITY) - seconds.length;
        expect(left).toBeGreaterThan(-1);
        expect(left).toBeLessThan(1e-6);
      }),
    );
  });

  it('keeps its arrivals when a stage of it is cut in two', () => {
    const steady = fc.double({ min: 0.5, max: 200, noNaN: true });
    const share = fc.double({ min: 0.001, max: 0.999, noNaN: true });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(steady, steady, length), { minLength: 1, maxLength: 5 }),
        fc.nat(4),
        fc.array(share, { minLength: 1, maxLength: 4 }),
        (stages, which, cuts) => {
          const whole = stages.map(([from, to, s]) => rate(from, to, s));
          const cut = whole.flatMap((stage, i) =>
            i === which % whole.length ? cutAt(stage, cuts) : [stage],
          );
          const [before, after] = [secondsOf(whole), secondsOf(cut)];
          expect(after).toHaveLength(before.length);
          before.forEach((time, k) => {
            expect(Math.abs((after[k] ?? Number.NaN) - time)).toBeLessThan(1e-6);
          });
        },
      ),
    );
  });
});

function cutAt({ fromHz, toHz, durationS }: RateStage, shares: readonly number[]): RateStage[] {
  const ends = [0, ...[...shares].sort((a, b) => a - b), 1];
  const hzAt = (share: number): number => fromHz + (toHz - fromHz) * share;
  return ends.slice(1).flatMap((end, i) => {
    const start = ends[i] ?? 0;
    return end > start ? [rate(hzAt(start), hzAt(end), (end - start) * durationS)] : [];
  });
}
