import { outcomeKinds } from '../../core/invoke/outcome.js';
import { EventBook, type EventBookData, eventEnds } from '../../core/measure/event-book.js';
import type { LatencyHistogram } from '../../core/measure/histogram.js';
import type { Account } from '../../core/measure/run-books.js';
import type { StreamTally } from '../../core/measure/stream-tally.js';
import type { RunReport } from '../document/run-report.js';
import { bucketBoundsS, cumulativeCounts } from './buckets.js';

type Labels = Record<string, string>;

interface Family {
  name: string;
  type: 'counter' | 'gauge' | 'histogram';
  help: string;
  unit?: string;
  lines: string[];
}

interface Part {
  labels: Labels;
  part: Account;
  /** Absent where its events were not followed. */
  events?: EventBook;
}

/**
 * The run's totals in the text format of OpenMetrics 1.0 (openmetrics.io), one set for each
 * workload. It has nothing that the older text format of Prometheus does not take as well (no
 * `info` family), which is what the Pushgateway and the textfile collectors of agents read. Without
 * timestamps: a scrape has its own.
 */
export function openMetrics(report: RunReport): string {
  const { books, follow } = report;
  const parts: Part[] = books.workloads.map(({ name, functionName, qualifier = '' }, at) => ({
    labels: { workload: name, function: functionName, qualifier },
    part: books.workload(at),
    ...eventsOf(follow?.workloads[at]),
  }));
  const families = [...ofRun(report), ...counters(parts), ...gauges(parts), ...times(parts)];
  families.push(...reconciled(report));
  return `${families
    .filter(({ lines }) => lines.length > 0)
    .map(familyText)
    .join('')}# EOF\n`;
}

function eventsOf(data: EventBookData | null | undefined): Pick<Part, 'events'> {
  return data ? { events: EventBook.fromData(data) } : {};
}

function familyText({ name, type, help, unit, lines }: Family): string {
  const head = [`# TYPE ${name} ${type}`, ...(unit ? [`# UNIT ${name} ${unit}`] : [])];
  return `${[...head, `# HELP ${name} ${escaped(help)}`, ...lines].join('\n')}\n`;
}

function ofRun({ run, verdict, verdicts }: RunReport): Family[] {
  const { id, meta, status, startedAtMs, endedAtMs } = run;
  const info = { run: id, name: meta.name, status, verdict, reprise: meta.versions.reprise };
  const held = verdicts.map(({ text, verdict: kind }, at) =>
    sample(
      'reprise_expectation_held',
      { position: String(at + 1), expectation: text },
      kind === 'pass' ? 1 : 0,
    ),
  );
  const start = sample('reprise_run_start_seconds', {}, startedAtMs / 1000);
  const ended =
    endedAtMs === undefined ? [] : [sample('reprise_run_end_seconds', {}, endedAtMs / 1000)];
  return [
    family('reprise_run_info', 'gauge', 'The run these metrics are of; always 1.', [
      sample('reprise_run_info', info, 1),
    ]),
    seconds('reprise_run_start', 'gauge', 'When the run began, since the epoch.', [start]),
    seconds('reprise_run_end', 'gauge', 'When the run ended, since the epoch.', ended),
    family('reprise_expectation_held', 'gauge', '1 for an expectation that held, else 0.', held),
  ];
}

/** What CloudWatch counted in the run's minutes, and how far that is from what the run can have done. */
function reconciled({ run }: RunReport): Family[] {
  const counts = (run.meta.reconciliation?.scopes ?? []).flatMap(({ scope, counts }) => {
    const { functionName, qualifier = '', executedVersion: version = '' } = scope;
    const of = { function: functionName, qualifier, version };
    return counts.map((each) => ({ ...each, labels: { ...of, metric: each.metric } }));
  });
  const counted = counts.flatMap(({ labels, service }) =>
    service === null ? [] : [sample('reprise_cloudwatch', labels, service)],
  );
  const apart = counts.flatMap(({ labels, finding, difference }) =>
    finding === 'notThere'
      ? []
      : [
          sample(
            'reprise_cloudwatch_difference',
            labels,
            finding === 'fewer' ? -difference : difference,
          ),
        ],
  );
  return [
    family('reprise_cloudwatch', 'gauge', "CloudWatch's count in the run's minutes.", counted),
    family(
      'reprise_cloudwatch_difference',
      'gauge',
      'By how much that is above, or below 0 under, what the run can have caused.',
      apart,
    ),
  ];
}

