import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WalshSums } from './walsh-select.js';

function allSums(values: Float64Array): number[] {
  const sums: number[] = [];
  for (let i = 0; i < values.length; i++) {
    for (let j = i; j < values.length; j++)
      sums.push((values[i] as number) + (values[j] as number));
  }
  return sums.sort((a, b) => a - b);
}

describe('selection among pairwise sums', () => {
  it('gives every order statistic, with and without ties', () => {
    const value = fc.oneof(
      fc.integer({ min: -3, max: 3 }),
      fc.double({ noNaN: true, min: -1e9, max: 1e9 }),
    );
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 24 }), (list) => {
        const sorted = Float64Array.from(list).sort();
        const sums = new WalshSums(sorted);
        const expected = allSums(sorted);
        expect(sums.count).toBe(expected.length);
        for (const rank of [0, Math.floor(expected.length / 3), expected.length - 1]) {
          // Adding 0 makes one of the two zeros, which sort as equals, of both.
          expect(sums.select(rank) + 0).toBe((expected[rank] as number) + 0);
        }
      }),
      { numRuns: 300, seed: 1 },
    );
  });

  it('finds the middle of twenty thousand million sums in linear memory', () => {
    const sorted = Float64Array.from({ length: 200_000 }, (_, i) => i - 99_999.5);
    const sums = new WalshSums(sorted);
    expect(sums.count).toBe(20_000_100_000);
    expect(Math.abs(sums.select(sums.count / 2))).toBeLessThanOrEqual(1);
  });

  it('refuses a rank that does not exist', () => {
    expect(() => new WalshSums(Float64Array.of(1, 2)).select(3)).toThrow(RangeError);
  });
});
