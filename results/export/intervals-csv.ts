import { outcomeKinds } from '../../core/invoke/outcome.js';
import { type Breakdown, fold } from '../../core/measure/fold.js';
import type { LatencyHistogram } from '../../core/measure/histogram.js';
import type { Interval } from '../../core/measure/interval.js';
import { Ledger } from '../../core/measure/ledger.js';
import type { StreamTally } from '../../core/measure/stream-tally.js';
import type { RunDetails } from '../document/run-details.js';
import type { RunReport } from '../document/run-report.js';
import { csvRow } from './csv-text.js';

const percentiles = { p50: 50, p90: 90, p99: 99, p999: 99.9, max: 100 };

const columns: readonly string[] = [
  ...['second', 'time', 'workload', 'stages', 'in_flight', 'max_in_flight', 'due', 'sent'],
  ...outcomeKinds,
  ...['response', 'service', 'lateness'].flatMap(percentileColumns),
  ...['ttfb', 'first_chunk'].flatMap(percentileColumns),
  ...['streams', 'stream_bytes', 'stream_chunks'],
];

function percentileColumns(measure: string): string[] {
  return Object.keys(percentiles).map((name) => `${measure}_${name}_us`);
}

/**
 * Each second of the run as a row, one for each workload in which something came due or ended.
 * `in_flight` is of the whole run. A distribution without values has empty cells.
 */
export function* intervalsCsv(report: RunReport, details: RunDetails): Iterable<string> {
  yield csvRow(columns);
  const { workloads } = report.books;
  for (const interval of details.intervals()) {
    const ledger = Ledger.fromData(interval.ledger);
    for (const [at, { name, stages }] of workloads.entries()) {
      const part = fold(ledger, {
        cell: ({ key }) => key.workload === at,
        stage: ({ workload }) => workload === at,
      });
      if (part.due === 0 && outcomeKinds.every((kind) => part.outcomes[kind] === 0)) continue;
      const now = [...ledger.stages()].filter(({ workload, due }) => workload === at && due > 0);
      const names = now.map(({ stage }) => stages[stage]?.name ?? '').join(' | ');
      yield csvRow([...timeCells(report, interval), name, names, ...numbers(interval, part)]);
    }
  }
}

function timeCells({ run }: RunReport, { second }: Interval): [number, string] {
  return [second, new Date(run.startedAtMs + second * 1000).toISOString()];
}

function numbers(interval: Interval, part: Breakdown): (number | undefined)[] {
  return [
    ...[interval.inFlight, interval.maxInFlight, part.due, part.sent],
    ...outcomeKinds.map((kind) => part.outcomes[kind]),
    ...[part.response, part.service, part.lateness].flatMap(percentilesOf),
    ...ofStreams(part.stream),
  ];
}

function ofStreams({ ttfb, firstChunk, bytes, chunks }: StreamTally): (number | undefined)[] {
  const { count } = ttfb;
  const sums = [bytes, chunks].map((each) => (count === 0 ? undefined : each.exactMoments.sumUs));
  return [...[ttfb, firstChunk].flatMap(percentilesOf), count, ...sums];
}

function percentilesOf(histogram: LatencyHistogram): (number | undefined)[] {
  return Object.values(percentiles).map((percentile) =>
    histogram.count === 0 ? undefined : histogram.percentileUs(percentile),
  );
}
