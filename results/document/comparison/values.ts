import type { MetricComparison } from '../../../core/judge/compare/comparison.js';
import { formatShare, formatUs } from '../../../core/quantity/format.js';

/** One side's value of a metric: a time, or a share of the invocations; a dash without data. */
export function valueText({ unit }: Pick<MetricComparison, 'unit'>, value: number | null): string {
  if (value === null) return '–';
  return unit === 'relative' ? formatUs(value) : formatShare(value, 1);
}

/** The level of all intervals: `95%`. */
export function confidenceText(alpha: number): string {
  return `${Number(((1 - alpha) * 100).toPrecision(6))}%`;
}
