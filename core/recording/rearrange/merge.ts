import { RepriseError } from '../../base/errors.js';
import { explainDatabaseError } from '../../database/database-error.js';
import type { Database } from '../../database/open.js';
import type { Recording } from '../recording.js';
import { redactionsOf } from '../redaction/applied.js';
import { selectRecords } from '../selection/select-records.js';
import { type RecordSelection, selectsAll } from '../selection/selection.js';
import { type PublishMode, RecordingStore } from '../store/store.js';
import { recordBatches } from './record-batches.js';

export interface MergeOptions {
  /** The recordings to merge: one or more, which stay as they are. */
  from: readonly string[];
  /** The new recording's name. */
  name: string;
  /** Default `refuse`. */
  mode?: PublishMode;
  /** What is taken of each. */
  where?: RecordSelection;
  /** Aborted: nothing is merged, and the reason is thrown. */
  signal?: AbortSignal;
}

/**
 * Copies recordings into one, in the order of capture times; of equal times, and where there is none,
 * in the order in which the recordings are named. What was redacted in them is known of the result,
 * with its counts as they are there. All or nothing, as an import. Resolves to how many
 * records there were. Throws `RepriseError` for a recording that does not exist, a name that is taken,
 * and when nothing is selected.
 */
export async function mergeRecordings(db: Database, options: MergeOptions): Promise<number> {
  const { from, name, mode = 'refuse', where = {}, signal } = options;
  const store = new RecordingStore(db);
  const recordings = from.map((each) => store.find(each));
  checkNotItself(from, name, mode);
  const source = `${selectsAll(where) ? '' : 'selected from '}${from.join(' + ')}`;
  store.checkName(name, mode, source);
  const staged = store.stage();
  try {
    for (const recording of recordings) {
      for (const batch of batchesOf(db, recording, where)) {
        staged.append(batch);
        await breathe(signal);
      }
    }
    const { recordCount } = staged.totals;
    if (recordCount === 0) throw nothing(from);
    store.publish(staged, name, mode, {
      ...{ source, recordCount },
      importedAtMs: Date.now(),
      skippedCount: 0,
      redactions: recordings.flatMap(({ id }) => redactionsOf(db, id)),
    });
    return recordCount;
  } catch (error) {
    store.discard(staged);
    throw explainDatabaseError(error, db.name);
  }
}

/** The batches of a recording, or of what a selection means in it. */
export function batchesOf(db: Database, recording: Recording, where: RecordSelection) {
  const selected = selectsAll(where) ? undefined : selectRecords(db, recording, where);
  return recordBatches(db, recording, selected);
}

/** Lets a signal come in between two batches, and follows it. */
export async function breathe(signal: AbortSignal | undefined): Promise<void> {
  await new Promise(setImmediate);
  signal?.throwIfAborted();
}

function checkNotItself(from: readonly string[], name: string, mode: PublishMode): void {
  if (mode !== 'append' || !from.includes(name)) return;
  throw new RepriseError(`${name} cannot be added to itself.`, {
    hint: `Leave ${name} out of the list, or say --replace.`,
  });
}

function nothing(from: readonly string[]): RepriseError {
  return new RepriseError(`There is nothing to take in ${from.join(', ')}.`, {
    hint: 'Take a --where-… away; see reprise recordings show.',
  });
}
