import { normalUpperTail } from './normal.js';

/** Where a series goes on the whole. */
export interface Drift {
  /** From one value to the next, as a part of the median value: 0.01 is 1% more each time. */
  perStep: number;
  pValue: number;
}

/**
 * Whether a series rises or falls, by the test of Mann and Kendall (Mann, Econometrica 13, 1945; Kendall,
 * Rank Correlation Methods, 1975; ties as there), and by how much each time: the median of all slopes
 * (Theil 1950, Sen, JASA 63, 1968). Undefined of fewer than five values, and of a median of 0.
 */
export function driftOf(values: readonly number[]): Drift | undefined {
  const { length: n } = values;
  const median = middle(values);
  if (n < 5 || median === 0) return undefined;
  const slopes: number[] = [];
  let rises = 0;
  for (let i = 0; i < n; i++) {
    for (let j = i + 1; j < n; j++) {
      const change = (values[j] ?? 0) - (values[i] ?? 0);
      slopes.push(change / (j - i));
      rises += Math.sign(change);
    }
  }
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const pairs = (count: number): number => count * (count - 1) * (2 * count + 5);
  const ties = [...counts.values()].reduce((sum, count) => sum + pairs(count), 0);
  const variance = (pairs(n) - ties) / 18;
  const z = variance === 0 ? 0 : (rises - Math.sign(rises)) / Math.sqrt(variance);
  return { perStep: middle(slopes) / median, pValue: 2 * normalUpperTail(Math.abs(z)) };
}

function middle(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  return ((low ?? 0) + (high ?? 0)) / 2;
}
