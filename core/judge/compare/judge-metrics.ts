import { defined } from '../../base/defined.js';
import { holmAdjusted } from '../statistics/holm.js';
import type {
  ComparisonVerdict,
  FieldComparison,
  MetricComparison,
  Tolerances,
} from './comparison.js';
import { pairsNeeded } from './pairs-needed.js';
import type { RawMetric } from './raw-metric.js';
import type { ResponseMetric } from './response-metric.js';

/** Metrics and fields with their verdicts. */
export interface JudgedMetrics {
  metrics: MetricComparison[];
  fields?: FieldComparison[];
}

/**
 * Judges all metrics together. A metric fails when its p value, adjusted by Holm for the number of
 * metrics, is at most alpha and its whole interval lies above the tolerance; it passes when its whole
 * interval lies at or below it; else it is inconclusive, as it is with fewer pairs than it needs at
 * all. Over all metrics and fields the chance of failing what is no worse is alpha at most.
 */
export function judgeMetrics(
  raw: readonly RawMetric[],
  responses: ResponseMetric | undefined,
  { alpha }: Tolerances,
): JudgedMetrics {
  const all = responses ? [...raw, responses.metric] : raw;
  const adjusted = holmAdjusted(all.map(({ pValue }) => pValue));
  const level = { alpha, tests: all.length };
  const judged = (metric: RawMetric, i: number): MetricComparison =>
    withVerdict(metric, adjusted[i] as number, level);
  const metrics = raw.map(judged);
  if (!responses) return { metrics };
  const last = judged(responses.metric, raw.length);
  const { pValue, adjustedPValue } = last;
  const fields = responses.judge(pValue > 0 ? Math.max(1, adjustedPValue / pValue) : 1);
  return { metrics: [...metrics, withFields(last, fields, level)], fields };
}

function withVerdict(
  metric: RawMetric,
  adjustedPValue: number,
  level: { alpha: number; tests: number },
): MetricComparison {
  const { intervalAt, pairsRequired, cannotPass = false, ...rest } = metric;
  const verdict = verdictOf(metric, adjustedPValue, level.alpha);
  const isOpen = verdict === 'inconclusive' && !cannotPass;
  const needed = isOpen ? pairsNeeded(metric, level) : undefined;
  return {
    ...rest,
    adjustedPValue,
    verdict,
    ...defined({ pairsNeeded: needed }),
  };
}

function verdictOf(
  { pairs, pairsRequired, low, high, tolerance, cannotPass = false }: RawMetric,
  adjustedPValue: number,
  alpha: number,
): ComparisonVerdict {
  if (pairs < pairsRequired || low === null || high === null) return 'inconclusive';
  if (low > tolerance && adjustedPValue <= alpha) return 'fail';
  return high <= tolerance && !cannotPass ? 'pass' : 'inconclusive';
}

/** Its fields decide: a field that changed fails it, one that is in doubt leaves it in doubt. */
function withFields(
  metric: MetricComparison,
  fields: readonly FieldComparison[],
  { alpha, tests }: { alpha: number; tests: number },
): MetricComparison {
  const { pairsNeeded: needed = 0, ...rest } = metric;
  if (fields.some(({ verdict }) => verdict === 'fail')) return { ...rest, verdict: 'fail' };
  const doubtful = fields.filter(({ verdict }) => verdict === 'inconclusive');
  if (doubtful.length === 0) {
    return metric.verdict === 'fail' ? { ...rest, verdict: 'inconclusive' } : metric;
  }
  // McNemar's p value halves with each further pair in which only new differs.
  const differing = Math.log2((fields.length * tests) / alpha);
  const seldom = Math.min(...doubtful.map(({ differs }) => differs));
  const toTell = Math.ceil((metric.pairs * differing) / seldom);
  return { ...rest, verdict: 'inconclusive', pairsNeeded: Math.max(needed, toTell) };
}

/** A comparison fails with any of its metrics, and passes with all of them. */
export function overallVerdict(metrics: readonly MetricComparison[]): ComparisonVerdict {
  if (metrics.some(({ verdict }) => verdict === 'fail')) return 'fail';
  const isPassed = metrics.length > 0 && metrics.every(({ verdict }) => verdict === 'pass');
  return isPassed ? 'pass' : 'inconclusive';
}

/**
 * About how many pairs would decide the comparison: the most that a metric needs, and of these more
 * to be sent than count (a cold start's pair has no warm latency). Undefined where a metric has no
 * such number.
 */
export function overallPairsNeeded(
  metrics: readonly MetricComparison[],
  pairs: number,
): number | undefined {
  const open = metrics.filter(({ verdict }) => verdict === 'inconclusive');
  if (open.length === 0) return undefined;
  const needed = open.map((metric) =>
    metric.pairsNeeded === undefined
      ? Number.POSITIVE_INFINITY
      : Math.ceil(metric.pairsNeeded * (metric.pairs > 0 ? pairs / metric.pairs : 1)),
  );
  const most = Math.max(...needed);
  return Number.isFinite(most) ? most : undefined;
}
