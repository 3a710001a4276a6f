import { RepriseError } from '../../core/base/errors.js';
import { exitCodes } from '../../core/base/exit-codes.js';
import { withDatabase } from '../../core/database/with-database.js';
import { formatCount } from '../../core/quantity/format.js';
import {
  type ImportLogsOptions,
  type ImportLogsResult,
  importLogs,
} from '../../core/recording/aws/import-logs.js';
import type { LogQuery } from '../../core/recording/aws/log-pages.js';
import { restOf } from '../../core/recording/aws/log-source.js';
import { type RecordingDetails, RecordingStore } from '../../core/recording/store/store.js';
import { type LogQueryArgs, logQuery } from './log-query.js';
import { redactionText } from './redaction-text.js';
import { StatusLine } from './status-line.js';
import { stopOnSignal } from './stop-on-signal.js';

type RunLogsOptions = Omit<ImportLogsOptions, 'query' | 'stop' | 'onProgress'> &
  LogQueryArgs & { resume: boolean };

/** Reads a log group until all of it is there or Ctrl-C, and says what came of it. */
export async function runLogs(databasePath: string, options: RunLogsOptions): Promise<void> {
  const line = new StatusLine(process.stderr);
  const { resume, ...given } = options;
  const { signal: stop, release } = stopOnSignal();
  try {
    const [query, result] = await withDatabase(databasePath, {}, async (db) => {
      const store = new RecordingStore(db);
      const query: LogQuery = resume
        ? resumed(store.describe(given.name), given)
        : logQuery(given, Date.now());
      const mode = resume ? 'append' : given.mode;
      const onProgress: ImportLogsOptions['onProgress'] = (progress) =>
        line.show(
          () =>
            `${formatCount(progress.lineCount)} lines  ${formatCount(progress.recordCount)} events  up to ${new Date(progress.reachedMs).toISOString()}`,
        );
      return [query, await importLogs(db, { ...given, mode, query, stop, onProgress })] as const;
    });
    line.clear();
    process.stdout.write(`${summary(result, query, given.name)}\n`);
    if (result.redaction) process.stdout.write(`Redacted: ${redactionText(result.redaction)}.\n`);
    if (!result.isComplete) process.exitCode = exitCodes.interrupted;
  } finally {
    line.clear();
    release();
  }
}

/** What is left to read. Throws `RepriseError` where it would be stored without the redaction of what is there. */
function resumed(
  { name, sources, redactions }: RecordingDetails,
  { redaction }: Pick<ImportLogsOptions, 'redaction'>,
): LogQuery {
  const query = restOf(name, sources);
  if (redactions.length === 0 || redaction) return query;
  throw new RepriseError(`${name} was redacted as it was read, and no rules are given now.`, {
    hint: 'Say the --redact… flags that it was begun with as well.',
  });
}

function summary(result: ImportLogsResult, { logGroup }: LogQuery, name: string): string {
  const { lineCount, recordCount, storedCount, skippedCount, reachedMs, isComplete } = result;
  const others = recordCount - storedCount;
  const parts = [
    `Recorded ${formatCount(storedCount)} events of ${formatCount(lineCount)} lines of ${logGroup} as ${name}`,
    others > 0 ? `; ${formatCount(others)} not selected` : '',
    skippedCount > 0 ? `; ${formatCount(skippedCount)} skipped` : '',
    isComplete
      ? '.'
      : `; stopped at ${new Date(reachedMs).toISOString()}. Go on with: reprise record logs --as ${name} --resume, and the flags that say what to record`,
  ];
  return parts.join('');
}