function counters(parts: readonly Part[]): Family[] {
  const counter = (name: string, help: string, of: (each: Part) => [Labels, number][]): Family => {
    const lines = parts.flatMap((each) =>
      of(each).map(([labels, value]) =>
        sample(`${name}_total`, { ...each.labels, ...labels }, value),
      ),
    );
    return family(name, 'counter', help, lines);
  };
  return [
    counter('reprise_arrivals', 'Planned arrivals by what they ended in.', ({ part }) =>
      outcomeKinds.map((outcome) => [{ outcome }, part.outcomes[outcome]]),
    ),
    counter('reprise_events', 'Accepted events by what became of them.', ({ events }) =>
      events ? eventEnds.map((end) => [{ end }, events.counts.ends[end]]) : [],
    ),
    counter('reprise_event_duplicates', 'Events that ran to success twice or more.', (each) =>
      each.events ? [[{}, each.events.counts.duplicates]] : [],
    ),
    counter('reprise_throttles', "Throttles by Lambda's reason.", ({ part }) =>
      [...part.throttles].map(([reason, count]) => [{ reason }, count]),
    ),
    counter('reprise_errors', 'Failures by outcome and error type.', ({ part }) =>
      errorTypes(part),
    ),
    counter('reprise_executions', 'Answers by executed version.', ({ part }) =>
      [...part.versions].map(([version, count]) => [{ version }, count]),
    ),
    counter('reprise_reports', 'Answers with a REPORT.', ({ part }) => [[{}, part.reports]]),
    counter('reprise_cold_starts', 'Cold starts among the answers with a REPORT.', ({ part }) =>
      part.reports === 0 ? [] : [[{}, part.coldStarts]],
    ),
    ...streamCounters.map(([name, help, of]) =>
      counter(name, help, ({ part: { stream } }) =>
        stream.ttfb.count === 0 ? [] : [[{}, of(stream)]],
      ),
    ),
  ];
}

const streamCounters: readonly (readonly [string, string, (stream: StreamTally) => number])[] = [
  ['reprise_streams', 'Answers that were streamed to their end.', ({ ttfb }) => ttfb.count],
  ['reprise_stream_bytes', 'Of their responses.', ({ bytes }) => bytes.exactMoments.sumUs],
  ['reprise_stream_chunks', 'PayloadChunk events.', ({ chunks }) => chunks.exactMoments.sumUs],
];

/** Messages are no label: there may be as many as invocations. */
function errorTypes({ errors }: Account): [Labels, number][] {
  const counts = new Map<string, [Labels, number]>();
  for (const { kind: outcome, type, count } of errors) {
    const key = `${outcome}\n${type}`;
    counts.set(key, [{ outcome, type }, (counts.get(key)?.[1] ?? 0) + count]);
  }
  return [...counts.values()];
}

function gauges(parts: readonly Part[]): Family[] {
  const of = (name: string, read: (part: Account) => number | undefined): string[] =>
    parts.flatMap(({ labels, part }) => {
      const value = read(part);
      return value === undefined ? [] : [sample(name, labels, value)];
    });
  const reported = (read: (part: Account) => number) => (part: Account) =>
    part.reports === 0 ? undefined : read(part);
  return [
    seconds('reprise_billed', 'gauge', 'Billed duration, summed up.', [
      ...of(
        'reprise_billed_seconds',
        reported((part) => part.billedMs / 1000),
      ),
    ]),
    family('reprise_cost_dollars', 'gauge', 'What is known: requests, and duration by REPORTs.', [
      ...of('reprise_cost_dollars', ({ cost }) => (cost.of === 0 ? undefined : cost.usd)),
    ]),
    family('reprise_memory_used_megabytes', 'gauge', 'The most memory that a REPORT named.', [
      ...of(
        'reprise_memory_used_megabytes',
        reported((part) => part.maxMemoryUsedMb),
      ),
    ]),
    family('reprise_rate_asked', 'gauge', 'Arrivals per second that the load asks for.', [
      ...of('reprise_rate_asked', ({ rate }) => rate?.askedHz),
    ]),
    family('reprise_rate_planned', 'gauge', 'Arrivals per second that were planned of these.', [
      ...of('reprise_rate_planned', ({ rate }) => rate?.plannedHz),
    ]),
    family('reprise_rate_reached', 'gauge', 'Arrivals per second that were sent.', [
      ...of('reprise_rate_reached', ({ rate }) => rate?.reachedHz),
    ]),
  ];
}

