import { giveBack } from '../../core/database/give-back.js';
import { withDatabase } from '../../core/database/with-database.js';
import { formatBytes, formatCount } from '../../core/quantity/format.js';
import { RecordingStore } from '../../core/recording/store/store.js';
import { confirm } from '../confirm.js';

/** Removes a recording, after asking unless `yes`. */
export async function removeRecording(
  databasePath: string,
  name: string,
  yes: boolean,
): Promise<void> {
  await withDatabase(databasePath, {}, async (db) => {
    const store = new RecordingStore(db);
    const { recordCount, payloadBytes } = store.find(name);
    const what = `${name} (${formatCount(recordCount)} events, ${formatBytes(payloadBytes)})`;
    if (!yes && !(await confirm(`Remove the recording ${what}?`))) return;
    store.remove(name);
    process.stdout.write(
      `Removed the recording ${what}; gave back ${formatBytes(giveBack(db))}.\n`,
    );
  });
}
