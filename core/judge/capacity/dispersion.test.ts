import { expect, it } from 'vitest';
import { createRandom } from '../../base/random.js';
import { dispersionOf } from './dispersion.js';

it.each<[string, number[], number]>([
  ['none are slow', [0, 0, 0, 0], 1],
  ['few are', [0, 3, 0, 4], 1],
  ['as many each second', [5, 5, 5, 5, 5, 5, 5, 5], 1],
  // 40 in one of ten seconds: a mean of 4, a variance of 160.
  ['all in one second', [0, 0, 0, 40, 0, 0, 0, 0, 0, 0], 40],
])('counts how many slow answers are one: %s', (_name, counts, expected) => {
  expect(dispersionOf(counts)).toBeCloseTo(expected, 9);
});

it('takes them together that come together over several seconds', () => {
  const counts = [0, 0, 0, 0, 9, 9, 9, 9, 0, 0, 0, 0, 0, 0, 0, 0];
  expect(dispersionOf(counts)).toBeGreaterThan(dispersionOf([9, 0, 0, 9, 0, 0, 9, 0, 0, 9, 0, 0]));
});

it('is near one where each is slow by itself', () => {
  const random = createRandom(1, 'dispersion');
  const counts = Array.from({ length: 400 }, () =>
    Array.from({ length: 100 }, random).reduce((sum, u) => sum + (u < 0.05 ? 1 : 0), 0),
  );
  expect(dispersionOf(counts)).toBeLessThan(1.3);
});
