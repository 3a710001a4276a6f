import type { Database } from '../../database/open.js';
import type { Recording } from '../recording.js';
import { type AppliedRedaction, redactionsOf } from '../redaction/applied.js';
import type { ImportedSource } from './publish.js';

/** How many records have a certain value; those that have none are not counted. */
export interface ValueCount {
  value: string;
  count: number;
}

/** All that `recordings show` says of a recording. */
export interface RecordingDetails extends Recording {
  /** Payload sizes in bytes, by the nearest-rank method; all 0 in an empty recording. */
  sizeBytes: { p50: number; p99: number; max: number };
  distinctPayloads: number;
  functions: ValueCount[];
  qualifiers: ValueCount[];
  invocationTypes: ValueCount[];
  /** In the order in which they were imported. */
  sources: ImportedSource[];
  /** In the order in which they were begun; none where no rules were given. */
  redactions: AppliedRedaction[];
}

/** Reads all records of a recording, and none of its payloads. */
export function describeRecording(db: Database, recording: Recording): RecordingDetails {
  const { id } = recording;
  return {
    ...recording,
    sizeBytes: payloadSizes(db, recording),
    distinctPayloads: distinctPayloads(db, id),
    functions: countValues(db, id, 'function_name'),
    qualifiers: countValues(db, id, 'qualifier'),
    invocationTypes: countValues(db, id, 'invocation_type'),
    sources: db
      .prepare<[number], ImportedSource>(
        `SELECT source, imported_at_ms AS importedAtMs, record_count AS recordCount,
           skipped_count AS skippedCount
         FROM recording_sources WHERE recording_id = ? ORDER BY position`,
      )
      .all(id),
    redactions: redactionsOf(db, id),
  };
}

function payloadSizes(db: Database, { id, recordCount }: Recording): RecordingDetails['sizeBytes'] {
  const counts = db
    .prepare<[number], { size: number; count: number }>(
      `SELECT size_bytes AS size, count(*) AS count FROM records
       WHERE recording_id = ? GROUP BY size_bytes ORDER BY size_bytes`,
    )
    .all(id);
  const atRank = (rank: number): number => {
    let seen = 0;
    const found = counts.find(({ count }) => {
      seen += count;
      return seen >= rank;
    });
    return found?.size ?? 0;
  };
  return {
    p50: atRank(Math.ceil(recordCount * 0.5)),
    p99: atRank(Math.ceil(recordCount * 0.99)),
    max: counts.at(-1)?.size ?? 0,
  };
}

function distinctPayloads(db: Database, recordingId: number): number {
  return (
    db
      .prepare<[number], number>(
        'SELECT count(DISTINCT sha256) FROM records WHERE recording_id = ?',
      )
      .pluck()
      .get(recordingId) ?? 0
  );
}

function countValues(
  db: Database,
  recordingId: number,
  column: 'function_name' | 'qualifier' | 'invocation_type',
): ValueCount[] {
  return db
    .prepare<[number], ValueCount>(
      `SELECT ${column} AS value, count(*) AS count FROM records
       WHERE recording_id = ? AND ${column} IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1`,
    )
    .all(recordingId);
}
