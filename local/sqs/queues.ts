import type { LocalClock } from '../clock.js';
import type { QueueConfig } from '../config.js';
import type { MessageContent } from './message.js';
import { Queue } from './queue.js';
import type { QueueCounts, QueueSettings } from './queue-parts.js';

/** The service's defaults (Amazon SQS API reference, CreateQueue; message size as of 2025-08). */
export const defaultSettings: QueueSettings = {
  delayS: 0,
  maximumMessageBytes: 1_048_576,
  retentionS: 345_600,
  receiveWaitS: 0,
  visibilityTimeoutS: 30,
  redrive: undefined,
};

/** What one queue keeps in memory unless told otherwise; then its oldest messages are dropped. */
const defaultBounds = { messages: 100_000, bytes: 64 * 1024 * 1024 };

/** How many queues there may be: they are made by whoever asks. */
export const maxQueues = 1000;

/** A queue, and what it is known by. */
export interface NamedQueue {
  readonly name: string;
  readonly arn: string;
  readonly queue: Queue;
  /** Milliseconds since 1970. */
  readonly createdMs: number;
  modifiedMs: number;
  /** On the local clock; undefined before the first purge. */
  purgedMs: number | undefined;
}

/** The queues of one account in one region. */
export class Queues {
  readonly clock: LocalClock;
  readonly accountId: string;
  readonly #arnPrefix: string;
  readonly #queues = new Map<string, NamedQueue>();

  constructor(region: string, accountId: string, clock: LocalClock) {
    this.clock = clock;
    this.accountId = accountId;
    this.#arnPrefix = `arn:aws:sqs:${region}:${accountId}:`;
  }

  /** Makes the queues of a configuration. */
  configure(configs: Readonly<Record<string, QueueConfig>>): void {
    for (const [name, { maxMessages, redrive, ...settings }] of Object.entries(configs)) {
      const policy = redrive && {
        deadLetterArn: this.arnOf(redrive.deadLetterQueue),
        maxReceiveCount: redrive.maxReceiveCount,
      };
      this.create(name, { ...defaultSettings, ...settings, redrive: policy }, maxMessages);
    }
  }

  /** Makes a queue; the name must not be taken. */
  create(name: string, settings: QueueSettings, maxMessages = defaultBounds.messages): NamedQueue {
    const bounds = { ...defaultBounds, messages: maxMessages };
    const arn = this.arnOf(name);
    const queue = new Queue(settings, this.clock, bounds, (message, { deadLetterArn }) => {
      const target = this.byArn(deadLetterArn);
      if (target === undefined) return false;
      message.sourceArn = arn;
      target.queue.take(message);
      return true;
    });
    const nowMs = this.clock.epochMs();
    const named = {
      ...{ name, arn, queue },
      ...{ createdMs: nowMs, modifiedMs: nowMs, purgedMs: undefined },
    };
    this.#queues.set(name, named);
    return named;
  }

  /** The ARN that a queue of this name has or would have. */
  arnOf(name: string): string {
    return this.#arnPrefix + name;
  }

  get(name: string): NamedQueue | undefined {
    return this.#queues.get(name);
  }

  byArn(arn: string): NamedQueue | undefined {
    return arn.startsWith(this.#arnPrefix)
      ? this.#queues.get(arn.slice(this.#arnPrefix.length))
      : undefined;
  }

  /** By name, in order. */
  all(): NamedQueue[] {
    return [...this.#queues.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** Sends to the queue of an ARN; false when it is none of these. */
  sendTo(arn: string, content: MessageContent): boolean {
    const target = this.byArn(arn);
    target?.queue.send(content);
    return target !== undefined;
  }

  delete(name: string): void {
    this.#queues.get(name)?.queue.close();
    this.#queues.delete(name);
  }

  /** What happened in every queue, and how it stands. */
  counts(): Record<string, QueueCounts & Queue['numbers'] & { waiting: number }> {
    const entries = this.all().map(({ name, queue }) => {
      const { counts, numbers, waiting } = queue;
      return [name, { ...counts, ...numbers, waiting }] as const;
    });
    return Object.fromEntries(entries);
  }

  /** Forgets everything, and answers whoever waits. */
  close(): void {
    for (const name of this.#queues.keys()) this.delete(name);
  }
}
