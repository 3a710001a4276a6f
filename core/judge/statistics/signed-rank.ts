import { normalQuantile, normalUpperTail } from './normal.js';
import { midranks } from './ranks.js';

/** Up to so many differences the distribution is computed exactly, as R and scipy do it. */
export const exactSignedRankLimit = 50;

/** What Wilcoxon's test says of paired differences. */
export interface SignedRankTest {
  /** Differences that are not zero. */
  count: number;
  /** Sum of the ranks of the positive differences. */
  statistic: number;
  /** Two-sided. */
  pValue: number;
}

/**
 * Wilcoxon's signed-rank test (F. Wilcoxon, Biometrics Bulletin 1 (1945) 80–83): are differences
 * symmetric about zero? Zeros are left out. Up to `exactSignedRankLimit` differences the p value is
 * exact, also with ties (the permutation distribution of the midranks); above, it is the normal
 * approximation with tie correction and continuity correction: scipy's
 * `wilcoxon(d, zero_method='wilcox', correction=True)`. Without a difference the p value is 1.
 */
export function signedRankTest(differences: ArrayLike<number>): SignedRankTest {
  const signed = Float64Array.from(differences).filter((difference) => difference !== 0);
  const count = signed.length;
  if (count === 0) return { count, statistic: 0, pValue: 1 };
  const { ranks, tieTerm } = midranks(signed.map(Math.abs));
  let statistic = 0;
  for (let i = 0; i < count; i++) if ((signed[i] as number) > 0) statistic += ranks[i] as number;
  const pValue =
    count <= exactSignedRankLimit
      ? exactPValue(ranks, statistic)
      : normalPValue(count, statistic, tieTerm);
  return { count, statistic, pValue };
}

function exactPValue(ranks: Float64Array, statistic: number): number {
  const masses = sumMasses(Uint32Array.from(ranks, (rank) => Math.round(2 * rank)));
  const at = Math.round(2 * statistic);
  const lower = Math.min(at, masses.length - 1 - at);
  let tail = 0;
  for (let sum = 0; sum <= lower; sum++) tail += masses[sum] as number;
  return Math.min(1, 2 * tail);
}

function normalPValue(count: number, statistic: number, tieTerm: number): number {
  const mean = (count * (count + 1)) / 4;
  const variance = (count * (count + 1) * (2 * count + 1)) / 24 - tieTerm / 48;
  const distance = Math.max(0, Math.abs(statistic - mean) - 0.5);
  return Math.min(1, 2 * normalUpperTail(distance / Math.sqrt(variance)));
}

/** The probability of each sum when every summand is taken or left by a fair coin. */
function sumMasses(summands: Uint32Array): Float64Array {
  const masses = new Float64Array(summands.reduce((sum, each) => sum + each, 0) + 1);
  masses[0] = 1;
  let highest = 0;
  for (const summand of summands) {
    highest += summand;
    for (let sum = highest; sum >= 0; sum--) {
      const taken = sum < summand ? 0 : (masses[sum - summand] as number);
      masses[sum] = ((masses[sum] as number) + taken) / 2;
    }
  }
  return masses;
}

/**
 * How many of the smallest, and as many of the largest, Walsh averages of `count` differences lie
 * outside the interval at level 1 - `alpha`: one less than the rank of the lower bound. At least 0,
 * where so few differences cannot reach the level. Exact up to `exactSignedRankLimit` (R's
 * `qsignrank(alpha / 2, count) - 1`), above by the normal approximation (M. Hollander, D. A. Wolfe,
 * Nonparametric Statistical Methods, 2nd ed. (1999), 3.3).
 */
export function walshAveragesOutside(count: number, alpha: number): number {
  if (count > exactSignedRankLimit) {
    const mean = (count * (count + 1)) / 4;
    const deviation = Math.sqrt((count * (count + 1) * (2 * count + 1)) / 24);
    return Math.max(0, Math.floor(mean - normalQuantile(1 - alpha / 2) * deviation) - 1);
  }
  const masses = sumMasses(Uint32Array.from({ length: count }, (_, index) => index + 1));
  let below = 0;
  for (let sum = 0; sum < masses.length; sum++) {
    below += masses[sum] as number;
    if (below >= alpha / 2) return Math.max(0, sum - 1);
  }
  return 0;
}
