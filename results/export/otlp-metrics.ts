import { outcomeKinds } from '../../core/invoke/outcome.js';
import type { RunVerdict } from '../../core/judge/verdict.js';
import type { LatencyHistogram } from '../../core/measure/histogram.js';
import type { Interval } from '../../core/measure/interval.js';
import type { Account, RunBooks } from '../../core/measure/run-books.js';
import type { StreamTally } from '../../core/measure/stream-tally.js';
import type { RunRecord } from '../document/run-meta.js';
import type { RunReport } from '../document/run-report.js';
import { bucketBoundsS, cumulativeCounts } from './buckets.js';

type Attributes = Record<string, string>;

interface DataPoint {
  attributes: object[];
  startTimeUnixNano: string;
  timeUnixNano: string;
}

/** The times that every point of the run has. */
type Times = Pick<DataPoint, 'startTimeUnixNano' | 'timeUnixNano'>;

interface Part {
  attributes: Attributes;
  part: Account;
}

/** `AGGREGATION_TEMPORALITY_CUMULATIVE` (opentelemetry-proto, metrics.proto). */
const cumulative = 2;

/** The conventions whose names are used (opentelemetry.io, semantic conventions). */
const schemaUrl = 'https://opentelemetry.io/schemas/1.37.0';

/** How many invocations were under way in the last second. */
type InFlight = Pick<Interval, 'inFlight' | 'maxInFlight'>;

/** A run as far as it has come. */
export interface MetricsSource {
  run: RunRecord;
  books: RunBooks;
  /** Until when the books go. */
  untilMs: number;
  /** Absent while it goes on. */
  verdict?: RunVerdict;
  /** Absent of a run that is over. */
  inFlight?: InFlight;
}

/** What is sent of a run that is over. */
export function otlpOfReport({ run, books, verdict }: RunReport): object {
  return otlpMetrics({ run, books, verdict, untilMs: run.endedAtMs ?? Date.now() });
}

/**
 * A run's totals as an OTLP `ExportMetricsServiceRequest` in its JSON encoding: `faas.*` by
 * OpenTelemetry's conventions for what Lambda's REPORT says, `reprise.*` for what only the caller
 * can see. One data point for each workload, cumulative from the start of the run to `untilMs`. The
 * resource is the same from the first push of a run to its last, so the verdict is a metric.
 */
export function otlpMetrics({ run, books, untilMs, verdict, inFlight }: MetricsSource): object {
  const { meta, id, startedAtMs } = run;
  const times = { startTimeUnixNano: nanos(startedAtMs), timeUnixNano: nanos(untilMs) };
  const parts = books.workloads.map(({ functionName, qualifier, name }, at) => ({
    attributes: {
      'faas.invoked_name': functionName,
      'faas.invoked_provider': 'aws',
      'faas.invoked_region': meta.endpoint.region,
      'reprise.workload': name,
      ...(qualifier !== undefined && { 'reprise.qualifier': qualifier }),
    },
    part: books.workload(at),
  }));
  const resource = {
    'service.name': 'reprise',
    'service.version': meta.versions.reprise,
    'service.instance.id': id,
    'reprise.run.name': meta.name,
  };
  const scope = { name: 'reprise', version: meta.versions.reprise };
  const metrics = [
    ...counters(parts, times),
    ...histograms(parts, times),
    ...(inFlight ? inFlightGauges(inFlight, times) : []),
    ...(verdict === undefined ? [] : [verdictGauge(verdict, run, times)]),
  ];
  return {
    resourceMetrics: [
      {
        resource: { attributes: keyValues(resource) },
        scopeMetrics: [{ scope, metrics, schemaUrl }],
        schemaUrl,
      },
    ],
  };
}

function counters(parts: readonly Part[], times: Times): object[] {
  const counter = (
    name: string,
    unit: string,
    description: string,
    of: (part: Account) => [Attributes, number][],
  ): object[] => {
    const dataPoints = parts.flatMap(({ attributes, part }) =>
      of(part).map(([own, count]) => ({
        ...{ attributes: keyValues({ ...attributes, ...own }), ...times },
        asInt: String(count),
      })),
    );
    const sum = { dataPoints, aggregationTemporality: cumulative, isMonotonic: true };
    return dataPoints.length === 0 ? [] : [{ name, unit, description, sum }];
  };
  return [
    ...counter('reprise.arrivals', '{arrival}', 'Arrivals by outcome', ({ outcomes }) =>
      outcomeKinds.map((kind) => [{ 'reprise.outcome': kind }, outcomes[kind]]),
    ),
    ...counter('reprise.arrivals.due', '{arrival}', 'Arrivals whose time has come', ({ due }) => [
      [{}, due],
    ]),
    ...counter('reprise.arrivals.sent', '{arrival}', 'Arrivals handed to the network', (part) => [
      [{}, part.sent],
    ]),
    ...counter('reprise.executions', '{execution}', 'Answers by executed version', (part) =>
      [...part.versions].map(([version, count]) => [{ 'reprise.version': version }, count]),
    ),
    ...counter('reprise.throttles', '{throttle}', 'Throttles by reason', ({ throttles }) =>
      [...throttles].map(([reason, count]) => [{ 'reprise.throttle.reason': reason }, count]),
    ),
    ...counter('faas.invocations', '{invocation}', 'Number of successful invocations', (part) => [
      [{}, part.outcomes.ok],
    ]),
    ...counter('faas.errors', '{error}', 'Number of invocation errors', errorTypes),
    ...counter('faas.coldstarts', '{coldstart}', 'Number of invocation cold starts', (part) =>
      part.reports === 0 ? [] : [[{}, part.coldStarts]],
    ),
    ...streamCounters.flatMap(([name, unit, description, of]) =>
      counter(name, unit, description, ({ stream }) =>
        stream.ttfb.count === 0 ? [] : [[{}, of(stream)]],
      ),
    ),
  ];
}

