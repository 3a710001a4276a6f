import type { ConfidenceInterval } from './interval.js';
import { normalQuantile } from './normal.js';

/**
 * The score interval of a proportion, `k` of `n` at level 1 - `alpha`, without continuity correction
 * (E. B. Wilson, J. Am. Stat. Assoc. 22 (1927) 209–212). With `n` = 0 it is [0, 1].
 */
export function wilsonInterval(k: number, n: number, alpha: number): ConfidenceInterval {
  if (n === 0) return { low: 0, high: 1 };
  const z = normalQuantile(1 - alpha / 2);
  const centre = 2 * k + z * z;
  const spread = z * Math.sqrt(z * z + (4 * k * (n - k)) / n);
  const scale = 2 * (n + z * z);
  return {
    low: k === 0 ? 0 : (centre - spread) / scale,
    high: k === n ? 1 : (centre + spread) / scale,
  };
}

/** So many of so many. */
export interface Share {
  count: number;
  of: number;
}

/**
 * Newcombe's hybrid score interval of the difference second - first of two independent proportions:
 * method 10 of R. G. Newcombe, "Interval estimation for the difference between independent
 * proportions: comparison of eleven methods", Statistics in Medicine 17 (1998) 873–890. R's
 * `prop.test` family has it as "Newcombe" (DescTools' `BinomDiffCI(method = "score")`).
 */
export function newcombeInterval(first: Share, second: Share, alpha: number): ConfidenceInterval {
  return hybridInterval(first, second, alpha, 0);
}

/**
 * The p value that belongs to `newcombeInterval`: the level at which its interval just reaches the
 * difference `against`; no less than 1e-12.
 */
export function newcombePValue(first: Share, second: Share, against: number): number {
  let low = 1e-12;
  let high = 1;
  const holds = (alpha: number): boolean => {
    const interval = newcombeInterval(first, second, alpha);
    return interval.low <= against && against <= interval.high;
  };
  if (!holds(low)) return low;
  for (let step = 0; step < 60; step++) {
    const middle = Math.sqrt(low * high);
    if (holds(middle)) low = middle;
    else high = middle;
  }
  return high;
}

/** A 2 x 2 table of pairs: in how many both sides, only one, or neither shows something. */
export interface PairedCounts {
  both: number;
  onlyFirst: number;
  onlySecond: number;
  neither: number;
}

/**
 * The interval of the difference second - first of two proportions seen on the same pairs: method 10
 * of R. G. Newcombe, "Improved confidence intervals for the difference between binomial proportions
 * based on paired data", Statistics in Medicine 17 (1998) 2635–2650, with that paper's correction of
 * phi by n/2 where it is positive. Without pairs it is [-1, 1].
 */
export function newcombePairedInterval(counts: PairedCounts, alpha: number): ConfidenceInterval {
  const { both, onlyFirst, onlySecond, neither } = counts;
  const of = both + onlyFirst + onlySecond + neither;
  const first = { count: both + onlyFirst, of };
  const second = { count: both + onlySecond, of };
  return hybridInterval(first, second, alpha, correlation(counts));
}

/** Newcombe's phi: how the two sides of a pair go together, -1 to 1; 0 where a margin is empty. */
function correlation({ both, onlyFirst, onlySecond, neither }: PairedCounts): number {
  const n = both + onlyFirst + onlySecond + neither;
  const margins =
    (both + onlyFirst) * (onlySecond + neither) * (both + onlySecond) * (onlyFirst + neither);
  if (margins === 0) return 0;
  const product = both * neither - onlyFirst * onlySecond;
  const corrected = product > 0 ? Math.max(product - n / 2, 0) : product;
  return corrected / Math.sqrt(margins);
}

/** Squares and adds the distances to the two Wilson bounds, as for normal variables with `phi`. */
function hybridInterval(
  first: Share,
  second: Share,
  alpha: number,
  phi: number,
): ConfidenceInterval {
  if (first.of === 0 || second.of === 0) return { low: -1, high: 1 };
  const p1 = first.count / first.of;
  const p2 = second.count / second.of;
  const w1 = wilsonInterval(first.count, first.of, alpha);
  const w2 = wilsonInterval(second.count, second.of, alpha);
  const distance = (a: number, b: number): number => Math.sqrt(a * a - 2 * phi * a * b + b * b);
  return {
    low: p2 - p1 - distance(p2 - w2.low, w1.high - p1),
    high: p2 - p1 + distance(w2.high - p2, p1 - w1.low),
  };
}
