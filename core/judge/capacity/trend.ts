import { studentUpperTail } from '../statistics/student-t.js';

/** A line through what was in flight at the end of each second. */
export interface Trend {
  /** From its first second to its last. */
  growth: number;
  mean: number;
  /** How probable such a growth is without any, by chance. */
  pValue: number;
}

/** Fewer seconds show no trend. */
const fewestSeconds = 5;

/**
 * A least-squares line, tested by Student's t; what is in flight one second depends on the second
 * before it, which widens the error by (1 + r) / (1 - r) for a correlation of r (AR(1)). Undefined for
 * too few seconds.
 */
export function trendOf(values: readonly number[]): Trend | undefined {
  const n = values.length;
  if (n < fewestSeconds) return undefined;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const middle = (n - 1) / 2;
  const spread = (n * (n * n - 1)) / 12;
  const slope = values.reduce((sum, value, i) => sum + (i - middle) * (value - mean), 0) / spread;
  const rest = values.map((value, i) => value - mean - slope * (i - middle));
  const squares = sumOf(rest, (each) => each * each);
  const lagged = sumOf(rest.slice(1), (each, i) => each * (rest[i] as number));
  const correlation = squares === 0 ? 0 : Math.min(0.8, Math.max(0, lagged / squares));
  const inflation = (1 + correlation) / (1 - correlation);
  const error = Math.sqrt(((squares / (n - 2)) * inflation) / spread);
  const t = error === 0 ? Math.sign(slope) * Number.POSITIVE_INFINITY : slope / error;
  return { growth: slope * (n - 1), mean, pValue: studentUpperTail(t || 0, n - 2) };
}

function sumOf(values: readonly number[], of: (value: number, i: number) => number): number {
  return values.reduce((sum, value, i) => sum + of(value, i), 0);
}

/** What a growth must be to be one: not by chance, by two invocations, and by a quarter of what there is. */
const least = { pValue: 0.005, growth: 2, share: 0.25 };

/** Whether a backlog grew over those seconds: no equilibrium, so no level that is sustained. */
export function isGrowing({ growth, mean, pValue }: Trend): boolean {
  return pValue < least.pValue && growth >= least.growth && growth >= mean * least.share;
}
