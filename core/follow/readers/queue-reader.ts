import type { Message } from '@aws-sdk/client-sqs';
import { RepriseError } from '../../base/errors.js';
import { explainServiceError } from '../../recording/aws/client-options.js';
import { batchSize, type Queue, type Queues } from '../../recording/aws/queue-client.js';
import { maxQueueMessages } from '../../recording/aws/queue-quota.js';
import { evidenceInMessage } from '../message-evidence.js';
import { type Reader, type ReaderContext, type ReaderState, unread } from './reader.js';

/** What is read of a queue. */
export interface QueueReading {
  queueArn: string;
  /** Deletes the messages of the run's own events, once what they tell is kept. */
  consume: boolean;
  /** How long messages stay out of sight, so that each is read once; in seconds. */
  visibilityTimeoutS: number;
  /** How long to wait for a message before the queue counts as empty, in seconds. */
  waitS: number;
}

/** So many receive at once: one alone gets ten messages in each round trip. */
const receivers = 4;

/**
 * Reads a destination's queue or a dead-letter queue until it is empty. Messages stay in it, out of
 * sight until the reader is closed, or the visibility timeout is over.
 */
export class QueueReader implements Reader {
  readonly source: string;
  readonly state: ReaderState;
  readonly #reading: QueueReading;
  readonly #context: ReaderContext;
  readonly #queues: Queues;
  /** Receipts of what is held, by the id of the message. */
  readonly #held = new Map<string, string>();
  #queue: Queue | undefined;

  constructor(
    reading: QueueReading,
    context: ReaderContext,
    queues: Queues,
    state: ReaderState = unread(),
  ) {
    this.source = reading.queueArn;
    this.state = state;
    this.#reading = reading;
    this.#context = context;
    this.#queues = queues;
  }

  async read(): Promise<void> {
    const { stop, lagMs, nowMs } = this.#context;
    const beganMs = nowMs();
    try {
      const queue = await this.#open();
      await Promise.all(Array.from({ length: receivers }, () => this.#drain(queue)));
    } catch (error) {
      throw explainServiceError(error, `Reading ${this.source}`);
    }
    if (!stop.aborted) this.state.completeMs = beganMs - lagMs;
  }

  async close(): Promise<void> {
    await this.#queue?.giveBack([...this.#held.values()]);
    this.#held.clear();
  }

  async #open(): Promise<Queue> {
    if (this.#queue) return this.#queue;
    const { visibilityTimeoutS, waitS, queueArn } = this.#reading;
    const queueUrl = await this.#queues.urlOf(queueArn);
    const { stop } = this.#context;
    this.#queue = this.#queues.open({ queueUrl, visibilityTimeoutS, waitS, stop });
    return this.#queue;
  }

  async #drain(queue: Queue): Promise<void> {
    for (;;) {
      if (this.#held.size >= maxQueueMessages) throw tooMany(this.source);
      const messages = await queue.receive(batchSize);
      this.state.requests++;
      if (messages.length === 0) return;
      await this.#take(messages, queue);
    }
  }

  async #take(messages: readonly Message[], queue: Queue): Promise<void> {
    const { state } = this;
    state.read += messages.length;
    const own: string[] = [];
    for (const message of messages) {
      const { MessageId = '', ReceiptHandle = '' } = message;
      const evidence = evidenceInMessage(message);
      const isForeign = evidence === undefined || this.#context.learn([evidence]) > 0;
      if (isForeign) state.foreign++;
      if (this.#reading.consume && !isForeign) own.push(ReceiptHandle);
      else this.#held.set(MessageId, ReceiptHandle);
    }
    if (own.length > 0) await queue.delete(own);
  }
}

function tooMany(source: string): RepriseError {
  return new RepriseError(
    `${source} has more messages than can be read without deleting any: ${maxQueueMessages}.`,
    {
      hint: 'Say consume: true, or --follow-consume, to delete those of the run as they are read.',
    },
  );
}
