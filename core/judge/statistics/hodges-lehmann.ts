import type { ConfidenceInterval } from './interval.js';
import { walshAveragesOutside } from './signed-rank.js';
import { WalshSums } from './walsh-select.js';

/** Where differences lie, and how well that is known. */
export interface Location extends ConfidenceInterval {
  estimate: number;
}

/**
 * The Hodges–Lehmann estimate of the centre of paired differences, the median of all their pairwise
 * means (J. L. Hodges, E. L. Lehmann, Ann. Math. Statist. 34 (1963) 598–611), with the interval at
 * level 1 - `alpha` that belongs to Wilcoxon's signed-rank test (J. W. Tukey, 1949; Hollander and
 * Wolfe, Nonparametric Statistical Methods, 3.3): R's `wilcox.test(d, conf.int = TRUE)`. Exact at
 * any length in O(n) memory. Differences too few for the level give the widest interval there is;
 * without any, all three are NaN.
 */
export function hodgesLehmann(differences: ArrayLike<number>, alpha: number): Location {
  const sorted = Float64Array.from(differences).sort();
  if (sorted.length === 0) return { estimate: Number.NaN, low: Number.NaN, high: Number.NaN };
  const sums = new WalshSums(sorted);
  const last = sums.count - 1;
  const outside = walshAveragesOutside(sorted.length, alpha);
  const lower = sums.select(Math.floor(last / 2));
  const upper = last % 2 === 0 ? lower : sums.select(last / 2 + 0.5);
  return {
    estimate: (lower + upper) / 4,
    low: sums.select(outside) / 2,
    high: sums.select(last - outside) / 2,
  };
}
