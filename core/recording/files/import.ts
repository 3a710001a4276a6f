import { explainDatabaseError } from '../../database/database-error.js';
import type { Database } from '../../database/open.js';
import { appliedRedaction } from '../redaction/applied.js';
import { keepSelected } from '../selection/keep-selected.js';
import { RecordingStore } from '../store/store.js';
import type { ImportOptions, ImportResult } from './import-options.js';
import { CountedRecords, ImportRun } from './import-run.js';
import { findSource } from './input.js';

export type {
  ImportOptions,
  ImportProgress,
  ImportResult,
  SkippedRecord,
} from './import-options.js';

/**
 * Imports a source into a recording, all of it or nothing: nobody sees the recording before its last
 * record is in, a failure takes out what was written, and what a killed process leaves is cleared by
 * the next import. Memory stays flat whatever the size of the source.
 *
 * Throws `RepriseError` for a source that cannot be read, a record that is not valid (with its file,
 * line and column), a name that is taken, a source without records, or a database that fails.
 */
export async function importRecording(db: Database, options: ImportOptions): Promise<ImportResult> {
  const store = new RecordingStore(db);
  const { identity, inputs } = findSource(options.source, options.stdin);
  const { name, mode = 'refuse' } = options;
  store.checkName(name, mode, identity);
  const staged = store.stage();
  try {
    const run = new ImportRun(staged, inputs, options);
    for (const input of inputs) await run.read(input);
    const read = run.finish();
    const result = { ...read, ...keepSelected(db, staged, options.source, options.where) };
    const { recordCount, skippedCount } = result;
    const importedAtMs = Date.now();
    store.publish(staged, name, mode, {
      source: identity,
      importedAtMs,
      recordCount,
      skippedCount,
      ...(options.redaction &&
        result.redaction && {
          redactions: [appliedRedaction(options.redaction, result.redaction, importedAtMs)],
        }),
    });
    return result;
  } catch (error) {
    store.discard(staged);
    throw explainDatabaseError(error, db.name);
  }
}

/**
 * Reads and redacts a source as `importRecording` does, and stores nothing: to see what the rules would
 * do. Throws `RepriseError` for the same sources.
 */
export async function rehearseImport(options: ImportOptions): Promise<ImportResult> {
  const { inputs } = findSource(options.source, options.stdin);
  const run = new ImportRun(new CountedRecords(), inputs, options);
  for (const input of inputs) await run.read(input);
  return run.finish();
}
