import { describe, expect, it } from 'vitest';
import { createRandom } from '../../base/random.js';
import { changePoints } from './change-points.js';
import { driftOf } from './drift.js';

/** Values about a level, each up to 3% off. */
function noisy(count: number, level: (at: number) => number, seed = 1): number[] {
  const random = createRandom(seed, 'noisy');
  return Array.from({ length: count }, (_, at) => level(at) * (1 + 0.06 * (random() - 0.5)));
}

describe('changes of level', () => {
  it.each<[string, number, (at: number) => number, number[]]>([
    ['none in noise', 30, () => 100, []],
    ['a jump', 20, (at) => (at < 13 ? 100 : 130), [13]],
    ['a jump on top of a drift', 20, (at) => (1 + 0.004 * at) * (at < 13 ? 100 : 130), [13]],
    ['up, and back', 40, (at) => (at < 20 || at >= 30 ? 100 : 140), [20, 30]],
    ['down', 20, (at) => (at < 8 ? 100 : 70), [8]],
    ['none in a slow drift', 20, (at) => 100 * (1 + 0.003 * at), []],
    ['none of five values', 5, (at) => (at < 2 ? 1 : 100), []],
    ['from nothing', 20, (at) => (at < 12 ? 0 : 0.02), [12]],
  ])('are found: %s', (_, count, level, expected) => {
    for (const seed of [1, 2, 3]) {
      const found = changePoints(noisy(count, level, seed));
      expect(found.map(({ at }) => at)).toEqual(expected);
    }
  });

  it('are seldom made up: in fewer than 3 of 100 series of noise', () => {
    const series = Array.from({ length: 100 }, (_, seed) => {
      const random = createRandom(seed, 'noise');
      return Array.from({ length: 20 }, () => 100 * (1 + random()));
    });
    const found = series.filter((values) => changePoints(values).length > 0);
    expect(found.length).toBeLessThan(3);
  });

  it('say from what to what', () => {
    const [change] = changePoints([10, 10, 10, 10, 10, 10, 20, 20, 20, 20, 20, 20]);
    expect(change).toMatchObject({ at: 6, before: 10, after: 20 });
    expect(change?.pValue).toBeLessThanOrEqual(0.01);
  });
});

describe('a drift', () => {
  it('is the median slope, as a part of the median', () => {
    const rising = Array.from({ length: 11 }, (_, at) => 100 + at);
    expect(driftOf(rising)).toMatchObject({ perStep: 1 / 105 });
    expect(driftOf(rising)?.pValue).toBeLessThan(0.001);
  });

  // Six of 45 pairs fall: S = 33, z = 32 / sqrt(125) = 2.862, p = 0.00421.
  it('has the p value of Mann and Kendall', () => {
    const { pValue } = driftOf([1, 2, 3, 4, 5, 6, 10, 9, 8, 7]) ?? {};
    expect(pValue).toBeCloseTo(0.00421, 4);
  });

  it('is none of equal values, of a few, or around nothing', () => {
    expect(driftOf(Array(10).fill(3))).toEqual({ perStep: 0, pValue: 1 });
    expect(driftOf([1, 2, 3])).toBeUndefined();
    expect(driftOf([0, 0, 0, 0, 0, 1])).toBeUndefined();
  });
});
