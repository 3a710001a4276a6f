import { parseTimeUs } from '../capture-time.js';
import type { ImportContext, Importer } from './importer.js';
import { readLogLine } from './log-line.js';
import { withOrigin } from './log-origin.js';
import { columnAt, columnsOf, type OpenTable, readTable, textOf } from './table.js';

/** Results of CloudWatch Logs Insights as its console exports them: CSV with the columns that were asked for. */
export const cloudWatchCsv: Importer = {
  describe: 'CloudWatch Logs Insights results as CSV: columns @timestamp and @message',
  isLog: true,
  recognises: (head) => columnsOf(head).includes('@message'),
  read: (stream, context) => readTable(stream, context, openResults(context)),
};

function openResults(context: ImportContext): OpenTable {
  return (columns) => {
    const at = (name: string): number => columnAt(columns, [name]);
    const messageAt = at('@message');
    if (messageAt < 0) return 'There is no column @message.';
    return function* ({ fields }, refuse) {
      const found = readLogLine(textOf(fields[messageAt]), context);
      if (found?.kind === 'fault') refuse(found.message);
      if (found?.kind !== 'event') return;
      yield withOrigin(found.event, {
        capturedAtUs: parseTimeUs(textOf(fields[at('@timestamp')])),
        logGroup: textOf(fields[at('@log')]),
        logStream: textOf(fields[at('@logstream')]),
      });
    };
  };
}
