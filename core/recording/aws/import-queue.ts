import type { Message } from '@aws-sdk/client-sqs';
import { RepriseError } from '../../base/errors.js';
import { explainDatabaseError } from '../../database/database-error.js';
import type { Database } from '../../database/open.js';
import { JsonValue } from '../../json/spans.js';
import { messagesIn } from '../files/sqs.js';
import { appliedRedaction } from '../redaction/applied.js';
import { createRedactor, type RedactionCounts, type Redactor } from '../redaction/redactor.js';
import type { RedactionRules } from '../redaction/rule.js';
import { keepSelected } from '../selection/keep-selected.js';
import { seqsOf } from '../selection/retain.js';
import type { RecordSelection } from '../selection/selection.js';
import { type PublishMode, RecordingStore, type StagedRecording } from '../store/store.js';
import { explainServiceError, type ServiceOptions } from './client-options.js';
import { batchSize, loadQueues, type Queue } from './queue-client.js';

export interface ImportQueueOptions extends ServiceOptions {
  queueUrl: string;
  /** The recording's name. */
  name: string;
  mode: PublishMode;
  /** At most so many messages. */
  max: number;
  /** How long others do not see what is being read, in seconds. */
  visibilityTimeoutS: number;
  /** How long to wait for a message before the queue counts as empty; at most 20 s. */
  waitS: number;
  /** Delete what is in the recording, once it is committed. Otherwise everything stays in the queue. */
  delete: boolean;
  /** Leave out messages that are no events. They stay in the queue. */
  skipInvalid: boolean;
  /** What is taken out of the records before they are stored. */
  redaction?: RedactionRules;
  /** What is kept of what was read; default: all. The rest stays in the queue. */
  where?: RecordSelection;
  /** Aborted: what has come is kept. */
  stop: AbortSignal;
  onProgress?: (recordCount: number) => void;
}

export interface ImportQueueResult {
  recordCount: number;
  payloadBytes: number;
  skippedCount: number;
  /** Messages that were asked to be deleted and are gone. */
  deletedCount: number;
  /** Messages that could not be given back, or not deleted: they come back by themselves. */
  failedCount: number;
  /** What the rules did, when there were some. */
  redaction?: RedactionCounts;
}

/**
 * Reads a queue into a recording until it is empty. Messages are left in it, visible again at the end,
 * or deleted after the recording has been committed. Throws `RepriseError` for what the service refuses, a
 * message that is no event, a queue without messages or none that is selected, or a name that is taken;
 * then nothing is recorded and all messages are given back.
 */
export async function importQueue(
  db: Database,
  options: ImportQueueOptions,
): Promise<ImportQueueResult> {
  const store = new RecordingStore(db);
  store.checkName(options.name, options.mode, options.queueUrl);
  const queues = await loadQueues(options);
  const redactor = options.redaction && createRedactor(options.redaction);
  const reading = new QueueReading(store.stage(), redactor, options);
  const queue = queues.open(options);
  const given = new Set<string>();
  try {
    await reading.readAll(queue, given);
    const recorded = reading.publish(db, store);
    const deletedCount = options.delete ? await queue.delete(recorded) : 0;
    for (const receipt of options.delete ? recorded : []) given.delete(receipt);
    const failed = await queue.giveBack([...given]);
    const undeleted = options.delete ? recorded.length - deletedCount : 0;
    return { ...reading.result(), deletedCount, failedCount: failed + undeleted };
  } catch (error) {
    if (!reading.isPublished) {
      store.discard(reading.staged);
      await queue.giveBack([...given]).catch(() => {});
    }
    throw explainDatabaseError(explainServiceError(error, `Reading ${options.queueUrl}`), db.name);
  } finally {
    queues.close();
  }
}

/** A message that was read, and the numbers of its events in what is staged: none where it was refused. */
interface TakenMessage {
  /** Of its last delivery: an older receipt may no longer delete it (SQS API reference, DeleteMessage). */
  receipt: string;
  seqs: readonly number[];
}

