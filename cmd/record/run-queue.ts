import { RepriseError } from '../../core/base/errors.js';
import { exitCodes } from '../../core/base/exit-codes.js';
import { withDatabase } from '../../core/database/with-database.js';
import { formatBytes, formatCount } from '../../core/quantity/format.js';
import {
  type ImportQueueOptions,
  type ImportQueueResult,
  importQueue,
} from '../../core/recording/aws/import-queue.js';
import { confirm } from '../confirm.js';
import { redactionText } from './redaction-text.js';
import { StatusLine } from './status-line.js';
import { stopOnSignal } from './stop-on-signal.js';

type RunQueueOptions = Omit<ImportQueueOptions, 'stop' | 'onProgress'> & { yes: boolean };

/** Reads a queue until it is empty or Ctrl-C, and says what came of it. */
export async function runQueue(databasePath: string, options: RunQueueOptions): Promise<void> {
  const { yes, ...given } = options;
  checkNumbers(given);
  const question = `Delete the messages from ${given.queueUrl} once they are recorded?`;
  if (given.delete && !yes && !(await confirm(question))) {
    throw new RepriseError('Nothing was read, and nothing deleted.', {
      hint: 'Leave out --delete to record the messages and leave them in the queue.',
      exitCode: exitCodes.interrupted,
    });
  }
  const line = new StatusLine(process.stderr);
  const { signal: stop, release } = stopOnSignal();
  const onProgress = (recordCount: number): void =>
    line.show(() => `${formatCount(recordCount)} messages`);
  try {
    const result = await withDatabase(databasePath, {}, (db) =>
      importQueue(db, { ...given, stop, onProgress }),
    );
    line.clear();
    process.stdout.write(`${summary(result, given)}\n`);
    if (result.redaction) process.stdout.write(`Redacted: ${redactionText(result.redaction)}.\n`);
  } finally {
    line.clear();
    release();
  }
}

/** SQS API reference, ReceiveMessage: waits up to 20 s, visibility timeouts up to 12 hours. */
function checkNumbers({ max, waitS, visibilityTimeoutS }: Omit<RunQueueOptions, 'yes'>): void {
  checkWhole('--max', max, 1, Number.MAX_SAFE_INTEGER);
  checkWhole('--wait', waitS, 0, 20);
  checkWhole('--visibility-timeout', visibilityTimeoutS, 1, 43_200);
}

function checkWhole(option: string, value: number, least: number, most: number): void {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  throw new RepriseError(`${option} is not a whole number from ${least} to ${most}.`, {
    hint: `Give one: ${option} ${Math.min(most, 20)}.`,
  });
}

function summary(
  result: ImportQueueResult,
  { name, delete: isDeleting }: { name: string; delete: boolean },
): string {
  const { recordCount, payloadBytes, skippedCount, deletedCount, failedCount } = result;
  return [
    `Recorded ${formatCount(recordCount)} message${recordCount === 1 ? '' : 's'} (${formatBytes(payloadBytes)}) as ${name}`,
    skippedCount > 0 ? `; ${formatCount(skippedCount)} skipped` : '',
    isDeleting
      ? `; deleted ${formatCount(deletedCount)} from the queue.`
      : '; all are still in the queue.',
    failedCount > 0
      ? ` ${formatCount(failedCount)} come back when their visibility timeout is over.`
      : '',
  ].join('');
}
