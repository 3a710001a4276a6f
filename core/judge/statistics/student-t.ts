import { betaFraction } from './binomial.js';
import { normalQuantile, normalUpperTail } from './normal.js';

/** From so many degrees of freedom on it is the normal distribution to nine digits in the middle. */
const asGoodAsNormal = 1e9;

/**
 * P(T > t) of Student's distribution with `df` degrees of freedom, not necessarily whole, for t >= 0:
 * half of I_x(df / 2, 1 / 2) at x = df / (df + t^2) (DLMF 8.17; M. Abramowitz, I. A. Stegun, Handbook
 * of Mathematical Functions (1964), 26.7.1). Infinite `df` give the normal distribution.
 */
export function studentUpperTail(t: number, df: number): number {
  if (t < 0) return 1 - studentUpperTail(-t, df);
  if (df > asGoodAsNormal) return normalUpperTail(t);
  if (t === Number.POSITIVE_INFINITY) return 0;
  const square = t * t;
  // Both from the same sum, so that neither end loses its digits.
  const x = df / (df + square);
  const y = square / (df + square);
  const [a, b] = [df / 2, 0.5];
  const front = Math.exp(a * Math.log(x) + b * Math.log(y) - logBeta(a));
  if (x < (a + 1) / (a + b + 2)) return (front * betaFraction(a, b, x)) / a / 2;
  return (1 - (front * betaFraction(b, a, y)) / b) / 2;
}

/**
 * The t that is exceeded with probability 1 - `p`, for 0.5 <= p < 1, by halving: the normal's quantile
 * is never above it.
 */
export function studentQuantile(p: number, df: number): number {
  const normal = normalQuantile(p);
  if (df > asGoodAsNormal) return normal;
  let low = Math.max(0, normal);
  let high = low + 1;
  while (studentUpperTail(high, df) > 1 - p) high *= 2;
  for (let step = 0; step < 100 && high - low > 1e-13 * high; step++) {
    const middle = (low + high) / 2;
    if (studentUpperTail(middle, df) > 1 - p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** log B(a, 1/2). */
function logBeta(a: number): number {
  return logGamma(a) + 0.5 * Math.log(Math.PI) - logGamma(a + 0.5);
}

/**
 * log of the gamma function for x > 0: Stirling's series (DLMF 5.11.1), raised above 15 by the
 * recurrence Γ(x + 1) = x Γ(x) first, where its next term is below 1e-16.
 */
function logGamma(x: number): number {
  let factor = 1;
  let at = x;
  while (at < 15) {
    factor *= at;
    at += 1;
  }
  const square = at * at;
  const series =
    (1 / 12 - (1 / 360 - (1 / 1260 - (1 / 1680 - 1 / 1188 / square) / square) / square) / square) /
    at;
  return (at - 0.5) * Math.log(at) - at + 0.5 * Math.log(2 * Math.PI) + series - Math.log(factor);
}
