/** The standard normal distribution. Pure functions. */

/** P(Z > z), without loss of digits far out in the tail: half of erfc(z / sqrt 2). */
export function normalUpperTail(z: number): number {
  return erfc(z / Math.SQRT2) / 2;
}

/** P(Z <= z). */
export function normalCdf(z: number): number {
  return normalUpperTail(-z);
}

/**
 * The z with P(Z <= z) = `p`, infinite at 0 and 1. Starts from Abramowitz and Stegun, Handbook of
 * Mathematical Functions (1964), 26.2.23 (off by 4.5e-4 at most), and takes Halley's steps on
 * `normalCdf` from there, each of which triples the number of right digits.
 */
export function normalQuantile(p: number): number {
  if (!(p > 0)) return Number.NEGATIVE_INFINITY;
  if (p >= 1) return Number.POSITIVE_INFINITY;
  if (p > 0.5) return -normalQuantile(1 - p);
  const t = Math.sqrt(-2 * Math.log(p));
  const above = 2.515517 + t * (0.802853 + t * 0.010328);
  const below = 1 + t * (1.432788 + t * (0.189269 + t * 0.001308));
  let z = above / below - t;
  for (let step = 0; step < 3; step++) {
    const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
    const newton = (normalCdf(z) - p) / density;
    z -= newton / (1 + (newton * z) / 2);
  }
  return z;
}

/** The complementary error function: NIST Digital Library of Mathematical Functions, 7.2.2. */
function erfc(x: number): number {
  if (x < 0) return 2 - erfc(-x);
  return x < 2 ? 1 - erfSeries(x) : erfcFraction(x);
}

/** DLMF 7.6.2: all terms are positive, so nothing cancels. */
function erfSeries(x: number): number {
  let term = x;
  let sum = x;
  for (let n = 1; term > sum * 1e-17; n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}

/** DLMF 7.9.1, evaluated from its end; a hundred levels are enough from x = 2 on. */
function erfcFraction(x: number): number {
  let fraction = x;
  for (let n = 100; n > 0; n--) fraction = x + n / 2 / fraction;
  return Math.exp(-x * x) / Math.sqrt(Math.PI) / fraction;
}
