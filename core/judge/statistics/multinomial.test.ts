import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../base/random.js';
import { binomialMass, binomialTest } from './binomial.js';
import { drawBinomial, monteCarloDraws, multinomialTest } from './multinomial.js';

/** Counts, shares and the exact p-value by scipy 1.10.1: test/reference/version-shares.py. */
const reference: [number[], number[], number][] = [
  [[8, 1, 1], [0.9, 0.05, 0.05], 0.2639010708999997],
  [[90, 7, 3], [0.9, 0.05, 0.05], 0.47328162843023336],
  [[150, 30, 20], [0.8, 0.1, 0.1], 0.06966741457811773],
  [[60, 25, 10, 5], [0.6, 0.2, 0.15, 0.05], 0.39822020400640024],
  [[88, 12], [0.9, 0.1], 0.5030177615152578],
  [[270, 15, 15], [0.9, 0.07, 0.03], 0.06385868051261277],
  [[10, 10, 10], [1 / 3, 1 / 3, 1 / 3], 1],
];

describe('the exact multinomial test', () => {
  it.each(reference)('equals scipy for %j at %j', (counts, shares, pValue) => {
    const result = multinomialTest(counts, shares);
    expect(result.method).toBe('exact');
    expect(result.pValue).toBeCloseTo(pValue, 9);
  });

  it('is the binomial test for two categories', () => {
    const cases = fc.tuple(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 300 }));
    fc.assert(
      fc.property(cases, fc.double({ min: 0.01, max: 0.99, noNaN: true }), ([a, b], p) => {
        fc.pre(a + b > 0);
        const { pValue } = multinomialTest([a, b], [p, 1 - p]);
        expect(pValue).toBeCloseTo(binomialTest(a, a + b, p), 9);
      }),
    );
  });

  it('finds impossible what has no share, and takes a million invocations', () => {
    expect(multinomialTest([99, 1], [1, 0]).pValue).toBe(0);
    expect(multinomialTest([100, 0], [1, 0]).pValue).toBe(1);
    const { pValue, method } = multinomialTest([900_000, 50_000, 50_000], [0.9, 0.05, 0.05]);
    expect(method).toBe('exact');
    expect(pValue).toBeCloseTo(1, 6);
    expect(multinomialTest([900_000, 51_000, 49_000], [0.9, 0.05, 0.05]).pValue).toBeLessThan(1e-4);
  });

  it('draws where it cannot sum up, and comes out near the sum', () => {
    const shares = [0.7, 0.1, 0.1, 0.05, 0.05];
    const result = multinomialTest([690, 110, 102, 60, 38], shares);
    expect(result.method).toBe('monteCarlo');
    // numpy's million draws give 0.1847; the standard error of 20,000 is 0.0027.
    expect(Math.abs(result.pValue - 0.1847)).toBeLessThan(4 * 0.0027);
    expect(multinomialTest([690, 110, 102, 60, 38], shares)).toEqual(result);
    expect(multinomialTest([600, 200, 102, 60, 38], shares).pValue).toBe(1 / (1 + monteCarloDraws));
  });

  it('draws binomial counts as often as their mass says', () => {
    const random = createRandom(3, 'test');
    const seen = new Map<number, number>();
    for (let i = 0; i < 20_000; i++) {
      const k = drawBinomial(12, 0.3, random);
      seen.set(k, (seen.get(k) ?? 0) + 1);
    }
    for (let k = 0; k <= 12; k++) {
      const mass = binomialMass(k, 12, 0.3);
      const error = 5 * Math.sqrt((mass * (1 - mass)) / 20_000);
      expect(Math.abs((seen.get(k) ?? 0) / 20_000 - mass)).toBeLessThan(error + 1e-4);
    }
  });
});
