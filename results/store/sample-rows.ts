import type { OutcomeKind } from '../../core/invoke/outcome.js';
import type { KeptSample } from '../../core/measure/sample-keeper.js';
import type { StreamedSample } from '../../core/measure/streamed-sample.js';

/** A row of `run_samples`, without the run. */
export interface SampleRow {
  slot: string;
  arrival_index: number;
  workload: number;
  stage: number;
  payload: number;
  intended_us: number;
  sent_us: number;
  answered_us: number;
  kind: OutcomeKind;
  type: string | null;
  message: string | null;
  status_code: number | null;
  request_id: string | null;
  version: string | null;
  duration_ms: number | null;
  init_duration_ms: number | null;
  billed_duration_ms: number | null;
  tenant_id: string | null;
  durable_execution_arn: string | null;
  ttfb_us: number | null;
  first_chunk_us: number | null;
  stream_bytes: number | null;
  stream_chunks: number | null;
  stream_bytes_per_s: number | null;
  trace_id: string | null;
}

/** Columns of `SampleRow`, in the order of the table. */
export const sampleRowColumns: readonly string[] = [
  ...['slot', 'arrival_index', 'workload', 'stage', 'payload', 'intended_us', 'sent_us'],
  ...['answered_us', 'kind', 'type', 'message', 'status_code', 'request_id', 'version'],
  ...['duration_ms', 'init_duration_ms', 'billed_duration_ms', 'tenant_id'],
  'durable_execution_arn',
  ...['ttfb_us', 'first_chunk_us', 'stream_bytes', 'stream_chunks', 'stream_bytes_per_s'],
  'trace_id',
];

/** A kept sample as a row. */
export function sampleToRow(sample: KeptSample): SampleRow {
  // One literal: spread parts would make each row an object of its own shape, of five kilobytes.
  return {
    slot: sample.slot,
    workload: sample.workload,
    stage: sample.stage,
    payload: sample.payload,
    kind: sample.kind,
    arrival_index: sample.index,
    intended_us: sample.intendedUs,
    sent_us: sample.sentUs,
    answered_us: sample.answeredUs,
    type: sample.type ?? null,
    message: sample.message ?? null,
    status_code: sample.statusCode ?? null,
    request_id: sample.requestId ?? null,
    version: sample.version ?? null,
    duration_ms: sample.durationMs ?? null,
    init_duration_ms: sample.initDurationMs ?? null,
    billed_duration_ms: sample.billedDurationMs ?? null,
    tenant_id: sample.tenantId ?? null,
    durable_execution_arn: sample.durableExecutionArn ?? null,
    ttfb_us: sample.stream?.ttfbUs ?? null,
    first_chunk_us: sample.stream?.firstChunkUs ?? null,
    stream_bytes: sample.stream?.bytes ?? null,
    stream_chunks: sample.stream?.chunks ?? null,
    stream_bytes_per_s: sample.stream?.bytesPerS ?? null,
    trace_id: sample.traceId ?? null,
  };
}

/** The opposite of `sampleToRow`. */
export function rowToSample(row: SampleRow): KeptSample {
  const { slot, workload, stage, payload, kind } = row;
  return {
    ...{ slot, workload, stage, payload, kind },
    index: row.arrival_index,
    intendedUs: row.intended_us,
    sentUs: row.sent_us,
    answeredUs: row.answered_us,
    ...(row.type !== null && { type: row.type }),
    ...(row.message !== null && { message: row.message }),
    ...(row.status_code !== null && { statusCode: row.status_code }),
    ...(row.request_id !== null && { requestId: row.request_id }),
    ...(row.version !== null && { version: row.version }),
    ...(row.duration_ms !== null && { durationMs: row.duration_ms }),
    ...(row.init_duration_ms !== null && { initDurationMs: row.init_duration_ms }),
    ...(row.tenant_id !== null && { tenantId: row.tenant_id }),
    ...(row.durable_execution_arn !== null && { durableExecutionArn: row.durable_execution_arn }),
    ...(row.trace_id !== null && { traceId: row.trace_id }),
    ...(row.billed_duration_ms !== null && { billedDurationMs: row.billed_duration_ms }),
    ...(row.ttfb_us !== null && { stream: rowToStream(row, row.ttfb_us) }),
  };
}

function rowToStream(row: SampleRow, ttfbUs: number): StreamedSample {
  return {
    ...{ ttfbUs, bytes: row.stream_bytes ?? 0, chunks: row.stream_chunks ?? 0 },
    ...(row.first_chunk_us !== null && { firstChunkUs: row.first_chunk_us }),
    ...(row.stream_bytes_per_s !== null && { bytesPerS: row.stream_bytes_per_s }),
  };
}
