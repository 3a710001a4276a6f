/** The multinomial distribution: its exact test of all shares at once. Pure functions. */

import { createRandom, type Random } from '../../base/random.js';
import { binomialLowerTail, binomialMass, binomialUpperTail } from './binomial.js';
import { firstWhere } from './first-where.js';

/** What a multinomial test says, and whether it was computed or drawn. */
export interface MultinomialResult {
  pValue: number;
  /** `exact`: summed up; `monteCarlo`: from `monteCarloDraws` draws with a fixed seed. */
  method: 'exact' | 'monteCarlo';
}

/** Draws of the Monte Carlo test; a p-value of 0.01 has a standard error of 0.0007 then. */
export const monteCarloDraws = 20_000;

/** Binomial sums that the exact test may take: about a second's work at the most. */
const mostSums = 50_000;

/**
 * The exact multinomial test: the probability, if category i comes with probability `shares[i]`, of
 * any counts that are at most as probable as those observed (the definition of R's `EMT` and
 * `XNomial` packages; for two categories it is `binomialTest`, with the same relative tolerance of
 * 1e-7). Summed exactly over all counts but those beyond nine standard deviations and 30, whose
 * probability is below 1e-15: any number of invocations for two or three categories, some 600 for
 * four. Beyond that by simulation: (1 + draws at most as probable) / (1 + draws), which is a valid
 * p-value for any number of draws (B. Phipson, G. Smyth, "Permutation P-values Should Never Be
 * Zero", 2010).
 */
export function multinomialTest(
  counts: readonly number[],
  shares: readonly number[],
  seed = 1,
): MultinomialResult {
  const n = counts.reduce((sum, count) => sum + count, 0);
  if (counts.some((count, i) => count > 0 && shares[i] === 0)) {
    return { pValue: 0, method: 'exact' };
  }
  // Rare categories first: their counts vary over the shortest range.
  const order = shares
    .map((share, i) => ({ share, count: counts[i] ?? 0 }))
    .filter(({ share }) => share > 0)
    .sort((a, b) => a.share - b.share);
  const sorted = order.map(({ share }) => share);
  const observed = massOf(
    order.map(({ count }) => count),
    n,
    sorted,
  );
  const limit = observed * (1 + 1e-7);
  return sumsNeeded(n, sorted) <= mostSums
    ? { pValue: Math.min(1, probabilityAtMost(limit, n, sorted, 0, 1)), method: 'exact' }
    : {
        pValue: drawnAtMost(limit, n, sorted, createRandom(seed, 'multinomial')),
        method: 'monteCarlo',
      };
}

/** The conditional probability of each category among those that are left. */
function conditional(shares: readonly number[], i: number): number {
  const left = shares.slice(i).reduce((sum, share) => sum + share, 0);
  return Math.min(1, (shares[i] ?? 0) / left);
}

/** P(counts): the product of the binomial masses of each category given those before it. */
function massOf(counts: readonly number[], n: number, shares: readonly number[]): number {
  let left = n;
  let mass = 1;
  for (let i = 0; i < shares.length - 1; i++) {
    const count = counts[i] ?? 0;
    mass *= binomialMass(count, left, conditional(shares, i));
    left -= count;
  }
  return mass;
}

/** The counts of a binomial that are worth a look: beyond them lies less than 1e-16. */
function rangeOf(n: number, p: number): { from: number; to: number } {
  const reach = 9 * Math.sqrt(n * p * (1 - p)) + 30;
  return {
    from: Math.max(0, Math.floor(n * p - reach)),
    to: Math.min(n, Math.ceil(n * p + reach)),
  };
}

function sumsNeeded(n: number, shares: readonly number[]): number {
  let sums = 1;
  for (let i = 0; i < shares.length - 2; i++) {
    const { from, to } = rangeOf(n, shares[i] ?? 0);
    sums *= to - from + 1;
  }
  return sums;
}

/** P(mass of all categories <= limit), given that those before `i` had the probability `before`. */
function probabilityAtMost(
  limit: number,
  n: number,
  shares: readonly number[],
  i: number,
  before: number,
): number {
  if (i >= shares.length - 1) return before <= limit ? 1 : 0;
  const p = conditional(shares, i);
  if (i === shares.length - 2) return binomialAtMost(limit / before, n, p);
  const { from, to } = rangeOf(n, p);
  let sum = 0;
  for (let count = from; count <= to; count++) {
    const mass = binomialMass(count, n, p);
    if (mass > 0) sum += mass * probabilityAtMost(limit, n - count, shares, i + 1, before * mass);
  }
  return sum;
}

/** P(mass(K) <= limit) for K ~ Binomial(n, p): what lies outside the counts around the mode. */
function binomialAtMost(limit: number, n: number, p: number): number {
  const mode = Math.min(n, Math.floor((n + 1) * p));
  if (binomialMass(mode, n, p) <= limit) return 1;
  const low = firstWhere(0, mode, (k) => binomialMass(k, n, p) > limit) - 1;
  const high = firstWhere(mode, n + 1, (k) => binomialMass(k, n, p) <= limit);
  const below = low < 0 ? 0 : binomialLowerTail(low, n, p);
  return below + (high > n ? 0 : binomialUpperTail(high, n, p));
}

function drawnAtMost(limit: number, n: number, shares: readonly number[], random: Random): number {
  let atMost = 0;
  for (let draw = 0; draw < monteCarloDraws; draw++) {
    let left = n;
    let mass = 1;
    for (let i = 0; i < shares.length - 1; i++) {
      const p = conditional(shares, i);
      const count = drawBinomial(left, p, random);
      mass *= binomialMass(count, left, p);
      left -= count;
    }
    if (mass <= limit) atMost += 1;
  }
  return (1 + atMost) / (1 + monteCarloDraws);
}

/** One binomial count, by inversion outwards from the mode: in the order of sqrt(n) steps. */
export function drawBinomial(n: number, p: number, random: Random): number {
  if (n === 0 || p <= 0) return 0;
  if (p >= 1) return n;
  const mode = Math.min(n, Math.floor((n + 1) * p));
  const odds = p / (1 - p);
  let below = mode - 1;
  let above = mode;
  let massAbove = binomialMass(mode, n, p);
  let massBelow = (massAbove * mode) / ((n - mode + 1) * odds);
  for (let left = random(); ; ) {
    if (above <= n) {
      left -= massAbove;
      if (left < 0) return above;
      massAbove *= ((n - above) * odds) / (above + 1);
      above += 1;
    }
    if (below >= 0) {
      left -= massBelow;
      if (left < 0) return below;
      massBelow *= below / ((n - below + 1) * odds);
      below -= 1;
    }
    // What rounding has left over belongs to neither tail.
    if ((massAbove === 0 || above > n) && (massBelow === 0 || below < 0)) return mode;
  }
}
