import type { Comparison, MetricComparison } from '../../../core/judge/compare/comparison.js';
import type { Verdict } from '../../../core/judge/verdict.js';
import { changeText } from './change.js';

/** A comparison as verdicts of a run, one for each metric, so that every report of runs knows it. */
export function comparisonVerdicts({ metrics }: Comparison): Verdict[] {
  return metrics.map(verdictOf);
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
