import { randomUUID } from 'node:crypto';
import type { CancelTimer } from '../../core/base/clock.js';
import type { LocalClock } from '../clock.js';
import { Fifo } from '../fifo.js';
import { type MessageContent, sizeOf } from './message.js';
import type {
  QueueBounds,
  QueueCounts,
  QueuedMessage,
  QueueSettings,
  ReceiveOrder,
  Redrive,
} from './queue-parts.js';

interface Waiter extends ReceiveOrder {
  answer: (messages: QueuedMessage[]) => void;
  cancelTimer: CancelTimer | undefined;
}

/**
 * A standard queue: at least once, in order of sending unless a message comes back. A message that was
 * received is invisible until its timeout is over or it is deleted.
 */
export class Queue {
  settings: QueueSettings;
  readonly counts: QueueCounts = {
    sent: 0,
    received: 0,
    deleted: 0,
    redriven: 0,
    expired: 0,
    purged: 0,
    dropped: 0,
  };
  readonly #clock: LocalClock;
  readonly #bounds: QueueBounds;
  /** Takes what was received too often. Returns false when the dead-letter queue is not there. */
  readonly #redrive: (message: QueuedMessage, redrive: Redrive) => boolean;
  readonly #byId = new Map<string, QueuedMessage>();
  /** Those that are visible, and some that are gone. */
  readonly #visible = new Fifo<QueuedMessage>();
  readonly #waiters = new Fifo<Waiter>();
  readonly #numbers = { visible: 0, delayed: 0, inFlight: 0 };
  #bytes = 0;

  constructor(
    settings: QueueSettings,
    clock: LocalClock,
    bounds: QueueBounds,
    redrive: (message: QueuedMessage, redrive: Redrive) => boolean,
  ) {
    this.settings = settings;
    this.#clock = clock;
    this.#bounds = bounds;
    this.#redrive = redrive;
  }

  /** How many messages are in which state. */
  get numbers(): Readonly<Record<'visible' | 'delayed' | 'inFlight', number>> {
    this.#expire();
    return this.#numbers;
  }

  /** How many readers wait for a message. */
  get waiting(): number {
    return this.#waiters.length;
  }

  /** Puts a new message in. */
  send(content: MessageContent, delayS = this.settings.delayS): QueuedMessage {
    const message: QueuedMessage = {
      ...content,
      messageId: randomUUID(),
      sentMs: this.#clock.epochMs(),
      sizeBytes: sizeOf(content),
      sourceArn: undefined,
      receiveCount: 0,
      firstReceivedMs: undefined,
      receipt: undefined,
      state: 'gone',
      cancelTimer: undefined,
    };
    this.counts.sent++;
    this.take(message, delayS);
    return message;
  }

  /** Puts a message in: a new one, or one that moves here. */
  take(message: QueuedMessage, delayS = 0): void {
    this.#byId.set(message.messageId, message);
    this.#bytes += message.sizeBytes;
    if (delayS > 0) this.#hide(message, 'delayed', delayS);
    else this.#show(message);
    while (this.#byId.size > this.#bounds.messages || this.#bytes > this.#bounds.bytes) {
      this.counts.dropped++;
      this.#remove(this.#oldest() ?? message);
    }
  }

