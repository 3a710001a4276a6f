import type { Verdict } from '../verdict.js';
import type { Comparison, MetricComparison } from './comparison.js';
import { changeText, intervalText, pText } from './wording.js';

/** A comparison as verdicts of a run, one for each metric, so that every report of runs knows it. */
export function comparisonVerdicts({ metrics }: Comparison): Verdict[] {
  return metrics.map(verdictOf);
}

function verdictOf(metric: MetricComparison): Verdict {
  const { name, estimate, low, high, tolerance, adjustedPValue, pairs, verdict } = metric;
  return {
    text: `${name} of new at most ${changeText(tolerance, metric.unit)}`,
    verdict,
    observed: estimate === null ? 'no data' : `${intervalText(metric)}, ${pText(adjustedPValue)}`,
    ...(estimate !== null && { value: estimate }),
    limit: tolerance,
    unit: 'share',
    ...(low !== null &&
      high !== null && { test: { pValue: adjustedPValue, low, high, invocations: pairs } }),
  };
}
