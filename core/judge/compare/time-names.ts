import { comparisonMetricNames, type MetricName, type Tolerances } from './comparison.js';

/**
 * The times that are compared: to the end of the answer, of streams to the first byte, of followed events
 * to their end and to their first start.
 */
export type TimeOf = 'service' | 'ttfb' | 'endToEnd' | 'queue';

/** A metric of time: of which time, and which percentile of it; without one, the change in general. */
export interface TimeName {
  name: MetricName;
  of: TimeOf;
  quantile?: number;
}

/** Every metric of time, in the order in which they are shown. */
const timeMetricNames: readonly TimeName[] = [
  { name: 'latency', of: 'service' },
  { name: 'p50', of: 'service', quantile: 0.5 },
  { name: 'p90', of: 'service', quantile: 0.9 },
  { name: 'p99', of: 'service', quantile: 0.99 },
  { name: 'ttfb', of: 'ttfb' },
  { name: 'ttfb.p50', of: 'ttfb', quantile: 0.5 },
  { name: 'ttfb.p90', of: 'ttfb', quantile: 0.9 },
  { name: 'ttfb.p99', of: 'ttfb', quantile: 0.99 },
  { name: 'async.endToEnd', of: 'endToEnd' },
  { name: 'async.endToEnd.p50', of: 'endToEnd', quantile: 0.5 },
  { name: 'async.endToEnd.p90', of: 'endToEnd', quantile: 0.9 },
  { name: 'async.endToEnd.p99', of: 'endToEnd', quantile: 0.99 },
  { name: 'async.queue.p50', of: 'queue', quantile: 0.5 },
  { name: 'async.queue.p90', of: 'queue', quantile: 0.9 },
  { name: 'async.queue.p99', of: 'queue', quantile: 0.99 },
];

/** Which times there are beside those to the end of an answer. */
export interface SeenKinds {
  hasStreams: boolean;
  hasEvents: boolean;
}

/**
 * The metrics of time that are asked for. Those of streams are only where something was streamed and those
 * of events where they were followed, so that they make nothing else less sure, or where they were asked
 * for by name; time in the queue is part of the time to the end, and only by name.
 */
export function askedTimes({ metrics }: Tolerances, seen: SeenKinds): TimeName[] {
  const isSeen = {
    ...{ service: true, ttfb: seen.hasStreams, endToEnd: seen.hasEvents, queue: false },
  };
  const isByName = isAskedByName(metrics);
  return timeMetricNames.filter(
    ({ name, of }) => metrics.includes(name) && (isSeen[of] || isByName),
  );
}

/** Whether failures of events are asked for: where they were followed, or by name. */
export function asksEventFailures({ metrics }: Tolerances, { hasEvents }: SeenKinds): boolean {
  return metrics.includes('async.failures') && (hasEvents || isAskedByName(metrics));
}

function isAskedByName(metrics: Tolerances['metrics']): boolean {
  return metrics.length < comparisonMetricNames.length;
}
