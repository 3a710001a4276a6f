import type { Comparison, MetricComparison } from '../../../core/judge/compare/comparison.js';
import type { Verdict } from '../../../core/judge/verdict.js';
import type { ComparisonReport } from '../comparison/comparison-report.js';
import { changeText } from './change.js';

/** A comparison as verdicts of a run, one for each metric, so that every report of runs knows it. */
export function comparisonVerdicts({ metrics }: Comparison): Verdict[] {
  return metrics.map(verdictOf);
}

/** The same of a run that is held against an earlier one. */
export function baselineVerdicts({ comparison, old }: ComparisonReport): Verdict[] {
  return comparison.metrics.map((metric) => ({
    ...verdictOf(metric),
    text: `${metric.name} against ${old} at most ${changeText(metric.tolerance, metric.unit)}`,
  }));
}

function verdictOf(metric: MetricComparison): Verdict {
  const { name, unit, estimate, low, high, tolerance, adjustedPValue, pairs, verdict } = metric;
  return {
    text: `${name} of new at most ${changeText(tolerance, unit)}`,
    verdict,
    observed: { kind: 'change', change: { estimate, low, high, unit }, pValue: adjustedPValue },
    ...(estimate !== null && { value: estimate }),
    limit: tolerance,
    unit: 'share',
    ...(low !== null &&
      high !== null && { test: { pValue: adjustedPValue, low, high, invocations: pairs } }),
  };
}
