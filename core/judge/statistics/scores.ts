import { quantileRank } from './quantile.js';
import { midranks } from './ranks.js';

/**
 * What each value adds to an estimate, up to a factor (F. R. Hampel, The influence curve and its role
 * in robust estimation, J. Am. Stat. Assoc. 69 (1974) 383–393), so that the dependence of estimates
 * can be seen as that of means. Of the Hodges–Lehmann estimate: F(d) - 1/2.
 */
export function shiftScores(differences: Float64Array): Float64Array {
  const { ranks } = midranks(differences);
  return ranks.map((rank) => (rank - 0.5) / differences.length - 0.5);
}

/**
 * The same of the logarithm of a ratio of quantiles: whether the second lies above its quantile, less
 * whether the first does. The densities at the quantiles, by which each is to be divided, are taken to
 * be the same on both sides, as they are where one side is the other made slower.
 */
export function quantileScores(
  first: Float64Array,
  second: Float64Array,
  quantile: number,
): Float64Array {
  const [below, above] = [first, second].map((side) => quantileOf(side, quantile)) as [
    number,
    number,
  ];
  return first.map((value, i) => Number((second[i] as number) > above) - Number(value > below));
}

/** The value at a quantile, one of those given; NaN without any. */
export function quantileOf(values: Float64Array, quantile: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[quantileRank(quantile, sorted.length) - 1] ?? Number.NaN;
}
