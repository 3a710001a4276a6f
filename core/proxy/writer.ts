import type { Worker } from 'node:worker_threads';
import { messageOf, RepriseError } from '../base/errors.js';
import { startThread } from '../base/thread.js';
import type { LiveBatch } from '../recording/store/live-recording.js';
import { packBatch } from './batch-message.js';
import type { WriterCommand, WriterJob, WriterReport } from './writer-messages.js';

/** Takes batches to be recorded. */
export interface BatchWriter {
  /** Calls back once the batch is committed, which may be never. Batches are written in their order. */
  write(batch: LiveBatch, committed: () => void): void;
  /** Resolves when all is written that can be. */
  close(): Promise<void>;
}

const program = new URL('./writer-thread.js', import.meta.url);

/**
 * Writes a recording in a thread of its own: neither a commit, nor a disk that is slow or full, nor
 * another process that holds the database delays a call. `onTrouble` is told, in a sentence, each time
 * that writing begins to fail. Rejects with `RepriseError` when the recording cannot be begun.
 */
export async function startWriter(
  job: WriterJob,
  onTrouble: (message: string) => void,
): Promise<BatchWriter> {
  const writer = new ThreadWriter(startThread(program, job), onTrouble);
  await writer.started;
  return writer;
}

class ThreadWriter implements BatchWriter {
  readonly started: Promise<void>;
  readonly #worker: Worker;
  readonly #ended: Promise<void>;
  #waiting: (() => void)[] = [];

  constructor(worker: Worker, onTrouble: (message: string) => void) {
    this.#worker = worker;
    this.#ended = new Promise((resolve) => worker.once('exit', () => resolve()));
    this.started = new Promise((resolve, reject) => {
      worker.once('error', reject);
      worker.on('message', (report: WriterReport) => {
        if (report.kind === 'started') resolve();
        else if (report.kind === 'refused') reject(refusalOf(report));
        else if (report.kind === 'committed') this.#committed(report.batches);
        else onTrouble(report.message);
      });
    });
    worker.on('error', (error) => onTrouble(`The thread that records ended: ${messageOf(error)}`));
  }

  write(batch: LiveBatch, committed: () => void): void {
    this.#waiting.push(committed);
    const message = packBatch(batch);
    this.#post({ kind: 'write', batch: message }, [message.bytes.buffer]);
  }

  async close(): Promise<void> {
    this.#post({ kind: 'close' });
    await this.#ended;
  }

  #post(command: WriterCommand, transfer: ArrayBuffer[] = []): void {
    this.#worker.postMessage(command, transfer);
  }

  #committed(batches: number): void {
    for (const committed of this.#waiting.splice(0, batches)) committed();
  }
}

function refusalOf({ message, hint }: Extract<WriterReport, { kind: 'refused' }>): RepriseError {
  return new RepriseError(message, hint === undefined ? {} : { hint });
}
