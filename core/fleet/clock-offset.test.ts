import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type ClockProbe, clockOffset } from './clock-offset.js';

/** A question over a way that takes so long there and back, to a clock that is so far ahead. */
function probe(sentUs: number, aheadUs: number, thereUs: number, backUs: number): ClockProbe {
  const workUs = 40;
  return {
    sentUs,
    receivedUs: sentUs + thereUs + aheadUs,
    answeredUs: sentUs + thereUs + workUs + aheadUs,
    heardUs: sentUs + thereUs + workUs + backUs,
  };
}

it.each([
  ['a clock that is ahead', 4_200_000],
  ['a clock that is behind', -2_500_000],
  ['the same clock', 0],
])('%s: exact where both ways take the same time', (_name, aheadUs) => {
  const probes = [probe(0, aheadUs, 900, 300), probe(5000, aheadUs, 80, 80)];
  expect(clockOffset(probes)).toEqual({ offsetUs: aheadUs, errorUs: 80 });
});

it('is never off by more than it says, however unlike the two ways are', () => {
  const way = fc.integer({ min: 0, max: 500_000 });
  const ahead = fc.integer({ min: -1e12, max: 1e12 });
  fc.assert(
    fc.property(
      ahead,
      fc.array(fc.tuple(way, way), { minLength: 1, maxLength: 16 }),
      (us, ways) => {
        const probes = ways.map(([there, back], i) => probe(i * 1e6, us, there, back));
        const { offsetUs, errorUs } = clockOffset(probes);
        expect(Math.abs(offsetUs - us)).toBeLessThanOrEqual(errorUs);
        expect(errorUs * 2).toBe(Math.min(...ways.map(([there, back]) => there + back)));
      },
    ),
  );
});

it('cannot be told without a probe', () => {
  expect(() => clockOffset([])).toThrow(RangeError);
});
