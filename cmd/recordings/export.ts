import { codeOf } from '../../core/base/errors.js';
import { withDatabase } from '../../core/database/with-database.js';
import { formatCount } from '../../core/quantity/format.js';
import { writeRecords, writeRecordsFile } from '../../core/recording/export.js';
import type { RecordSelection } from '../../core/recording/selection/selection.js';
import { RecordingStore } from '../../core/recording/store/store.js';

/** Writes a recording, or what is selected of it, to a file or to standard output, and says so on standard error. */
export async function exportRecording(
  databasePath: string,
  name: string,
  out: string,
  where?: RecordSelection,
): Promise<void> {
  const count = await withDatabase(databasePath, { readonly: true }, (db) => {
    const records = new RecordingStore(db).records(name, where);
    return out === '-' ? toStandardOutput(records) : writeRecordsFile(records, out);
  });
  if (out !== '-') process.stderr.write(`Wrote ${formatCount(count)} events to ${out}.\n`);
}

async function toStandardOutput(records: Parameters<typeof writeRecords>[0]): Promise<number> {
  try {
    return await writeRecords(records, process.stdout);
  } catch (error) {
    // The reader has seen enough (`| head`).
    if (codeOf(error) === 'EPIPE') return 0;
    throw error;
  }
}
