import type { CancelTimer } from '../../core/base/clock.js';
import type { LocalClock } from '../clock.js';
import type { Executed, Execution } from '../functions/execution.js';

/** How an event is retried; defaults are the service's. */
export interface RetrySettings {
  maximumRetryAttempts?: number;
  maximumEventAgeInSeconds?: number;
  /** Multiplies every time of the queue, the event's age too. */
  delayScale?: number;
}

/** An accepted `Event` invocation. */
export interface QueuedEvent {
  readonly acceptedMs: number;
  readonly settings: RetrySettings;
  /** Whether its reserved concurrency is 0: then the queue does not even try. */
  isBlocked(): boolean;
  /** Runs it once, now; the same request id each time. */
  attempt(done: (execution: Execution) => void): void;
  /** Told once what became of it, unless the queue is closed before. */
  finished(outcome: FinishedEvent): void;
}

/** Why the queue is done with an event, in the spelling of destination records. */
export type EventCondition =
  | 'Success'
  | 'RetriesExhausted'
  | 'EventAgeExceeded'
  | 'ZeroReservedConcurrency';

/** What became of one event: all that a destination record needs beside the event. */
export interface FinishedEvent {
  condition: EventCondition;
  /** Attempts that ran; throttled ones do not count. */
  invokeCount: number;
  last: Executed | undefined;
}

// AWS Lambda guide, "How Lambda handles errors and retries with asynchronous invocation".
const retryDelaysMs = [60_000, 120_000];
const firstBackoffMs = 1_000;
const longestBackoffMs = 300_000;
const defaultRetryAttempts = 2;
const defaultEventAgeS = 21_600;

/**
 * The queue behind `Event` invocations: runs each event, again after function errors (1 and 2
 * minutes), and again with growing pauses while it is throttled, up to the event's age.
 */
export class EventQueue {
  readonly #clock: LocalClock;
  readonly #waiting = new Set<CancelTimer>();
  #isClosed = false;

  constructor(clock: LocalClock) {
    this.#clock = clock;
  }

  /** Events that wait for another attempt. */
  get waiting(): number {
    return this.#waiting.size;
  }

  /** Runs it as soon as its first delay is over; the queue's scale applies to that too. */
  accept(event: QueuedEvent, delayMs = 0): void {
    // Not within the request that brought it: acceptance is answered first.
    this.#later(event, this.#scale(event, delayMs), 0, firstBackoffMs, undefined);
  }

  /** Forgets all that waits. */
  close(): void {
    this.#isClosed = true;
    for (const cancel of this.#waiting) cancel();
    this.#waiting.clear();
  }

  #run(event: QueuedEvent, count: number, backoffMs: number, last: Executed | undefined): void {
    if (event.isBlocked()) {
      event.finished({ condition: 'ZeroReservedConcurrency', invokeCount: count, last: last });
      return;
    }
    event.attempt((execution) => {
      if (this.#isClosed) return;
      if (execution.kind === 'throttled') {
        const nextMs = Math.min(backoffMs * 2, longestBackoffMs);
        this.#later(event, this.#scale(event, backoffMs), count, nextMs, last);
      } else if (execution.errorType === undefined) {
        event.finished({ condition: 'Success', invokeCount: count + 1, last: execution });
      } else {
        this.#retry(event, count + 1, execution);
      }
    });
  }

  #retry(event: QueuedEvent, count: number, last: Executed): void {
    const delayMs = retryDelaysMs[count - 1];
    const allowed = event.settings.maximumRetryAttempts ?? defaultRetryAttempts;
    if (count > allowed || delayMs === undefined) {
      event.finished({ condition: 'RetriesExhausted', invokeCount: count, last: last });
    } else {
      this.#later(event, this.#scale(event, delayMs), count, firstBackoffMs, last);
    }
  }

  #later(
    event: QueuedEvent,
    delayMs: number,
    count: number,
    backoffMs: number,
    last: Executed | undefined,
  ): void {
    const { maximumEventAgeInSeconds = defaultEventAgeS } = event.settings;
    const maxAgeMs = this.#scale(event, maximumEventAgeInSeconds * 1000);
    const leftMs = event.acceptedMs + maxAgeMs - this.#clock.nowMs();
    // An event that would be too old for its next attempt waits in the queue until it expires.
    const isTooOld = delayMs > leftMs;
    const cancel = this.#clock.after(Math.max(0, Math.min(delayMs, leftMs)), () => {
      this.#waiting.delete(cancel);
      if (!isTooOld) this.#run(event, count, backoffMs, last);
      else event.finished({ condition: 'EventAgeExceeded', invokeCount: count, last: last });
    });
    this.#waiting.add(cancel);
  }

  #scale(event: QueuedEvent, delayMs: number): number {
    return delayMs * (event.settings.delayScale ?? 1);
  }
}
