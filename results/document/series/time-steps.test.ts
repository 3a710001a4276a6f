import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ok, throttled } from '../../../core/judge/books.fixture.js';
import { LatencyHistogram } from '../../../core/measure/histogram.js';
import type { Interval } from '../../../core/measure/interval.js';
import { Ledger } from '../../../core/measure/ledger.js';
import { intervalOf } from '../sample-details.fixture.js';
import { samplePlan } from '../sample-run.fixture.js';
import { percentileAxis, percentileCurve } from './percentile-curve.js';
import { SecondReader } from './second-reader.js';
import { stepLength, timeSteps } from './time-steps.js';

/** A second in which each of these milliseconds was answered, the last of them throttled. */
function second(at: number, latenciesMs: readonly number[]): Interval {
  const ledger = new Ledger();
  for (const [n, ms] of latenciesMs.entries()) {
    const intendedUs = at * 1e6 + n * 1000;
    const sentUs = intendedUs + 100;
    const arrival = { index: n, intendedUs, payload: 0, workload: 0, stage: 0 };
    const outcome = n === latenciesMs.length - 1 ? throttled('Reason') : ok('1');
    ledger.arrivalDue(0, 0);
    ledger.sent(0, 0, intendedUs, sentUs);
    ledger.record({ arrival, sentUs, answeredUs: sentUs + ms * 1000, outcome });
  }
  return intervalOf(at, ledger);
}

describe('steps of time', () => {
  it.each([
    [10, 1],
    [900, 1],
    [901, 2],
    [3600, 4],
    [86_400, 96],
  ])('of a run of %d s are %d s long', (durationS, stepS) => {
    expect(stepLength(durationS)).toBe(stepS);
  });

  it('of one second are the second', () => {
    const [step] = timeSteps(
      [second(0, [10, 20, 30, 5])],
      new SecondReader(samplePlan, Number.POSITIVE_INFINITY),
      1,
    );
    expect(step?.askedHz).toEqual({ value: 4, low: 4, high: 4 });
    expect(step?.response[3]?.value).toBe(30_100);
    expect(step?.failures).toEqual(new Map([['Reason', { value: 1, low: 1, high: 1 }]]));
    expect(step?.latenessP99.value).toBe(100);
  });

  it('put seconds together by all their invocations, and keep the peak of every second', () => {
    const intervals = [second(0, [10, 10, 10]), second(1, [900, 5]), second(3, [10, 10])];
    const [first, next] = timeSteps(
      intervals,
      new SecondReader(samplePlan, Number.POSITIVE_INFINITY),
      2,
    );
    expect(first?.sentHz).toEqual({ value: 2.5, low: 2, high: 3 });
    expect(first?.response[0]).toEqual({ value: 10_103, low: 10_100, high: 900_100 });
    expect(first?.inFlight).toEqual({ value: 10, low: 9, high: 10 });
    expect(next?.startS).toBe(2);
    expect(next?.sentHz.value).toBe(2);
  });

  it.each([
    ['the end of the plan', 2.5, Number.POSITIVE_INFINITY],
    ['where it was cut off', 60, 2.5],
  ])('show no fall of the rate in a last second that is not whole: %s', (_, durationS, untilS) => {
    const [workload] = samplePlan;
    const stage = { name: '4/s', startS: 0, durationS, planned: 4 * durationS, peakHz: 4 };
    const rateHz: [number, number] = [4, 4];
    const plan = [{ ...(workload as (typeof samplePlan)[0]), stages: [{ ...stage, rateHz }] }];
    const four = [1, 1, 1, 1];
    const seconds = [second(0, four), second(1, four), second(2, [1, 1]), second(3, [])];
    const steps = [...timeSteps(seconds, new SecondReader(plan, untilS), 1)];
    expect(steps.map(({ sentHz }) => sentHz.value)).toEqual([4, 4, 4, 0]);
    expect(steps.map(({ askedHz }) => askedHz.value)).toEqual([4, 4, 4, 0]);
  });

  it('lose no peak and no second, whatever the length of a step', () => {
    const run = fc.array(
      fc.array(fc.integer({ min: 1, max: 5000 }), { minLength: 2, maxLength: 6 }),
      {
        minLength: 1,
        maxLength: 12,
      },
    );
    fc.assert(
      fc.property(run, fc.integer({ min: 1, max: 5 }), (seconds, stepS) => {
        const intervals = seconds.map((latencies, at) => second(at, latencies));
        const fine = [
          ...timeSteps(intervals, new SecondReader(samplePlan, Number.POSITIVE_INFINITY), 1),
        ];
        const coarse = [
          ...timeSteps(intervals, new SecondReader(samplePlan, Number.POSITIVE_INFINITY), stepS),
        ];
        for (const read of [
          (s: (typeof fine)[0]) => s.sentHz,
          (s: (typeof fine)[0]) => s.response[3],
        ]) {
          const most = (steps: typeof fine) =>
            Math.max(...steps.map((step) => read(step)?.high ?? 0));
          expect(most(coarse)).toBe(most(fine));
        }
        expect(coarse).toHaveLength(Math.ceil(seconds.length / stepS));
      }),
      { numRuns: 50 },
    );
  });

  it('of a closed loop ask for no rate', () => {
    const [workload] = samplePlan;
    const stages = [{ name: 'loop', startS: 0, peakHz: 0, concurrency: 5 }];
    const plan = workload ? [{ ...workload, stages }] : [];
    const [step] = timeSteps(
      [second(0, [10, 20])],
      new SecondReader(plan, Number.POSITIVE_INFINITY),
      1,
    );
    expect(step?.askedHz.value).toBeNull();
    expect(step?.sentHz.value).toBe(2);
  });
});

describe('the curve of percentiles', () => {
  const histogram = new LatencyHistogram();
  for (let ms = 1; ms <= 1000; ms++) histogram.record(ms * 1000);

  it('goes from the least value to the greatest, a nine at a time', () => {
    const axis = percentileAxis(1000);
    const curve = percentileCurve(histogram, axis);
    expect(axis[0]).toBe(1);
    expect(curve[0]).toBe(histogram.percentileUs(0));
    expect(curve.at(-1)).toBe(1_000_000);
    expect(curve[axis.indexOf(2)]).toBe(histogram.percentileUs(50));
    expect([...axis].sort((a, b) => a - b)).toEqual(axis);
  });

  it('of fewer values ends where they end', () => {
    const few = new LatencyHistogram();
    for (const ms of [5, 6, 7]) few.record(ms * 1000);
    const curve = percentileCurve(few, percentileAxis(1000));
    const known = curve.filter((value) => value !== null);
    expect(known.at(-1)).toBe(7000);
    expect(known.filter((value) => value === 7000).length).toBeLessThan(20);
    expect(curve.at(-1)).toBeNull();
  });

  it('of nothing is nothing', () => {
    expect(percentileAxis(0)).toEqual([]);
    expect(percentileCurve(new LatencyHistogram(), [1, 2])).toEqual([null, null]);
  });
});
