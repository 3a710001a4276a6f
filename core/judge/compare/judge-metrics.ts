import { defined } from '../../base/defined.js';
import { holmAdjusted } from '../statistics/holm.js';
import type {
  ComparisonVerdict,
  FieldComparison,
  MetricComparison,
  MetricName,
  Tolerances,
  VerdictLimit,
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
 * metrics, is at most alpha, as is that of its environments, and its whole interval lies above the
 * tolerance; it passes when its whole interval lies at or below it; else it is inconclusive, as it is
 * with fewer pairs than it needs at all and where it drifts. Over all metrics and fields the chance of failing what is no worse is alpha at most.
 */
export function judgeMetrics(
  raw: readonly RawMetric[],
  responses: ResponseMetric | undefined,
  { alpha }: Tolerances,
): JudgedMetrics {
  const all = responses ? [...raw, responses.metric] : raw;
  const adjusted = holmAdjusted(all.map(({ pValue }) => pValue));
  const level = { alpha, tests: all.length, shifts: shiftsOf(raw) };
  const judged = (metric: RawMetric, i: number): MetricComparison =>
    withVerdict(metric, adjusted[i] as number, level);
  const metrics = raw.map(judged);
  if (!responses) return { metrics };
  const last = judged(responses.metric, raw.length);
  const { pValue, adjustedPValue } = last;
  const fields = responses.judge(pValue > 0 ? Math.max(1, adjustedPValue / pValue) : 1);
  return { metrics: [...metrics, withFields(last, fields, level)], fields };
}

/** Of how many independent questions the metrics are. */
interface Level {
  alpha: number;
  /** All metrics, for what varies from pair to pair. */
  tests: number;
  /** For what environments vary in, which shifts several metrics at once. */
  shifts: number;
}

/** Environments shift the middle of a time as one, and its tail as another. */
function shiftsOf(metrics: readonly RawMetric[]): number {
  const isOf = (...names: MetricName[]): boolean =>
    metrics.some(({ name }) => names.includes(name));
  const parts = [
    ...[isOf('latency', 'p50'), isOf('p90', 'p99')],
    ...[isOf('ttfb', 'ttfb.p50'), isOf('ttfb.p90', 'ttfb.p99')],
    isOf('async.endToEnd', 'async.endToEnd.p50', 'async.queue.p50'),
    isOf('async.endToEnd.p90', 'async.endToEnd.p99', 'async.queue.p90', 'async.queue.p99'),
  ];
  return Math.max(1, parts.filter(Boolean).length);
}

function withVerdict(metric: RawMetric, holmPValue: number, level: Level): MetricComparison {
  const {
    intervalAt,
    cannotPass = false,
    isDrifting,
    openFor,
    ofPairs,
    environmentPValue,
    ...rest
  } = metric;
  const { pairsRequired, ...shown } = rest;
  const adjustedPValue = Math.max(holmPValue, Math.min(1, level.shifts * (environmentPValue ?? 0)));
  const verdict = verdictOf(metric, adjustedPValue, level.alpha);
  const limit = verdict === 'inconclusive' ? limitOf(metric, holmPValue, level.alpha) : undefined;
  const isOpen = verdict === 'inconclusive' && !cannotPass && limit === undefined;
  const needed = isOpen ? pairsNeeded(metric, level) : undefined;
  const isTooFew = metric.pairs > 0 && metric.pairs < pairsRequired;
  return {
    ...(isTooFew ? { ...shown, ...withoutInterval, pairsRequired } : shown),
    adjustedPValue,
    verdict,
    ...defined({ pairsNeeded: needed, limit }),
  };
}

/** Of too few values there is no interval that holds at its level. */
const withoutInterval = { low: null, high: null };

function verdictOf(metric: RawMetric, adjustedPValue: number, alpha: number): ComparisonVerdict {
  const { pairs, pairsRequired, low, high, tolerance } = metric;
  const { cannotPass = false, isDrifting = false, openFor } = metric;
  if (openFor !== undefined) return 'inconclusive';
  if (pairs < pairsRequired || low === null || high === null) return 'inconclusive';
  if (isDrifting) return 'inconclusive';
  if (low > tolerance && adjustedPValue <= alpha) return 'fail';
  return high <= tolerance && !cannotPass ? 'pass' : 'inconclusive';
}

/** What keeps a metric open, where its pairs are enough in number and would decide it. */
function limitOf(metric: RawMetric, pValue: number, alpha: number): VerdictLimit | undefined {
  const { pairs, pairsRequired, ofPairs, tolerance, cannotPass = false, isDrifting } = metric;
  if (metric.openFor !== undefined) return metric.openFor;
  if (pairs < pairsRequired || ofPairs === undefined) return undefined;
  if (isDrifting) return 'drift';
  const wouldFail = ofPairs.low > tolerance && pValue <= alpha;
  const wouldPass = ofPairs.high <= tolerance && !cannotPass;
  return wouldFail || wouldPass ? 'environments' : undefined;
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
