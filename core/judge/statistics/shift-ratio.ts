import type { Location } from './hodges-lehmann.js';
import type { Counts } from './mann-whitney.js';
import { normalQuantile } from './normal.js';

/**
 * How many times as large the values of a second sample are as those of an independent first: the
 * median of all their ratios, which is the Hodges–Lehmann shift of the logarithms, with the interval
 * at level 1 - `alpha` that belongs to the Mann–Whitney test, by its normal approximation (M.
 * Hollander, D. A. Wolfe, Nonparametric Statistical Methods, 2nd ed. (1999), 4.2 and 4.3). Counted
 * values above 0, ascending. Exact up to rounding, in O(n) memory: the ratio below which so many
 * pairs lie is searched for by halving. All NaN where a sample is empty.
 */
export function shiftRatio(first: Counts, second: Counts, alpha: number): Location {
  const n1 = sumOf(first);
  const n2 = sumOf(second);
  const pairs = n1 * n2;
  if (pairs === 0) return { estimate: Number.NaN, low: Number.NaN, high: Number.NaN };
  const deviation = Math.sqrt((pairs * (n1 + n2 + 1)) / 12);
  const outside = Math.floor(pairs / 2 - normalQuantile(1 - alpha / 2) * deviation);
  const below = Math.max(1, outside);
  const ratioAt = (rank: number): number => ratioOfRank(first, second, rank);
  return {
    estimate: Math.sqrt(ratioAt(Math.floor((pairs + 1) / 2)) * ratioAt(Math.ceil((pairs + 1) / 2))),
    low: ratioAt(below),
    high: ratioAt(pairs + 1 - below),
  };
}

function sumOf({ counts }: Counts): number {
  return Array.from(counts).reduce((sum, count) => sum + count, 0);
}

/** The smallest ratio that at least `rank` pairs do not exceed: that of a pair, to its last digit. */
function ratioOfRank(first: Counts, second: Counts, rank: number): number {
  let low = Math.log(
    (second.values[0] as number) / (first.values[first.values.length - 1] as number),
  );
  let high = Math.log(
    (second.values[second.values.length - 1] as number) / (first.values[0] as number),
  );
  low -= 1e-12;
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (pairsUpTo(first, second, Math.exp(middle)) >= rank) high = middle;
    else low = middle;
  }
  return largestUpTo(first, second, Math.exp(high));
}

/** The largest ratio of a pair that is not above `ratio`, which halving has only come near to. */
function largestUpTo(first: Counts, second: Counts, ratio: number): number {
  const limit = ratio * tolerance;
  let largest = 0;
  let j = 0;
  for (let i = 0; i < first.values.length; i++) {
    const value = first.values[i] as number;
    while (j < second.values.length && (second.values[j] as number) <= value * limit) j += 1;
    if (j > 0) largest = Math.max(largest, (second.values[j - 1] as number) / value);
  }
  return largest;
}

/** Ratios nearer to each other than rounding tells are the same. */
const tolerance = 1 + 1e-13;

/** How many pairs have a ratio of at most `ratio`, by walking both samples upwards at once. */
function pairsUpTo(first: Counts, second: Counts, ratio: number): number {
  const limit = ratio * tolerance;
  let total = 0;
  let seen = 0;
  let j = 0;
  for (let i = 0; i < first.values.length; i++) {
    const most = (first.values[i] as number) * limit;
    while (j < second.values.length && (second.values[j] as number) <= most) {
      seen += second.counts[j] as number;
      j += 1;
    }
    total += seen * (first.counts[i] as number);
  }
  return total;
}
