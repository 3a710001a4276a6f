import { describe, expect, it } from 'vitest';
import { countsOf } from './counts.fixture.js';
import { hodgesLehmann } from './hodges-lehmann.js';
import { holmAdjusted } from './holm.js';
import { rankSumTest } from './mann-whitney.js';
import { mcNemarMoreInSecond, mcNemarTest } from './mcnemar.js';
import { normalCdf, normalQuantile, normalUpperTail } from './normal.js';
import { newcombeInterval, newcombePairedInterval, wilsonInterval } from './proportions.js';
import { independentQuantileRatio } from './quantile-ratio.js';
import { reference } from './reference/reference.fixture.js';
import { shiftRatio } from './shift-ratio.js';
import { signedRankTest } from './signed-rank.js';

/** Equal to a billionth of the value. */
function expectEqual(actual: number, expected: number): void {
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(1e-9 * Math.abs(expected));
}

/** As many arguments as a row has, counted off. */
function row<const N extends number>(numbers: readonly number[], _length: N) {
  return numbers as unknown as number[] & { length: N };
}

describe('statistics equal the reference of scipy or of the definition', () => {
  it.each(reference.normal.cdf)('normal distribution up to %d', (z, below, above) => {
    expectEqual(normalCdf(z as number), below as number);
    expectEqual(normalUpperTail(z as number), above as number);
  });

  it.each(reference.normal.quantile)('normal quantile of %d', (p, z) => {
    expect(normalQuantile(p as number)).toBeCloseTo(z as number, 9);
  });

  it.each(reference.mcnemar)('McNemar, %d against %d', (b, c, pValue, oneSided) => {
    expectEqual(mcNemarTest(b as number, c as number), pValue as number);
    expectEqual(mcNemarMoreInSecond(b as number, c as number), oneSided as number);
  });

  it.each(reference.proportions.wilson)('Wilson, %d of %d at %d', (k, n, alpha, low, high) => {
    const interval = wilsonInterval(k as number, n as number, alpha as number);
    expect(interval.low).toBeCloseTo(low as number, 12);
    expect(interval.high).toBeCloseTo(high as number, 12);
  });

  it.each(reference.proportions.newcombe)('Newcombe, %d of %d and %d of %d', (...numbers) => {
    const [k1 = 0, n1 = 0, k2 = 0, n2 = 0, alpha = 0, low = 0, high = 0] = row(numbers, 7);
    const interval = newcombeInterval({ count: k1, of: n1 }, { count: k2, of: n2 }, alpha);
    expect(interval.low).toBeCloseTo(low, 12);
    expect(interval.high).toBeCloseTo(high, 12);
  });

  it.each(reference.proportions.paired)('Newcombe of pairs %d, %d, %d, %d', (...numbers) => {
    const [both = 0, onlyFirst = 0, onlySecond = 0, neither = 0, alpha = 0] = numbers;
    const counts = { both, onlyFirst, onlySecond, neither };
    const interval = newcombePairedInterval(counts, alpha);
    expect(interval.low).toBeCloseTo(numbers[5] as number, 12);
    expect(interval.high).toBeCloseTo(numbers[6] as number, 12);
  });

  it.each(reference.hodgesLehmann.map((each) => [each[0].length, each[1], each] as const))(
    'Hodges–Lehmann of %d differences at %d',
    (_count, _alpha, [d, alpha, estimate, low, high]) => {
      const location = hodgesLehmann(d, alpha);
      expect(location.estimate).toBeCloseTo(estimate, 12);
      expect(location.low).toBeCloseTo(low, 12);
      expect(location.high).toBeCloseTo(high, 12);
    },
  );

  it.each(reference.signedRank.map((each) => [each[0].length, each] as const))(
    'Wilcoxon of %d differences',
    (_count, [differences, statistic, pValue]) => {
      const test = signedRankTest(differences);
      expect(test.statistic).toBe(statistic);
      expectEqual(test.pValue, pValue);
    },
  );

  it.each(reference.mannWhitney.map((each) => [each[0].length, each[1].length, each] as const))(
    'Mann–Whitney of %d and %d values',
    (_n1, _n2, [a, b, statistic, pValue]) => {
      const test = rankSumTest(countsOf(a), countsOf(b));
      expect(test.statistic).toBe(statistic);
      expectEqual(test.pValue, pValue);
      expect(test.secondIsLarger).toBeCloseTo(1 - statistic / (a.length * b.length), 12);
    },
  );

  it.each(reference.holm)('Holm of %j', (pValues, adjusted) => {
    for (const [i, p] of holmAdjusted(pValues).entries()) {
      expect(p).toBeCloseTo(adjusted[i] as number, 12);
    }
  });

  it.each(
    reference.quantileRatio.map((each) => [each[0].length, each[1].length, each[2], each] as const),
  )('quantile ratio of %d and %d values at %d', (_n1, _n2, q, [a, b, , ...expected]) => {
    const question = { alpha: 0.05, against: 1.05 };
    const ratio = independentQuantileRatio(countsOf(a), countsOf(b), q, question);
    const { estimate, low, high, pValue } = ratio;
    for (const [i, value] of [estimate, low, high, pValue].entries()) {
      expect(value).toBeCloseTo(expected[i] as number, 6);
    }
  });
});

describe('the shift of independent samples', () => {
  it.each(reference.shiftRatio.map((each) => [each[0].length, each[1].length, each] as const))(
    'equals the median of all ratios of %d and %d values',
    (_n1, _n2, [a, b, ...expected]) => {
      const { estimate, low, high } = shiftRatio(countsOf(a), countsOf(b), 0.05);
      for (const [i, value] of [estimate, low, high].entries()) {
        expect(value).toBeCloseTo(expected[i] as number, 9);
      }
    },
  );
});

/** Table II of the paper on independent proportions, as printed there, with four decimals. */
describe("Newcombe's intervals equal his published examples", () => {
  it.each([
    [56, 70, 48, 80, 0.0524, 0.3339],
    [9, 10, 3, 10, 0.1705, 0.809],
    [6, 7, 2, 7, 0.0582, 0.8062],
    [5, 56, 0, 29, -0.0381, 0.1926],
    [0, 10, 0, 20, -0.1611, 0.2775],
    [10, 10, 0, 20, 0.6791, 1],
  ])('%d of %d less %d of %d', (k1, n1, k2, n2, low, high) => {
    const interval = newcombeInterval({ count: k2, of: n2 }, { count: k1, of: n1 }, 0.05);
    expect(interval.low).toBeCloseTo(low, 4);
    expect(interval.high).toBeCloseTo(high, 4);
  });
});
