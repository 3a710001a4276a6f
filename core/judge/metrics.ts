import { defined } from '../base/defined.js';
import { outcomeKinds } from '../invoke/outcome.js';
import { isPartial } from '../measure/cost.js';
import type { LatencyHistogram } from '../measure/histogram.js';
import { eventScalars, eventTimes, withUndecided } from './expectations/event-metrics.js';
import type { Part } from './expectations/part.js';
import type { Metric, Observation, StreamDimension } from './metric.js';

export type {
  Dimension,
  Metric,
  MissingData,
  Observation,
  PartialSum,
  StreamDimension,
} from './metric.js';

interface Distribution extends Omit<Metric, 'name' | 'dimension' | 'read'> {
  of(part: Part): LatencyHistogram;
  dimension?: 'memory' | StreamDimension;
}

/** What statistics are taken of; one without a name is of `response`. */
const distributions: Record<string, Distribution> = {
  response: {
    of: (part) => part.response,
    missing: 'notServed',
    isLatency: true,
  },
  service: { of: (part) => part.service, missing: 'notServed', isLatency: true },
  lateness: { of: (part) => part.lateness, missing: 'notSent', isOfStages: true },
  duration: { of: (part) => part.duration, missing: 'noReport' },
  init: {
    of: (part) => part.init,
    missing: 'noColdStart',
    isRare: true,
  },
  billed: { of: (part) => part.billed, missing: 'noReport' },
  memory: { of: (part) => part.memory, missing: 'noReport', dimension: 'memory' },
  ttfb: { of: ({ stream }) => stream.ttfb, missing: 'notStreamed' },
  firstChunk: { of: ({ stream }) => stream.firstChunk, missing: 'notStreamed' },
  'stream.bytes': {
    ...{ of: ({ stream }) => stream.bytes, missing: 'notStreamed', dimension: 'bytes' },
  },
  'stream.chunks': {
    ...{ of: ({ stream }) => stream.chunks, missing: 'notStreamed', dimension: 'chunks' },
  },
  'stream.rate': {
    ...{ of: ({ stream }) => stream.rate, missing: 'notStreamed', dimension: 'bandwidth' },
  },
};

/** Statistics with a name of their own; percentiles are `p99`, `p99.9`, `p(99)`. */
const statistics: Record<string, (histogram: LatencyHistogram) => number> = {
  mean: (histogram) => histogram.meanUs,
  avg: (histogram) => histogram.meanUs,
  med: (histogram) => histogram.percentileUs(50),
  min: (histogram) => histogram.minUs,
  max: (histogram) => histogram.maxUs,
};

/** Outcomes of what ran: the others have neither an executed version nor a kind of start. */
const ofServed: readonly string[] = ['ok', 'functionError'];

/** All that is not a statistic of a distribution. */
const scalars: Record<string, Metric> = {
  ...Object.fromEntries(
    outcomeKinds.map((kind) => [
      kind,
      {
        ...countMetric(kind, (part) => part.outcomes[kind]),
        ...(!ofServed.includes(kind) && { isOfStages: true as const }),
      },
    ]),
  ),
  aborted: {
    name: 'aborted',
    dimension: 'count',
    read: ({ outcomes, planned }) =>
      planned === 0 ? undefined : { value: outcomes.aborted, whole: planned },
    missing: 'notPlanned',
    isOfStages: true,
  },
  errors: countMetric(
    'errors',
    ({ outcomes }) =>
      outcomes.functionError + outcomes.rejected + outcomes.serviceError + outcomes.transportError,
  ),
  count: countMetric('count', ({ ended, outcomes }) => ended - outcomes.dropped),
  coldStarts: {
    name: 'coldStarts',
    dimension: 'count',
    read: ({ coldStarts, reports }) =>
      reports === 0 ? undefined : { value: coldStarts, whole: reports },
    missing: 'noReport',
  },
  rate: {
    name: 'rate',
    dimension: 'rate',
    read: ({ rate }) => rate && rateSeen(rate),
    missing: 'noRate',
    isOfStages: true,
  },
  cost: {
    name: 'cost',
    dimension: 'money',
    read: ({ cost, ended }) => {
      if (ended === 0 || (cost.of > 0 && cost.knownOf === 0)) return undefined;
      const { usd: value, of, knownOf } = cost;
      return { value, ...(isPartial(cost) && { knownOf: { known: knownOf, of } }) };
    },
    missing: 'noReport',
  },
  ...eventScalars,
};

/** Sent, of what was planned: that chance or rounding planned less than the load says is not the sending's. */
function rateSeen({ reachedHz, plannedHz, askedHz }: NonNullable<Part['rate']>): Observation {
  if (plannedHz === undefined) return { value: reachedHz, ...defined({ whole: askedHz }) };
  return { value: reachedHz, whole: plannedHz, ...defined({ askedHz }) };
}

/** Names that stand before a `.`: `service`, `lateness`. */
export const distributionNames: readonly string[] = [
  ...Object.keys(distributions),
  ...Object.keys(eventTimes),
];

/** Every name that an expectation may begin with, for hints. */
export const metricNames: readonly string[] = [
  ...['p99', 'p50', 'p90', 'p95'],
  ...Object.keys(statistics),
  ...Object.keys(scalars),
  ...distributionNames,
  'version',
  'versions',
];

/** `throttled`, `errors`, `rate`: a metric by its whole name; undefined when there is none. */
export function scalarMetric(name: string): Metric | undefined {
  return own(scalars, name);
}

/** Throttles for one of Lambda's reasons. */
export function throttledFor(reason: string): Metric {
  const count = countMetric(`throttled(${reason})`, (part) => part.throttles.get(reason) ?? 0);
  return { ...count, isOfStages: true };
}

/**
 * A statistic (`mean`, or a number for that percentile, above 0 and at most 100) of a distribution;
 * undefined when either is not known.
 */
export function timeMetric(distribution: string, statistic: string | number): Metric | undefined {
  const known = own(distributions, distribution);
  const times = own(eventTimes, distribution);
  const percentile = statistic === 'med' ? 50 : statistic;
  const take =
    typeof percentile === 'number'
      ? (histogram: LatencyHistogram) => histogram.percentileUs(percentile)
      : own(statistics, percentile);
  if (times && take) {
    const name = `${distribution}.${typeof statistic === 'number' ? `p${statistic}` : statistic}`;
    return withUndecided(
      name,
      times,
      take,
      typeof percentile === 'number' ? percentile : undefined,
    );
  }
  if (!known || !take) return undefined;
  const { of, dimension = 'time', ...rest } = known;
  const label = typeof statistic === 'number' ? `p${statistic}` : statistic;
  return {
    name: distribution === 'response' ? label : `${distribution}.${label}`,
    dimension,
    ...rest,
    ...(typeof percentile === 'number' && percentile < 100 && { percentile }),
    read: (part) => {
      const histogram = of(part);
      if (histogram.count === 0) return undefined;
      const whole = dimension === 'memory' ? { whole: part.memorySizeMb } : {};
      return { value: take(histogram), histogram, ...whole };
    },
  };
}

/** A count of what became of arrivals; without any arrival that ended there is no count of it. */
function countMetric(name: string, count: (part: Part) => number): Metric {
  return {
    name,
    dimension: 'count',
    read: (part) => (part.ended === 0 ? undefined : { value: count(part), whole: part.asked }),
    missing: 'notEnded',
  };
}

function own<T>(record: Record<string, T>, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}
