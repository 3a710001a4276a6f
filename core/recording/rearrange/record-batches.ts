import type { Database } from '../../database/open.js';
import type { Recording } from '../recording.js';
import type { SeqSet } from '../selection/seq-set.js';
import { type RecordRow, rowToRecord, type StoredRecord } from '../store/records.js';

/** As many records, or bytes of payloads, are in memory at once. */
const maxRecords = 2000;
const maxBytes = 8 * 1024 * 1024;

/**
 * The records of a recording in order, in batches of at most 2,000 records and 8 MiB (or one record
 * that is larger). Unlike `readRecords` it holds no statement open between batches, so that the same
 * connection may write.
 */
export function* recordBatches(
  db: Database,
  { id, recordCount }: Pick<Recording, 'id' | 'recordCount'>,
  selected?: SeqSet,
): Generator<StoredRecord[], void, void> {
  const sizes = db
    .prepare<[number, number], number>(
      `SELECT size_bytes FROM records WHERE recording_id = ? AND seq >= ? ORDER BY seq LIMIT ${maxRecords}`,
    )
    .pluck();
  const records = db.prepare<[number, number, number], RecordRow>(
    `SELECT * FROM records JOIN payloads ON payloads.id = payload_id
     WHERE recording_id = ? AND seq >= ? AND seq < ? ORDER BY seq`,
  );
  for (let seq = 0; seq < recordCount; ) {
    const end = seq + Math.min(fitting(sizes.all(id, seq)), recordCount - seq);
    if (end === seq) return;
    yield records
      .all(id, seq, end)
      .filter((row) => selected?.has(row.seq) ?? true)
      .map(rowToRecord);
    seq = end;
  }
}

/** How many of these sizes fit into a batch; at least the first. */
function fitting(sizes: readonly number[]): number {
  let bytes = 0;
  const tooMany = sizes.findIndex((size, i) => {
    bytes += size;
    return i > 0 && bytes > maxBytes;
  });
  return tooMany < 0 ? sizes.length : tooMany;
}