/** What has been read of a queue. */
class QueueReading {
  readonly staged: StagedRecording;
  isPublished = false;
  readonly #options: ImportQueueOptions;
  readonly #redactor: Redactor | undefined;
  #redaction: RedactionCounts | undefined;
  /** By its id: a message may be delivered more than once. */
  readonly #taken = new Map<string, TakenMessage>();
  #skippedCount = 0;

  constructor(
    staged: StagedRecording,
    redactor: Redactor | undefined,
    options: ImportQueueOptions,
  ) {
    this.staged = staged;
    this.#redactor = redactor;
    this.#options = options;
  }

  /** Receives until the queue is empty, enough has come, or it is stopped. */
  async readAll(queue: Queue, given: Set<string>): Promise<void> {
    const { max, stop, onProgress } = this.#options;
    while (this.#taken.size < max && !stop.aborted) {
      const messages = await queue.receive(Math.min(batchSize, max - this.#taken.size));
      if (messages.length === 0) return;
      for (const { MessageId, ReceiptHandle } of messages) {
        given.delete(this.#taken.get(MessageId ?? '')?.receipt ?? '');
        given.add(ReceiptHandle ?? '');
      }
      for (const message of messages) this.#take(message);
      onProgress?.(this.staged.totals.recordCount);
    }
  }

  /** Gives the receipts of the messages all of whose events are in the recording then. */
  publish(db: Database, store: RecordingStore): string[] {
    const { name, mode, queueUrl, where, redaction } = this.#options;
    if (this.staged.totals.recordCount === 0) {
      throw new RepriseError(`There is no message to record in ${queueUrl}.`, {
        hint: 'Somebody else may have received them: they come back when their visibility timeout is over.',
      });
    }
    const { recordCount } = keepSelected(db, this.staged, queueUrl, where);
    const kept = seqsOf(db, this.staged);
    const importedAtMs = Date.now();
    this.#redaction = this.#redactor?.takeCounts();
    store.publish(this.staged, name, mode, {
      ...{ source: queueUrl, importedAtMs, recordCount, skippedCount: this.#skippedCount },
      ...(redaction &&
        this.#redaction && {
          redactions: [appliedRedaction(redaction, this.#redaction, importedAtMs)],
        }),
    });
    this.isPublished = true;
    return [...this.#taken.values()]
      .filter(({ seqs }) => seqs.length > 0 && seqs.every((seq) => kept.has(seq)))
      .map(({ receipt }) => receipt);
  }

  result(): Omit<ImportQueueResult, 'deletedCount' | 'failedCount'> {
    const { recordCount, payloadBytes } = this.staged.totals;
    return {
      ...{ recordCount, payloadBytes, skippedCount: this.#skippedCount },
      ...(this.#redaction && { redaction: this.#redaction }),
    };
  }

  #take(message: Message): void {
    const { MessageId = '', ReceiptHandle = '' } = message;
    const again = this.#taken.get(MessageId);
    if (again) {
      again.receipt = ReceiptHandle;
      return;
    }
    const taken: TakenMessage = { receipt: ReceiptHandle, seqs: [] };
    this.#taken.set(MessageId, taken);
    const bytes = Buffer.from(JSON.stringify({ Messages: [message] }));
    const refuse = (_: JsonValue, reason: string): void => this.#refuse(MessageId, reason);
    const found = [...messagesIn(JsonValue.of(bytes), refuse)];
    if (found.length === 0) return;
    const first = this.staged.totals.recordCount;
    this.staged.append(found.map((event) => this.#redactor?.redact(event) ?? event));
    taken.seqs = found.map((_, i) => first + i);
  }

  #refuse(messageId: string, reason: string): void {
    this.#skippedCount += 1;
    if (this.#options.skipInvalid) return;
    throw new RepriseError(`The message ${messageId} cannot be recorded: ${reason}`, {
      hint: 'Say --skip-invalid to leave such messages out. Nothing was recorded, and all are in the queue.',
    });
  }
}
