import type { LatencyHistogram } from '../../core/measure/histogram.js';
import type { JsonDistribution, JsonLatency } from './json-summary.js';

/** A distribution of times. */
export function jsonLatency(histogram: LatencyHistogram): JsonLatency {
  return jsonDistribution('us', histogram);
}

/** A distribution in its unit; without values all but the count is null. */
export function jsonDistribution<Unit extends string>(
  unit: Unit,
  histogram: LatencyHistogram,
): JsonDistribution<Unit> {
  const { count } = histogram;
  const some = (value: number): number | null => (count === 0 ? null : value);
  const percentile = (p: number): number | null => some(histogram.percentileUs(p));
  return {
    unit,
    count,
    min: some(histogram.minUs),
    mean: some(Math.round(histogram.meanUs * 10) / 10),
    p50: percentile(50),
    p90: percentile(90),
    p95: percentile(95),
    p99: percentile(99),
    p999: percentile(99.9),
    max: some(histogram.maxUs),
  };
}
