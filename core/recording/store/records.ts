import type { Database } from '../../database/open.js';
import { type InvocationType, invocationTypes } from '../../invoke/client.js';
import type { RecordedEvent, RecordedOutcome } from '../event.js';
import type { Recording } from '../recording.js';
import type { SeqSet } from '../selection/seq-set.js';

/** A record as it is in the database. */
export interface StoredRecord extends RecordedEvent {
  /** Position within its recording, from 0. */
  seq: number;
  /** Lower-case hex SHA-256 of the payload. */
  sha256: string;
}

/** A row of `records` with its payload. */
export interface RecordRow {
  seq: number;
  bytes: Uint8Array;
  sha256: Buffer;
  captured_at_us: number | null;
  function_name: string | null;
  qualifier: string | null;
  invocation_type: string | null;
  client_context: string | null;
  tags: string | null;
  outcome: string | null;
}

/**
 * All records of a recording in order, as they are when reading begins, whatever others write
 * meanwhile; of a selection, only those. The connection can write nothing until the iterator is done
 * or returned.
 */
export function* readRecords(
  db: Database,
  { id }: Recording,
  selected?: SeqSet,
): IterableIterator<StoredRecord> {
  const rows = db
    .prepare<[number], RecordRow>(
      `SELECT * FROM records JOIN payloads ON payloads.id = payload_id
       WHERE recording_id = ? ORDER BY seq`,
    )
    .iterate(id);
  for (const row of rows) if (selected?.has(row.seq) ?? true) yield rowToRecord(row);
}

/** The row as everything else speaks of it. */
export function rowToRecord(row: RecordRow): StoredRecord {
  const invocationType = knownType(row.invocation_type);
  return {
    seq: row.seq,
    payload: row.bytes,
    sha256: row.sha256.toString('hex'),
    ...(row.captured_at_us !== null && { capturedAtUs: row.captured_at_us }),
    ...(row.function_name !== null && { functionName: row.function_name }),
    ...(row.qualifier !== null && { qualifier: row.qualifier }),
    ...(invocationType && { invocationType }),
    ...(row.client_context !== null && { clientContext: row.client_context }),
    ...(row.tags !== null && { tags: JSON.parse(row.tags) as Record<string, string> }),
    ...(row.outcome !== null && { outcome: JSON.parse(row.outcome) as RecordedOutcome }),
  };
}

function knownType(text: string | null): InvocationType | undefined {
  return invocationTypes.find((type) => type === text);
}
