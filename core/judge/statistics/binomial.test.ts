import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  binomialLowerTail,
  binomialMass,
  binomialTest,
  binomialUpperTail,
  clopperPearson,
} from './binomial.js';

/**
 * k, n, p, then of scipy 1.17.1: binomtest(k, n, p).pvalue, .proportion_ci(0.99, 'exact'), and
 * binom.pmf(k, n, p).
 */
const reference: [number, number, number, number, number, number, number][] = [
  [0, 5, 0.1, 1.0, 0.0, 0.6534275784224278, 0.5904899999999998],
  [3, 10, 0.5, 0.34375, 0.03700722109620741, 0.7351139852871308, 0.1171875],
  [
    12, 1000, 0.01, 0.521513108389351, 0.0049581631083461175, 0.02399849853663999,
    0.0951615157666203,
  ],
  [
    120, 1000, 0.1, 0.039607719641630554, 0.0948980509653904, 0.14880108408055684,
    0.0047389144391743,
  ],
  [
    85, 1000, 0.1, 0.12606569321540467, 0.0638091283125077, 0.11024659607318511,
    0.01219122361881915,
  ],
  [1, 3, 0.9, 0.02799999999999999, 0.0016694521863085243, 0.9585998492839761, 0.027],
  [100, 100, 0.99, 0.630270362350273, 0.9483959703758931, 1.0, 0.3660323412732292],
  [9870, 100000, 0.1, 0.1722342874494518, 0.09628468355214861, 0.1011536013081743, 0.0016480781169],
  [1003000, 1e7, 0.1, 0.0015710764235290762, 0.10005545007601924, 0.1005449302746846, 2.8422715e-6],
  [5, 10, 0.5, 1.0, 0.12831055393508328, 0.8716894460649167, 0.24609375],
  [12, 100, 0.1, 0.5030177615152567, 0.05100938769550832, 0.2269545517106731, 0.09878801235168],
  [0, 20, 0.3, 0.0010589696700355874, 0.0, 0.23272950098858936, 0.0007979226629761171],
  [700, 1000, 0.0625, 0.0, 0.6612727938088494, 0.7367940077520014, 0.0],
];

describe('the exact binomial test and its interval', () => {
  it.each(reference)('equal scipy for %d of %d at %d', (k, n, p, pValue, low, high, mass) => {
    expect(binomialTest(k, n, p)).toBeCloseTo(pValue, 9);
    const interval = clopperPearson(k, n, 0.01);
    expect(interval.low).toBeCloseTo(low, 10);
    expect(interval.high).toBeCloseTo(high, 10);
    expect(binomialMass(k, n, p)).toBeCloseTo(mass, 12);
  });

  it('say nothing of no trials and all of impossible ones', () => {
    expect(clopperPearson(0, 0, 0.01)).toEqual({ low: 0, high: 1 });
    expect(binomialTest(0, 100, 0)).toBe(1);
    expect(binomialTest(1, 100, 0)).toBe(0);
    expect(binomialTest(100, 100, 1)).toBe(1);
    expect(binomialTest(99, 100, 1)).toBe(0);
  });

  it('add up: the tails on both sides of any count are the whole', () => {
    const probability = fc.double({ min: 0.001, max: 0.999, noNaN: true });
    fc.assert(
      fc.property(fc.nat(5000), fc.integer({ min: 1, max: 5000 }), probability, (k, n, p) => {
        fc.pre(k <= n);
        expect(binomialLowerTail(k, n, p) + binomialUpperTail(k + 1, n, p)).toBeCloseTo(1, 9);
      }),
    );
  });

  it('rejects a right share at most as often as alpha says', () => {
    const n = 400;
    let rejected = 0;
    for (let k = 0; k <= n; k++) {
      if (binomialTest(k, n, 0.1) < 0.01) rejected += binomialMass(k, n, 0.1);
    }
    expect(rejected).toBeLessThanOrEqual(0.01);
    expect(rejected).toBeGreaterThan(0.004);
  });
});