  /**
   * Receives now, or as soon as there is something within the order's wait; none when there is not.
   * Returns a function that ends the wait, after which nothing is received.
   */
  receive(order: ReceiveOrder, answer: Waiter['answer']): () => void {
    const messages = this.#receiveNow(order);
    if (messages.length > 0 || order.waitS === 0) {
      this.#answer(messages, order, answer);
      return () => {};
    }
    const waiter: Waiter = { ...order, answer, cancelTimer: undefined };
    const leave = (): void => this.#waiters.retain((each) => each !== waiter);
    waiter.cancelTimer = this.#clock.after(order.waitS * 1000, () => {
      leave();
      answer([]);
    });
    this.#waiters.push(waiter);
    return () => {
      waiter.cancelTimer?.();
      leave();
    };
  }

  /**
   * Deletes what was received under this receipt. An older receipt than the last one deletes nothing,
   * and is no error (Amazon SQS API reference, DeleteMessage).
   */
  delete(messageId: string, receipt: string): void {
    const message = this.#byId.get(messageId);
    if (message?.receipt !== receipt) return;
    this.counts.deleted++;
    this.#remove(message);
  }

  /** Hides a message for so long from now; 0 shows it at once. Says why it cannot. */
  changeVisibility(
    messageId: string,
    receipt: string,
    timeoutS: number,
  ): 'done' | 'gone' | 'notInFlight' {
    const message = this.#byId.get(messageId);
    if (message === undefined) return 'gone';
    if (message.receipt !== receipt || message.state !== 'inFlight') return 'notInFlight';
    message.cancelTimer?.();
    message.cancelTimer = undefined;
    if (timeoutS === 0) this.#comeBack(message);
    else this.#hide(message, 'inFlight', timeoutS);
    return 'done';
  }

  /** Deletes every message. */
  purge(): void {
    this.counts.purged += this.#byId.size;
    for (const message of this.#byId.values()) this.#remove(message);
  }

  /** Forgets every message, and answers whoever waits. */
  close(): void {
    for (const message of this.#byId.values()) this.#remove(message);
    for (let waiter = this.#waiters.shift(); waiter; waiter = this.#waiters.shift()) {
      waiter.cancelTimer?.();
      waiter.answer([]);
    }
  }

  #receiveNow({ count, visibilityTimeoutS }: ReceiveOrder): QueuedMessage[] {
    const messages: QueuedMessage[] = [];
    while (messages.length < count) {
      const message = this.#visible.shift();
      if (message === undefined) break;
      if (message.state !== 'visible') continue;
      if (this.#isExpired(message)) {
        this.counts.expired++;
        this.#remove(message);
        continue;
      }
      this.counts.received++;
      message.receiveCount++;
      message.firstReceivedMs ??= this.#clock.epochMs();
      message.receipt = randomUUID();
      if (visibilityTimeoutS > 0) this.#hide(message, 'inFlight', visibilityTimeoutS);
      else this.#move(message, 'inFlight');
      messages.push(message);
    }
    return messages;
  }

  #answer(
    messages: QueuedMessage[],
    { visibilityTimeoutS }: ReceiveOrder,
    answer: Waiter['answer'],
  ): void {
    answer(messages);
    // Those that are not to be hidden come back once they are told of, so that one answer has each once.
    if (visibilityTimeoutS === 0) for (const message of messages) this.#comeBack(message);
  }

  #hide(message: QueuedMessage, state: 'delayed' | 'inFlight', forS: number): void {
    this.#move(message, state);
    message.cancelTimer = this.#clock.after(forS * 1000, () => {
      if (state === 'inFlight') this.#comeBack(message);
      else this.#show(message);
    });
  }

  /** A message that was received and not deleted. */
  #comeBack(message: QueuedMessage): void {
    const { redrive } = this.settings;
    if (redrive === undefined || message.receiveCount < redrive.maxReceiveCount) {
      this.#show(message);
      return;
    }
    this.#remove(message);
    message.receipt = undefined;
    if (this.#redrive(message, redrive)) this.counts.redriven++;
    else this.take(message);
  }

  #show(message: QueuedMessage): void {
    message.cancelTimer = undefined;
    this.#move(message, 'visible');
    this.#visible.push(message);
    this.#serve();
  }

  /** Gives what has become visible to those who wait for it. */
  #serve(): void {
    while (this.#numbers.visible > 0) {
      const waiter = this.#waiters.shift();
      if (waiter === undefined) return;
      const messages = this.#receiveNow(waiter);
      if (messages.length === 0) {
        this.#waiters.push(waiter);
        return;
      }
      waiter.cancelTimer?.();
      this.#answer(messages, waiter, waiter.answer);
    }
  }

  #remove(message: QueuedMessage): void {
    message.cancelTimer?.();
    message.cancelTimer = undefined;
    this.#move(message, 'gone');
    this.#byId.delete(message.messageId);
    this.#bytes -= message.sizeBytes;
    // What is gone may stand among the visible ones, but not be most of them.
    if (this.#visible.length > 2 * this.#numbers.visible + 1000) {
      this.#visible.retain(({ state }) => state === 'visible');
    }
  }

  #move(message: QueuedMessage, state: QueuedMessage['state']): void {
    if (message.state !== 'gone') this.#numbers[message.state]--;
    message.state = state;
    if (state !== 'gone') this.#numbers[state]++;
  }

  #oldest(): QueuedMessage | undefined {
    this.#skipGone();
    return this.#visible.at(0) ?? this.#byId.values().next().value;
  }

  #expire(): void {
    this.#skipGone();
    for (let first = this.#visible.at(0); first; first = this.#visible.at(0)) {
      if (!this.#isExpired(first)) return;
      this.counts.expired++;
      this.#remove(first);
      this.#skipGone();
    }
  }

  #skipGone(): void {
    for (let first = this.#visible.at(0); first; first = this.#visible.at(0)) {
      if (first.state === 'visible') return;
      this.#visible.shift();
    }
  }

  #isExpired({ sentMs }: QueuedMessage): boolean {
    return this.#clock.epochMs() - sentMs > this.settings.retentionS * 1000;
  }
}