type StreamCounter = readonly [string, string, string, (stream: StreamTally) => number];

const streamCounters: readonly StreamCounter[] = [
  ['reprise.streams', '{stream}', 'Answers streamed to their end', ({ ttfb }) => ttfb.count],
  ['reprise.stream.bytes', 'By', 'Of their responses', ({ bytes }) => bytes.exactMoments.sumUs],
  [
    'reprise.stream.chunks',
    '{chunk}',
    'PayloadChunk events',
    ({ chunks }) => chunks.exactMoments.sumUs,
  ],
];

function errorTypes({ errors }: Account): [Attributes, number][] {
  const counts = new Map<string, number>();
  for (const { type, count } of errors) counts.set(type, (counts.get(type) ?? 0) + count);
  return [...counts].map(([type, count]) => [{ 'error.type': type }, count]);
}

function histograms(parts: readonly Part[], times: Times): object[] {
  const histogram = (
    name: string,
    description: string,
    of: (part: Account) => LatencyHistogram,
  ): object[] => {
    const dataPoints = parts
      .filter(({ part }) => of(part).count > 0)
      .map(({ attributes, part }) => ({
        ...{ attributes: keyValues(attributes), ...times },
        ...pointOf(of(part)),
      }));
    const data = { dataPoints, aggregationTemporality: cumulative };
    return dataPoints.length === 0 ? [] : [{ name, unit: 's', description, histogram: data }];
  };
  return [
    ...histogram('faas.invoke_duration', "The REPORT's Duration", (p) => p.duration),
    ...histogram('faas.init_duration', "The REPORT's Init Duration", (p) => p.init),
    ...histogram('reprise.response.duration', 'From the intended start', (p) => p.response),
    ...histogram('reprise.service.duration', 'From the send to the answer', (p) => p.service),
    ...histogram('reprise.lateness', 'From the intended start to the send', (p) => p.lateness),
    ...histogram(
      'reprise.time_to_first_byte',
      'From the intended start to the first byte of the answer',
      (p) => p.stream.ttfb,
    ),
    ...histogram(
      'reprise.time_to_first_chunk',
      'From the intended start to the first byte of the response',
      (p) => p.stream.firstChunk,
    ),
  ];
}

function inFlightGauges({ inFlight, maxInFlight }: InFlight, times: Times): object[] {
  const unit = '{invocation}';
  return [
    gauge('reprise.in_flight', unit, 'In flight at the end of the second', inFlight, {}, times),
    gauge('reprise.in_flight.max', unit, 'At most, in the second', maxInFlight, {}, times),
  ];
}

function verdictGauge(verdict: RunVerdict, { status }: RunRecord, times: Times): object {
  const attributes = { 'reprise.run.verdict': verdict, 'reprise.run.status': status };
  return gauge('reprise.run.ended', '{run}', 'Always 1', 1, attributes, times);
}

function gauge(
  name: string,
  unit: string,
  description: string,
  value: number,
  attributes: Attributes,
  { timeUnixNano }: Times,
): object {
  const point = { attributes: keyValues(attributes), timeUnixNano, asInt: String(value) };
  return { name, unit, description, gauge: { dataPoints: [point] } };
}

/** Bucket counts of OTLP are each bucket's own, the last of what is above all bounds. */
function pointOf(histogram: LatencyHistogram): object {
  const { count, meanUs, minUs, maxUs } = histogram;
  const upTo = [0, ...cumulativeCounts(histogram), count];
  const bucketCounts = upTo.slice(1).map((below, at) => String(below - (upTo[at] ?? 0)));
  return {
    count: String(count),
    sum: (meanUs * count) / 1e6,
    min: minUs / 1e6,
    max: maxUs / 1e6,
    bucketCounts,
    explicitBounds: bucketBoundsS,
  };
}

function keyValues(attributes: Attributes): object[] {
  return Object.entries(attributes).map(([key, stringValue]) => ({
    key,
    value: { stringValue: stringValue.replace(/\p{Cs}/gu, '�') },
  }));
}

/** 64-bit integers are strings in the JSON encoding of protocol buffers. */
function nanos(ms: number): string {
  return `${Math.round(ms)}000000`;
}
