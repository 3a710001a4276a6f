import type { ConfidenceInterval } from '../statistics/interval.js';
import type { MetricComparison, VerdictLimit } from './comparison.js';

/** A metric before it is judged together with the others. */
export interface RawMetric
  extends Pick<
    MetricComparison,
    | ('name' | 'unit' | 'estimate' | 'low' | 'high' | 'tolerance' | 'pValue' | 'pairs')
    | ('old' | 'new' | 'effectivePairs' | 'control')
  > {
  /** With fewer pairs it is inconclusive whatever the numbers are. */
  pairsRequired: number;
  /** What was measured cannot show that nothing is worse, only that something is. */
  cannotPass?: boolean;
  /** What keeps it inconclusive, whatever the numbers are. */
  openFor?: VerdictLimit;
  /** It wanders so slowly that nothing can be told. */
  isDrifting?: boolean;
  /** What the pairs alone would say, as if environments were all alike. */
  ofPairs?: ConfidenceInterval;
  /**
   * How surprising it would be for the environments that served; the same for all metrics that they
   * shift together, and so not adjusted for their number.
   */
  environmentPValue?: number;
  /** What the interval would be with `factor` times as many pairs like these. */
  intervalAt: (factor: number) => ConfidenceInterval & { estimate: number };
}

/** A metric of which there is no data at all. */
export function emptyMetric(
  of: Pick<RawMetric, 'name' | 'unit' | 'tolerance' | 'pairsRequired'>,
): RawMetric {
  const none = { estimate: null, low: null, high: null, old: null, new: null };
  const intervalAt = () => ({ estimate: Number.NaN, low: Number.NaN, high: Number.NaN });
  return { ...of, ...none, pValue: 1, pairs: 0, intervalAt };
}

/** An interval narrows with the square root of the number of pairs. */
export function narrowing(
  estimate: number,
  { low, high }: ConfidenceInterval,
): RawMetric['intervalAt'] {
  return (factor) => ({
    estimate,
    low: estimate - (estimate - low) / Math.sqrt(factor),
    high: estimate + (high - estimate) / Math.sqrt(factor),
  });
}
