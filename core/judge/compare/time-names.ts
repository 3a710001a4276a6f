import { comparisonMetricNames, type MetricName, type Tolerances } from './comparison.js';

/** The times that are compared: to the end of the answer, and of streams to the first byte. */
export type TimeOf = 'service' | 'ttfb';

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
];

/**
 * The metrics of time that are asked for. Those of streams are only where something was streamed, so that
 * they make nothing else less sure, or where they were asked for by name.
 */
export function askedTimes({ metrics }: Tolerances, hasStreams: boolean): TimeName[] {
  const isByName = metrics.length < comparisonMetricNames.length;
  return timeMetricNames.filter(
    ({ name, of }) => metrics.includes(name) && (of === 'service' || hasStreams || isByName),
  );
}
