/**
 * The binomial distribution, exactly: its test and its interval. Pure functions; nothing here knows
 * of Lambda.
 */

import { firstWhere } from './first-where.js';

/** Bounds of a proportion, both from 0 to 1. */
export interface ProportionInterval {
  low: number;
  high: number;
}

/**
 * P(X = k) for X ~ Binomial(n, p), by Catherine Loader, "Fast and Accurate Computation of Binomial
 * Probabilities" (2000): the saddle-point expansion that R's `dbinom` uses. Factorials never appear,
 * so that the relative error stays near 1e-15 for n in the millions.
 */
export function binomialMass(k: number, n: number, p: number): number {
  if (k < 0 || k > n) return 0;
  if (p === 0) return k === 0 ? 1 : 0;
  if (p === 1) return k === n ? 1 : 0;
  if (k === 0) return Math.exp(n * Math.log1p(-p));
  if (k === n) return Math.exp(n * Math.log(p));
  const exponent =
    stirlingError(n) -
    stirlingError(k) -
    stirlingError(n - k) -
    deviance(k, n * p) -
    deviance(n - k, n * (1 - p));
  return Math.exp(exponent) * Math.sqrt(n / (2 * Math.PI * k * (n - k)));
}

/**
 * P(X >= k) for X ~ Binomial(n, p): the regularized incomplete beta function I_p(k, n - k + 1)
 * (NIST Digital Library of Mathematical Functions, 8.17.5).
 */
export function binomialUpperTail(k: number, n: number, p: number): number {
  if (k <= 0) return 1;
  if (k > n || p === 0) return 0;
  if (p === 1) return 1;
  const a = k;
  const b = n - k + 1;
  if (p < (a + 1) / (a + b + 2)) return binomialMass(k, n, p) * (1 - p) * betaFraction(a, b, p);
  const lower = binomialMass(k - 1, n, p) * p * betaFraction(b, a, 1 - p);
  return Math.max(0, 1 - lower);
}

/** P(X <= k) for X ~ Binomial(n, p). */
export function binomialLowerTail(k: number, n: number, p: number): number {
  return binomialUpperTail(n - k, n, 1 - p);
}

/**
 * The exact two-sided binomial test: the probability, if each of `n` trials succeeds with
 * probability `p`, of any count that is at most as probable as the `k` observed. This is the
 * definition of R's `binom.test` and scipy's `binomtest`, with their relative tolerance of 1e-7 for
 * "as probable". Takes time in the order of sqrt(n).
 */
export function binomialTest(k: number, n: number, p: number): number {
  const limit = binomialMass(k, n, p) * (1 + 1e-7);
  const expected = n * p;
  if (k === expected) return 1;
  if (k < expected) {
    const from = firstWhere(Math.ceil(expected), n + 1, (i) => binomialMass(i, n, p) <= limit);
    return Math.min(1, binomialLowerTail(k, n, p) + binomialUpperTail(from, n, p));
  }
  const to = firstWhere(0, Math.floor(expected) + 1, (i) => binomialMass(i, n, p) > limit) - 1;
  const lower = to < 0 ? 0 : binomialLowerTail(to, n, p);
  return Math.min(1, lower + binomialUpperTail(k, n, p));
}

/**
 * The Clopper–Pearson interval of a proportion (C. J. Clopper, E. S. Pearson, Biometrika 26 (1934)
 * 404–413): all p for which neither one-sided exact test rejects `k` of `n` at `alpha` / 2. It covers
 * the true proportion with a probability of at least 1 - `alpha`. With `n` = 0 it is [0, 1].
 */
export function clopperPearson(k: number, n: number, alpha: number): ProportionInterval {
  return {
    low: k === 0 ? 0 : rootOf((p) => binomialUpperTail(k, n, p) - alpha / 2),
    high: k === n ? 1 : rootOf((p) => alpha / 2 - binomialLowerTail(k, n, p)),
  };
}

/** Where an increasing function on [0, 1] crosses zero, by bisection down to adjacent numbers. */
function rootOf(increasing: (p: number) => number): number {
  let low = 0;
  let high = 1;
  for (;;) {
    const middle = (low + high) / 2;
    if (middle <= low || middle >= high) return middle;
    if (increasing(middle) < 0) low = middle;
    else high = middle;
  }
}

const tiny = 1e-300;

/**
 * The continued fraction of I_x(a, b) (DLMF 8.17.22) by Lentz's method as modified by Thompson and
 * Barnett (Numerical Recipes, 6.4). Converges in the order of sqrt(max(a, b)) steps where
 * x < (a + 1) / (a + b + 2).
 */
export function betaFraction(a: number, b: number, x: number): number {
  let c = 1;
  let d = 1 / away(1 - ((a + b) * x) / (a + 1));
  let result = d;
  for (let m = 1; m < 1_000_000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / away(1 + even * d);
    c = away(1 + even / c);
    result *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / away(1 + odd * d);
    c = away(1 + odd / c);
    const step = d * c;
    result *= step;
    if (Math.abs(step - 1) < 1e-15) break;
  }
  return result;
}

function away(value: number): number {
  return Math.abs(value) < tiny ? tiny : value;
}

/** log(n!) - log(sqrt(2 pi n) (n/e)^n): Loader's delta(n), for whole n >= 1. */
function stirlingError(n: number): number {
  if (n < smallStirlingErrors.length) return smallStirlingErrors[n] as number;
  const nn = n * n;
  return (1 / 12 - (1 / 360 - (1 / 1260 - (1 / 1680 - 1 / 1188 / nn) / nn) / nn) / nn) / n;
}

/** Below 16 the series is not exact enough; factorials are. */
const smallStirlingErrors: readonly number[] = Array.from({ length: 16 }, (_, n) => {
  if (n === 0) return 0;
  let factorial = 1;
  for (let i = 2; i <= n; i++) factorial *= i;
  return Math.log(factorial) - 0.5 * Math.log(2 * Math.PI * n) - n * Math.log(n) + n;
});

/** Loader's deviance term x log(x / np) + np - x, without cancellation where x is near np. */
function deviance(x: number, np: number): number {
  if (Math.abs(x - np) >= 0.1 * (x + np)) return x * Math.log(x / np) + np - x;
  const v = (x - np) / (x + np);
  let sum = (x - np) * v;
  let term = 2 * x * v;
  for (let j = 1; ; j++) {
    term *= v * v;
    const next = sum + term / (2 * j + 1);
    if (next === sum) return next;
    sum = next;
  }
}
