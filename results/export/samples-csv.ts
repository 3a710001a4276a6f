import type { PlannedWorkload } from '../../core/measure/run-books.js';
import { isKeptAsSlow, type KeptSample } from '../../core/measure/sample-keeper.js';
import type { RunDetails } from '../document/run-details.js';
import type { RunReport } from '../document/run-report.js';
import { csvRow } from './csv-text.js';

const columns: readonly string[] = [
  ...['index', 'workload', 'stage', 'payload', 'intended_us', 'sent_us', 'answered_us'],
  ...['response_us', 'service_us', 'outcome', 'type', 'message', 'status_code', 'request_id'],
  ...['version', 'duration_ms', 'init_duration_ms', 'billed_duration_ms'],
  'lateness_us',
  ...['tenant_id', 'durable_execution_arn'],
  ...['ttfb_us', 'first_chunk_us', 'stream_bytes', 'stream_chunks', 'stream_bytes_per_s'],
  'trace_id',
];

/**
 * The invocations that were kept one by one (the first failures of each kind, a uniform choice of
 * the rest) as rows. Times are microseconds of the run, `payload` its position in the workload's.
 */
export function* samplesCsv({ books }: RunReport, details: RunDetails): Iterable<string> {
  yield sampleHeader;
  for (const sample of details.samples())
    if (!isKeptAsSlow(sample)) yield sampleRow(sample, books.workloads);
}

/** The names of the columns of `sampleRow`. */
export const sampleHeader = csvRow(columns);

/** One invocation of such a plan. */
export function sampleRow(sample: KeptSample, workloads: readonly PlannedWorkload[]): string {
  const workload = workloads[sample.workload];
  const stage = workload?.stages[sample.stage];
  return csvRow([sample.index, workload?.name, stage?.name, ...rest(sample)]);
}

function rest(sample: KeptSample): (string | number | undefined)[] {
  const { intendedUs, sentUs, answeredUs } = sample;
  return [
    ...[sample.payload, whole(intendedUs), whole(sentUs), whole(answeredUs)],
    ...(wasAnswered(sample)
      ? [whole(answeredUs - intendedUs), whole(answeredUs - sentUs)]
      : [undefined, undefined]),
    ...[sample.kind, sample.type, sample.message, sample.statusCode, sample.requestId],
    ...[sample.version, sample.durationMs, sample.initDurationMs, sample.billedDurationMs],
    sample.kind === 'dropped' ? undefined : whole(sentUs - intendedUs),
    ...[sample.tenantId, sample.durableExecutionArn],
    ...ofStream(sample.stream),
    sample.traceId,
  ];
}

function ofStream(stream: KeptSample['stream']): (number | undefined)[] {
  const { ttfbUs, firstChunkUs, bytes, chunks, bytesPerS } = stream ?? {};
  return [...[ttfbUs, firstChunkUs].map(whole), bytes, chunks, whole(bytesPerS)];
}

/** Dropped: it was never sent. Aborted: it was, and has no answer. */
function wasAnswered({ kind }: KeptSample): boolean {
  return kind !== 'aborted' && kind !== 'dropped';
}

/** Intended times are fractions of a microsecond, which nobody needs in a table. */
function whole(us: number | undefined): number | undefined {
  return us === undefined ? undefined : Math.round(us);
}