function times(parts: readonly Part[]): Family[] {
  const histogramOf = (
    name: string,
    help: string,
    of: (part: Part) => LatencyHistogram | undefined,
  ): Family => {
    const lines = parts.flatMap((each) => {
      const values = of(each);
      return values ? histogramLines(`${name}_seconds`, each.labels, values) : [];
    });
    return seconds(name, 'histogram', help, lines);
  };
  const histogram = (name: string, help: string, of: (part: Account) => LatencyHistogram) =>
    histogramOf(name, help, ({ part }) => of(part));
  return [
    histogram('reprise_response', 'From the intended start to the answer.', (p) => p.response),
    histogram('reprise_service', 'From the send to the answer.', (p) => p.service),
    histogram('reprise_lateness', 'From the intended start to the send.', (p) => p.lateness),
    histogram('reprise_duration', "The REPORT's Duration.", (p) => p.duration),
    histogram('reprise_init', "The REPORT's Init Duration.", (p) => p.init),
    histogram('reprise_ttfb', 'From the intended start to the first byte.', (p) => p.stream.ttfb),
    histogram(
      'reprise_first_chunk',
      'From the intended start to the first byte of the response.',
      (p) => p.stream.firstChunk,
    ),
    histogramOf(
      'reprise_event_queue',
      'From the intended start to the first attempt.',
      ({ events }) => events?.queue,
    ),
    histogramOf(
      'reprise_event_end_to_end',
      'From the intended start to success.',
      ({ events }) => events?.endToEnd,
    ),
  ];
}

function histogramLines(name: string, labels: Labels, histogram: LatencyHistogram): string[] {
  const { count } = histogram;
  if (count === 0) return [];
  const bucket = (le: string, value: number): string =>
    sample(`${name}_bucket`, { ...labels, le }, value);
  const counts = cumulativeCounts(histogram);
  return [
    ...bucketBoundsS.map((bound, at) => bucket(canonical(bound), counts[at] ?? 0)),
    bucket('+Inf', count),
    sample(`${name}_count`, labels, count),
    sample(`${name}_sum`, labels, (histogram.meanUs * count) / 1e6),
  ];
}

function family(name: string, type: Family['type'], help: string, lines: string[]): Family {
  return { name, type, help, lines };
}

/** A family in seconds: its name ends in the unit, as OpenMetrics requires. */
function seconds(name: string, type: Family['type'], help: string, lines: string[]): Family {
  return { name: `${name}_seconds`, type, help, unit: 'seconds', lines };
}

function sample(name: string, labels: Labels, value: number): string {
  const pairs = Object.entries(labels).map(([label, text]) => `${label}="${escaped(text)}"`);
  return `${name}${pairs.length === 0 ? '' : `{${pairs.join(',')}}`} ${value}`;
}

/** Bounds are floats: `1.0`, not `1` (OpenMetrics, "Considerations: Canonical Numbers"). */
function canonical(bound: number): string {
  return Number.isInteger(bound) ? bound.toFixed(1) : String(bound);
}

function escaped(text: string): string {
  return text
    .replace(/\p{Cs}/gu, '�')
    .replaceAll('\\', '\\\\')
    .replaceAll('"', '\\"')
    .replaceAll('\r', ' ')
    .replaceAll('\n', '\\n');
}
