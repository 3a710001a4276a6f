import { describe, expect, it } from 'vitest';
import { LatencyHistogram } from '../../core/measure/histogram.js';
import { ceilingOf } from './step-seconds.js';

/** Served and throttled of each second. */
const seconds = (...counts: [served: number, throttled: number][]) =>
  counts.map(([served, throttled], second) => ({
    ...{ second, served, throttled, inFlight: 0, maxInFlight: 0 },
    response: new LatencyHistogram(),
  }));

describe('the ceiling of a step', () => {
  it.each<[string, ReturnType<typeof seconds>, number, number, number | undefined]>([
    ['without throttles', seconds([80, 0], [80, 0], [80, 0]), 1, 3, undefined],
    [
      'begins after the second in which they set in',
      seconds([80, 0], [70, 10], [50, 30], [50, 30]),
      1,
      4,
      50,
    ],
    [
      'does not begin with the jolt of a start',
      seconds([79, 1], [80, 0], [70, 10], [50, 30]),
      1,
      4,
      50,
    ],
    ['takes all of a stage that throttled before', seconds([60, 20], [50, 30], [50, 30]), 1, 3, 50],
    [
      'leaves out a last second that is not whole',
      seconds([60, 20], [50, 30], [20, 10]),
      1,
      2.5,
      50,
    ],
    [
      'does not come of a throttle now and then',
      seconds([800, 1], [800, 1], [800, 1]),
      1,
      3,
      undefined,
    ],
    ['needs a whole second of it', seconds([80, 0], [70, 10]), 1, 2, undefined],
  ])('%s', (_name, given, fromS, toS, expected) => {
    expect(ceilingOf(given, fromS, toS)?.hz).toBe(expected);
  });

  it('is known the better the longer and the steadier it was', () => {
    const throttling = (...served: number[]) =>
      seconds([80, 0], [70, 10], ...served.map((count): [number, number] => [count, 30]));
    const errorOf = (...served: number[]) => ceilingOf(throttling(...served), 1, 99)?.errorHz;
    expect(errorOf(49)).toBe(7);
    expect(errorOf(50, 50, 50, 50)).toBe(0);
    expect(errorOf(50, 50, 48, 52, 48, 52, 48, 52)).toBeLessThan(errorOf(50, 50, 48, 52) ?? 0);
  });
});
