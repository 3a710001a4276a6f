import { parentPort, workerData } from 'node:worker_threads';
import { defined } from '../base/defined.js';
import { messageOf, RepriseError } from '../base/errors.js';
import { explainDatabaseError } from '../database/database-error.js';
import { openDatabase } from '../database/open.js';
import { LiveRecording } from '../recording/store/live-recording.js';
import { unpackBatch } from './batch-message.js';
import { BatchQueue } from './batch-queue.js';
import type { WriterCommand, WriterJob, WriterReport } from './writer-messages.js';

/** The program of the thread that writes the recording; `workerData` is its `WriterJob`. */
function main({ databasePath, recording: options }: WriterJob): void {
  const report = (message: WriterReport): void => parentPort?.postMessage(message);
  const explain = (thrown: unknown): unknown => explainDatabaseError(thrown, databasePath);
  try {
    const db = openDatabase(databasePath);
    const recording = LiveRecording.start(db, options);
    const queue = new BatchQueue({
      append: (batch) => recording.append(batch),
      committed: (batches) => report({ kind: 'committed', batches }),
      trouble: (thrown) => report({ kind: 'trouble', message: messageOf(explain(thrown)) }),
    });
    parentPort?.on('message', (command: WriterCommand) => {
      if (command.kind === 'write') queue.write(unpackBatch(command.batch));
      else end();
    });
    const end = (): void => {
      queue.close();
      recording.close();
      db.close();
      parentPort?.close();
    };
    report({ kind: 'started' });
  } catch (thrown) {
    const error = explain(thrown);
    const hint = error instanceof RepriseError ? error.hint : undefined;
    report({ kind: 'refused', message: messageOf(error), ...defined({ hint }) });
    parentPort?.close();
  }
}

main(workerData as WriterJob);
