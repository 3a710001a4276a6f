import { expect, it } from 'vitest';
import { createRandom } from '../../core/base/random.js';
import { slopeOf } from './slope.js';

it('is exact where there is no noise', () => {
  const points = Array.from({ length: 20 }, (_, x) => [x, 3 + 2 * x] as const);
  const { slope, low, high } = slopeOf(points);
  expect([slope, low, high].map((value) => Number(value.toFixed(9)))).toEqual([2, 2, 2]);
});

/** Autoregressive noise around a line: neighbors are alike, as measurements of memory are. */
function series(seed: number, trend: number): [number, number][] {
  const random = createRandom(seed, 'soak');
  let noise = 0;
  return Array.from({ length: 180 }, (_, x) => {
    const normal = Array.from({ length: 12 }, random).reduce((sum, each) => sum + each, -6);
    noise = 0.6 * noise + normal;
    return [x, trend * x + noise];
  });
}

it.each([0, 0.02])(
  'holds a slope of %d in some 95 of 100 series of noise that has a memory',
  (trend) => {
    const held = Array.from({ length: 400 }, (_, seed) => slopeOf(series(seed, trend))).filter(
      ({ low, high }) => low <= trend && trend <= high,
    );
    expect(held.length / 400).toBeGreaterThan(0.9);
  },
);
