import type { OutcomeKind } from '../../core/invoke/outcome.js';
import type { CellData, CellKey, Detail, LedgerCell, StartKind } from '../../core/measure/cell.js';
import { LatencyHistogram } from '../../core/measure/histogram.js';
import type { StageData, StageEntry } from '../../core/measure/stage-entry.js';
import {
  type StreamData,
  type StreamMeasureName,
  streamMeasures,
} from '../../core/measure/stream-tally.js';
import { fromColumns, type HistogramColumns, toColumns } from './histogram-columns.js';

/** A row of `run_interval_stages` or `run_total_stages`, without what it is keyed by. */
export interface StageRow extends HistogramColumns<'lateness'> {
  workload: number;
  stage: number;
  due: number;
  sent: number;
  first_sent_us: number | null;
  last_sent_us: number | null;
}

/** A row of `run_interval_cells` or `run_total_cells`, without what it is keyed by. */
export interface CellRow
  extends HistogramColumns<'response'>,
    HistogramColumns<'service'>,
    HistogramColumns<'duration'>,
    HistogramColumns<'init'>,
    HistogramColumns<'billed'>,
    HistogramColumns<'memory'>,
    HistogramColumns<StreamColumn> {
  workload: number;
  stage: number;
  kind: OutcomeKind;
  start: StartKind;
  version: string;
  count: number;
  reports: number;
  billed_ms: number;
  billed_mb_ms: number;
  max_memory_used_mb: number;
  memory_size_mb: number;
  /** JSON of `Detail[]`. */
  details: string;
  recorded_ok: number;
  recorded_failed: number;
  /** JSON of `CellData['tenants']`. */
  tenants: string;
}

/** What the columns of each distribution of streamed answers begin with. */
const streamColumns = {
  ...{ ttfb: 'ttfb', firstChunk: 'first_chunk', bytes: 'stream_bytes' },
  ...{ chunks: 'stream_chunks', rate: 'stream_rate' },
} as const satisfies Record<StreamMeasureName, string>;

type StreamColumn = (typeof streamColumns)[StreamMeasureName];

const histogramColumnsOf = (name: string): string[] =>
  ['hdr', 'sum_us', 'min_us', 'max_us'].map((column) => `${name}_${column}`);

/** Columns of `StageRow`, in the order of the table. */
export const stageRowColumns: readonly string[] = [
  ...['workload', 'stage', 'due', 'sent', 'first_sent_us', 'last_sent_us'],
  ...histogramColumnsOf('lateness'),
];

/** Columns of `CellRow`, in the order of the table. */
export const cellRowColumns: readonly string[] = [
  ...['workload', 'stage', 'kind', 'start', 'version', 'count', 'reports', 'billed_ms'],
  ...['billed_mb_ms', 'max_memory_used_mb', 'memory_size_mb', 'details'],
  ...['response', 'service', 'duration', 'init', 'billed', 'memory'].flatMap(histogramColumnsOf),
  ...['recorded_ok', 'recorded_failed', 'tenants'],
  ...Object.values(streamColumns).flatMap(histogramColumnsOf),
];

/** A stage's entry as a row. */
export function stageToRow(entry: StageEntry): StageRow {
  const { workload, stage, due, sent, firstSentUs, lastSentUs, lateness } = entry;
  return {
    ...{ workload, stage, due, sent },
    first_sent_us: sent === 0 ? null : firstSentUs,
    last_sent_us: sent === 0 ? null : lastSentUs,
    ...toColumns('lateness', lateness),
  };
}

/** The opposite of `stageToRow`. */
export function rowToStage(row: StageRow): StageData {
  const { workload, stage, due, sent } = row;
  return {
    ...{ workload, stage, due, sent },
    firstSentUs: row.first_sent_us ?? Number.POSITIVE_INFINITY,
    lastSentUs: row.last_sent_us ?? Number.NEGATIVE_INFINITY,
    lateness: fromColumns('lateness', row),
  };
}

/** A cell as a row. */
export function cellToRow(cell: LedgerCell): CellRow {
  return {
    ...cell.key,
    count: cell.count,
    reports: cell.reports,
    billed_ms: cell.billedMs,
    billed_mb_ms: cell.billedMbMs,
    max_memory_used_mb: cell.maxMemoryUsedMb,
    memory_size_mb: cell.memorySizeMb,
    details: JSON.stringify([...cell.details.values()]),
    recorded_ok: cell.recordedOk,
    recorded_failed: cell.recordedFailed,
    tenants: JSON.stringify([...cell.tenants]),
    ...toColumns('response', cell.response),
    ...toColumns('service', cell.service),
    ...toColumns('duration', cell.duration),
    ...toColumns('init', cell.init),
    ...toColumns('billed', cell.billed),
    ...toColumns('memory', cell.memory),
    ...streamToColumns(cell.stream),
  };
}

function streamToColumns(stream: LedgerCell['stream']): HistogramColumns<StreamColumn> {
  const columns = streamMeasures.map((measure) =>
    toColumns(streamColumns[measure], stream?.[measure] ?? nothing),
  );
  return Object.assign({}, ...columns) as HistogramColumns<StreamColumn>;
}

const nothing = new LatencyHistogram();

/** Whatever was streamed has a time to its first byte. */
function columnsToStream(row: CellRow): { stream?: StreamData } {
  if (row.ttfb_hdr === null) return {};
  const entries = streamMeasures.map((measure) => [
    measure,
    fromColumns(streamColumns[measure], row),
  ]);
  return { stream: Object.fromEntries(entries) as StreamData };
}

/** The opposite of `cellToRow`. */
export function rowToCell(row: CellRow): CellData {
  const { workload, stage, kind, start, version, count, reports } = row;
  return {
    ...{ workload, stage, kind, start, version, count, reports },
    billedMs: row.billed_ms,
    billedMbMs: row.billed_mb_ms,
    maxMemoryUsedMb: row.max_memory_used_mb,
    memorySizeMb: row.memory_size_mb,
    details: JSON.parse(row.details) as Detail[],
    recordedOk: row.recorded_ok,
    recordedFailed: row.recorded_failed,
    tenants: JSON.parse(row.tenants) as CellData['tenants'],
    response: fromColumns('response', row),
    service: fromColumns('service', row),
    duration: fromColumns('duration', row),
    init: fromColumns('init', row),
    billed: fromColumns('billed', row),
    memory: fromColumns('memory', row),
    ...columnsToStream(row),
  };
}

/** One text for each different key. */
export function cellKeyText({ workload, stage, kind, start, version }: CellKey): string {
  return `${workload}/${stage}/${kind}/${start}/${version}`;
}
