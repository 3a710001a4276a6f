import { binomialLowerTail, binomialMass, binomialTest, binomialUpperTail } from './binomial.js';
import { firstWhere } from './first-where.js';

/** The counts that the exact two-sided test rejects: at most `low`, or at least `high`. */
export interface RejectionRegion {
  /** -1: none is too low. */
  low: number;
  /** n + 1: none is too high. */
  high: number;
}

/**
 * Which counts of `n` trials the exact binomial test of `share` rejects at `alpha`. On each side of
 * the expectation the p-value falls with the distance, so that each edge is found by bisection.
 */
export function rejectionRegion(n: number, share: number, alpha: number): RejectionRegion {
  const mode = Math.min(n, Math.floor((n + 1) * share));
  const rejects = (k: number): boolean => binomialTest(k, n, share) < alpha;
  return {
    low: firstWhere(0, mode + 1, (k) => !rejects(k)) - 1,
    high: firstWhere(mode, n + 1, rejects),
  };
}

/** The probability that the exact test of `share` at `alpha` rejects where `wrongShare` is the truth. */
export function binomialPower(n: number, share: number, wrongShare: number, alpha: number): number {
  return powerIn(rejectionRegion(n, share, alpha), n, wrongShare);
}

/**
 * The number of invocations from which on the exact two-sided binomial test of `share` at `alpha`
 * finds a true share of `wrongShare` with a probability of at least `power`; infinite where the two
 * are equal. The power of an exact test is a saw (A. Agresti, Categorical Data Analysis, 1.4): it
 * falls back whenever the edge of the region moves on. So the number is the one after the last n
 * whose power is too small, and not the first whose power is large enough.
 */
export function invocationsToSee(
  share: number,
  wrongShare: number,
  alpha: number,
  power: number,
): number {
  if (share === wrongShare) return Number.POSITIVE_INFINITY;
  const isSeen = (n: number): boolean => binomialPower(n, share, wrongShare, alpha) >= power;
  let high = 1;
  while (!isSeen(high)) high *= 2;
  const about = firstWhere(Math.floor(high / 2), high, isSeen);
  // A tooth is about as high as the power rises over 2 / |difference| invocations (both go with the
  // normal density at the edge), so that the saw crosses `power` within that distance of `about`.
  const reach = Math.ceil(3 / Math.abs(wrongShare - share));
  let last = Math.min(about, Math.max(1, about - reach)) - 1;
  for (let n = last + 1; n <= about + reach; ) {
    const end = endOfTooth(n, share, wrongShare, alpha);
    last = lastUnseen(n, end, isSeen) ?? last;
    n = end;
  }
  return last + 1;
}

/** The first number of trials after `n` where the edge that `wrongShare` crosses is another one. */
function endOfTooth(n: number, share: number, wrongShare: number, alpha: number): number {
  const rejects = (k: number, trials: number): boolean => binomialTest(k, trials, share) < alpha;
  const { low, high } = rejectionRegion(n, share, alpha);
  const hasMoved =
    wrongShare > share
      ? (trials: number): boolean => high > n || !rejects(high, trials)
      : (trials: number): boolean => rejects(low + 1, trials);
  let reach = 1;
  while (reach < longestTooth && !hasMoved(n + reach)) reach *= 2;
  return firstWhere(n + 1, n + reach, hasMoved);
}

/** Far longer than a tooth of any share that a weight can have. */
const longestTooth = 2 ** 30;

/** Within a tooth the power only rises, or only falls: the last n in [from, to) that is not seen. */
function lastUnseen(from: number, to: number, isSeen: (n: number) => boolean): number | undefined {
  if (!isSeen(to - 1)) return to - 1;
  const seen = firstWhere(from, to, isSeen);
  return seen > from ? seen - 1 : undefined;
}

function powerIn({ low, high }: RejectionRegion, n: number, share: number): number {
  if (share === 0 || share === 1) {
    const k = share * n;
    return k <= low || k >= high ? binomialMass(k, n, share) : 0;
  }
  const below = low < 0 ? 0 : binomialLowerTail(low, n, share);
  return below + (high > n ? 0 : binomialUpperTail(high, n, share));
}
