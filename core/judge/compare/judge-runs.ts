import { defined } from '../../base/defined.js';
import { LatencyHistogram } from '../../measure/histogram.js';
import { rankSumTest } from '../statistics/mann-whitney.js';
import { newcombeInterval, newcombePValue, type Share } from '../statistics/proportions.js';
import { independentQuantileRatio } from '../statistics/quantile-ratio.js';
import { shiftRatio } from '../statistics/shift-ratio.js';
import type { Comparison, MetricName, Tolerances } from './comparison.js';
import { judgeMetrics, overallPairsNeeded, overallVerdict } from './judge-metrics.js';
import { pairsRequiredFor } from './latency-metrics.js';
import { emptyMetric, narrowing, type RawMetric } from './raw-metric.js';
import { eventsOpenFor, failedEvents } from './run-events.js';
import type { RunSide } from './run-side.js';
import { askedTimes, asksEventFailures, type TimeOf } from './time-names.js';

/**
 * Judges two runs of their own: what each measured is all that is known, so nothing is paired, and
 * their responses are not compared. Intervals are wider than those of pairs, and what was different
 * between the two times (load, neighbours, cold caches) counts as a difference between the functions.
 */
export function judgeRuns(old: RunSide, now: RunSide, tolerances: Tolerances): Comparison {
  const seen = {
    hasStreams: old.ttfb.count + now.ttfb.count > 0,
    hasEvents: old.events !== undefined || now.events !== undefined,
  };
  const openFor = eventsOpenFor(old.events, now.events);
  const raw = askedTimes(tolerances, seen).map(({ name, of, quantile }): RawMetric => {
    const sides = [timesOf(old, of), timesOf(now, of)] as const;
    const metric =
      quantile === undefined
        ? shiftMetric(name, sides, tolerances)
        : quantileMetric({ name, quantile }, sides, tolerances);
    return { ...metric, ...(isOfEvents(of) && defined({ openFor })) };
  });
  if (tolerances.metrics.includes('errors'))
    raw.push(errorMetric('errors', [old.errors, now.errors], tolerances));
  if (asksEventFailures(tolerances, seen)) {
    const shares = [failedEvents(old.events), failedEvents(now.events)] as const;
    raw.push({ ...errorMetric('async.failures', shares, tolerances), ...defined({ openFor }) });
  }
  const { metrics } = judgeMetrics(raw, undefined, tolerances);
  const pairs = Math.min(old.errors.of, now.errors.of);
  const needed = overallPairsNeeded(metrics, pairs);
  return {
    verdict: overallVerdict(metrics),
    design: 'unpaired',
    pairs,
    excluded: {
      throttled: old.throttled.count + now.throttled.count,
      notSent: old.notSent.count + now.notSent.count,
    },
    ...{ tolerances, metrics, warnings: [] },
    isNoiseKnown: false,
    isGeneratorLate: false,
    coldStarts: { old: old.coldStarts, new: now.coldStarts },
    ...defined({ pairsNeeded: needed }),
  };
}

function isOfEvents(of: TimeOf): boolean {
  return of === 'endToEnd' || of === 'queue';
}

function timesOf({ warm, ttfb, events }: RunSide, of: TimeOf): LatencyHistogram {
  const { endToEnd = new LatencyHistogram(), queue = new LatencyHistogram() } = events ?? {};
  return { service: warm, ttfb, endToEnd, queue }[of];
}

type Sides = readonly [old: LatencyHistogram, now: LatencyHistogram];

/** Mann–Whitney against the tolerated slowdown: the old values are made slower by it first. */
function shiftMetric(
  name: MetricName,
  [old, now]: Sides,
  { maxSlowdown, alpha }: Tolerances,
): RawMetric {
  const of = {
    ...({ name, unit: 'relative', tolerance: maxSlowdown } as const),
    pairsRequired: pairsRequiredFor(0.5),
  };
  if (old.count === 0 || now.count === 0) return emptyMetric(of);
  const first = old.bins();
  const second = now.bins();
  const slower = first.values.map((value) => value * (1 + maxSlowdown));
  const { estimate, low, high } = shiftRatio(first, second, alpha);
  const change = { estimate: estimate - 1, low: low - 1, high: high - 1 };
  return {
    ...of,
    ...change,
    pValue: rankSumTest({ values: slower, counts: first.counts }, second).pValue,
    pairs: Math.min(old.count, now.count),
    old: old.percentileUs(50),
    new: now.percentileUs(50),
    intervalAt: narrowing(change.estimate, change),
  };
}

function quantileMetric(
  { name, quantile: share }: { name: MetricName; quantile: number },
  [old, now]: Sides,
  { maxSlowdown, alpha }: Tolerances,
): RawMetric {
  const of = {
    ...({ name, unit: 'relative', tolerance: maxSlowdown } as const),
    pairsRequired: pairsRequiredFor(share),
  };
  if (old.count === 0 || now.count === 0) return emptyMetric(of);
  const against = 1 + maxSlowdown;
  const ratio = independentQuantileRatio(old.bins(), now.bins(), share, { alpha, against });
  const change = { estimate: ratio.estimate - 1, low: ratio.low - 1, high: ratio.high - 1 };
  return {
    ...of,
    ...change,
    pValue: ratio.pValue,
    pairs: Math.min(old.count, now.count),
    old: old.percentileUs(share * 100),
    new: now.percentileUs(share * 100),
    intervalAt: narrowing(change.estimate, change),
  };
}

function errorMetric(
  name: MetricName,
  [old, now]: readonly [old: Share, now: Share],
  { maxErrorIncrease: tolerance, alpha }: Tolerances,
): RawMetric {
  const of = { name, unit: 'share', tolerance, pairsRequired: 1 } as const;
  if (old.of === 0 || now.of === 0) return emptyMetric(of);
  const change = (factor: number) => {
    const [first, second] = [old, now].map(({ count, of }) => ({
      count: count * factor,
      of: of * factor,
    })) as [Share, Share];
    const estimate = now.count / now.of - old.count / old.of;
    return { estimate, ...newcombeInterval(first, second, alpha) };
  };
  return {
    ...of,
    ...change(1),
    pValue: newcombePValue(old, now, tolerance),
    pairs: Math.min(old.of, now.of),
    old: old.count / old.of,
    new: now.count / now.of,
    intervalAt: change,
  };
}
