import { outcomeKinds } from '../invoke/outcome.js';
import { costUsdOf } from '../measure/cost.js';
import type { LatencyHistogram } from '../measure/histogram.js';
import type { Account } from '../measure/run-books.js';

/**
 * What a metric is measured in, which decides how its limit is written: a duration, a count or a
 * percentage of planned, a rate or a percentage of the rate asked for, US dollars.
 */
export type Dimension = 'time' | 'count' | 'rate' | 'money';

/** A measured value in microseconds, invocations, Hz or US dollars. */
export interface Observation {
  value: number;
  /** What a percentage is of. */
  whole?: number;
}

/** Something that can be expected of a run or of a part of it. */
export interface Metric {
  dimension: Dimension;
  /** Undefined: there is nothing to measure, which fails every expectation. */
  read(part: Account): Observation | undefined;
  /** Why there is nothing, in words that follow `no data: `. */
  missing: string;
  /** A time that for `Event` invocations is that of acceptance. */
  isLatency?: true;
}

interface Distribution extends Omit<Metric, 'dimension' | 'read'> {
  of(part: Account): LatencyHistogram;
}

/** The times that statistics are taken of; one without a name is of `response`. */
const distributions: Record<string, Distribution> = {
  response: {
    of: (part) => part.response,
    missing: 'no invocation was served',
    isLatency: true,
  },
  service: { of: (part) => part.service, missing: 'no invocation was served', isLatency: true },
  lateness: { of: (part) => part.lateness, missing: 'nothing was sent' },
  duration: { of: (part) => part.duration, missing: 'no answer had a REPORT (see log: Tail)' },
  init: { of: (part) => part.init, missing: 'no answer reported a cold start (see log: Tail)' },
};

/** Statistics with a name of their own; percentiles are `p99`, `p99.9`, `p(99)`. */
const statistics: Record<string, (histogram: LatencyHistogram) => number> = {
  mean: (histogram) => histogram.meanUs,
  avg: (histogram) => histogram.meanUs,
  med: (histogram) => histogram.percentileUs(50),
  min: (histogram) => histogram.minUs,
  max: (histogram) => histogram.maxUs,
};

/** All that is not a statistic of a time. */
const scalars: Record<string, Metric> = {
  ...Object.fromEntries(
    outcomeKinds.map((kind) => [kind, countMetric((part) => part.outcomes[kind])]),
  ),
  aborted: {
    dimension: 'count',
    read: ({ outcomes, planned }) =>
      planned === 0 ? undefined : { value: outcomes.aborted, whole: planned },
    missing: 'nothing was planned',
  },
  errors: countMetric(
    ({ outcomes }) =>
      outcomes.functionError + outcomes.rejected + outcomes.serviceError + outcomes.transportError,
  ),
  coldStarts: {
    dimension: 'count',
    read: ({ coldStarts, reports }) =>
      reports === 0 ? undefined : { value: coldStarts, whole: reports },
    missing: 'no answer had a REPORT (see log: Tail)',
  },
  rate: {
    dimension: 'rate',
    read: ({ rate }) => rate && { value: rate.reachedHz, whole: rate.askedHz },
    missing: 'nothing was sent at a rate that the plan asked for',
  },
  cost: {
    dimension: 'money',
    read: (part) => {
      const value = part.planned === part.outcomes.aborted ? undefined : costUsdOf(part);
      return value === undefined ? undefined : { value };
    },
    missing: 'no answer had a REPORT (see log: Tail)',
  },
};

/** Names that stand before a `.`: `service`, `lateness`. */
export const distributionNames: readonly string[] = Object.keys(distributions);

/** Every name that an expectation may begin with, for hints. */
export const metricNames: readonly string[] = [
  ...['p99', 'p50', 'p90', 'p95'],
  ...Object.keys(statistics),
  ...Object.keys(scalars),
  ...distributionNames,
  'version',
];

/** `throttled`, `errors`, `rate`: a metric by its whole name; undefined when there is none. */
export function scalarMetric(name: string): Metric | undefined {
  return own(scalars, name);
}

/**
 * A statistic (`mean`, or a number for that percentile, above 0 and at most 100) of a distribution;
 * undefined when either is not known.
 */
export function timeMetric(distribution: string, statistic: string | number): Metric | undefined {
  const known = own(distributions, distribution);
  const take =
    typeof statistic === 'number'
      ? (histogram: LatencyHistogram) => histogram.percentileUs(statistic)
      : own(statistics, statistic);
  if (!known || !take) return undefined;
  const { of, ...rest } = known;
  return {
    dimension: 'time',
    ...rest,
    read: (part) => (of(part).count === 0 ? undefined : { value: take(of(part)) }),
  };
}

/** A count of what became of arrivals; without any arrival that ended there is no count of it. */
function countMetric(count: (part: Account) => number): Metric {
  return {
    dimension: 'count',
    read: (part) =>
      part.planned === part.outcomes.aborted
        ? undefined
        : { value: count(part), whole: part.planned },
    missing: 'no invocation came to an end',
  };
}

function own<T>(record: Record<string, T>, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}
