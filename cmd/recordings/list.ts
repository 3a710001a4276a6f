import { withDatabase } from '../../core/database/with-database.js';
import { formatBytes, formatCount } from '../../core/quantity/format.js';
import { type Recording, RecordingStore } from '../../core/recording/store/store.js';
import { createStyle, type Style, wantsColour } from '../../results/draw/terminal/style.js';
import { table } from '../../results/draw/terminal/table.js';
import { asJson, timeSpan } from './present.js';

/** Prints all recordings, as a table or as JSON. */
export async function listRecordings(databasePath: string, json: boolean): Promise<void> {
  const recordings = await withDatabase(databasePath, { readonly: true }, (db) =>
    new RecordingStore(db).list(),
  );
  const style = createStyle(wantsColour(process.stdout, process.env));
  const text = json
    ? JSON.stringify(recordings.map(asJson), null, 2)
    : recordingsTable(recordings, style).join('\n');
  process.stdout.write(`${text}\n`);
}

function recordingsTable(recordings: readonly Recording[], style: Style): string[] {
  if (recordings.length === 0)
    return ['No recordings yet: reprise record import <file> --as <name>'];
  return table(
    [
      ['name', 'events', 'size', 'captured', 'made'].map((title) => style.dim(title)),
      ...recordings.map((recording) => [
        recording.name,
        formatCount(recording.recordCount),
        formatBytes(recording.payloadBytes),
        timeSpan(recording),
        new Date(recording.createdAtMs).toISOString().slice(0, 16).replace('T', ' '),
      ]),
    ],
    ['left', 'right', 'right', 'left', 'left'],
  );
}
