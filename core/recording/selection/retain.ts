import { defined } from '../../base/defined.js';
import type { Database } from '../../database/open.js';
import type { StagedRecording } from '../store/staged-recording.js';
import { selectRecords } from './select-records.js';
import type { RecordSelection } from './selection.js';
import type { SeqSet } from './seq-set.js';

const recordsPerDelete = 2000;

/**
 * Takes out of a staged recording what a selection does not mean, in short transactions. It is done
 * when all is staged, since a relative time and a first of equals are known only then. Throws as
 * `selectRecords` does. `firstPlace` is the place of its first record in what is selected from, where
 * that is staged part by part.
 */
export function retain(
  db: Database,
  staged: StagedRecording,
  selection: RecordSelection,
  firstPlace?: number,
): void {
  staged.settle();
  const { recordCount, firstCapturedAtUs } = staged.totals;
  const selected = selectRecords(
    db,
    {
      id: staged.id,
      recordCount,
      ...defined({ firstPlace, firstCapturedAtUs }),
    },
    selection,
  );
  if (selected.count === recordCount) return;
  deleteOthers(db, staged.id, recordCount, selected);
  recount(db, staged);
}

function deleteOthers(db: Database, id: number, recordCount: number, selected: SeqSet): void {
  const chosen = `FROM records WHERE recording_id = ? AND seq IN (SELECT value FROM json_each(?))`;
  const payloads = db.prepare(`DELETE FROM payloads WHERE id IN (SELECT payload_id ${chosen})`);
  const records = db.prepare(`DELETE ${chosen}`);
  const deleteSome = db.transaction((seqs: string) => {
    payloads.run(id, seqs);
    records.run(id, seqs);
  });
  for (let from = 0; from < recordCount; from += recordsPerDelete) {
    const count = Math.min(recordsPerDelete, recordCount - from);
    const others = Array.from({ length: count }, (_, i) => from + i).filter(
      (seq) => !selected.has(seq),
    );
    if (others.length > 0) deleteSome.immediate(JSON.stringify(others));
  }
}

interface TotalsRow {
  recordCount: number;
  payloadBytes: number;
  timedCount: number;
  first: number | null;
  last: number | null;
}

function recount(db: Database, { id, totals }: StagedRecording): void {
  const row = db
    .prepare<[number], TotalsRow>(
      `SELECT count(*) AS recordCount, coalesce(sum(size_bytes), 0) AS payloadBytes,
         count(captured_at_us) AS timedCount, min(captured_at_us) AS first, max(captured_at_us) AS last
       FROM records WHERE recording_id = ?`,
    )
    .get(id);
  if (!row) return;
  const { first, last, ...counts } = row;
  Object.assign(totals, {
    ...counts,
    firstCapturedAtUs: first ?? undefined,
    lastCapturedAtUs: last ?? undefined,
    // The numbers have gaps now: publishing sorts, which numbers anew.
    isInOrder: false,
  });
}

/** The numbers of the records that a staged recording still has, before it is published. */
export function seqsOf(db: Database, staged: StagedRecording): ReadonlySet<number> {
  staged.settle();
  const seqs = db
    .prepare<[number], number>('SELECT seq FROM records WHERE recording_id = ?')
    .pluck()
    .all(staged.id);
  return new Set(seqs);
}
