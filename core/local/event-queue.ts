import type { CancelTimer, LocalClock } from './clock.js';
import type { AsyncConfig } from './config.js';
import type { Executed, Execution } from './invocation.js';

/** An accepted `Event` invocation. */
export interface QueuedEvent {
  readonly requestId: string;
  readonly acceptedMs: number;
  readonly settings: AsyncConfig;
  /** Reserved concurrency 0: it will never run, and the queue does not try. */
  readonly isBlocked: boolean;
  /** Runs it once, now; the same request id each time. */
  attempt(done: (execution: Execution) => void): void;
}

/** Why the queue is done with an event, in the spelling of destination records. */
export type EventCondition =
  | 'Success'
  | 'RetriesExhausted'
  | 'EventAgeExceeded'
  | 'ZeroReservedConcurrency';

/** What became of one event: all that a destination record needs beside the event. */
export interface FinishedEvent {
  event: QueuedEvent;
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
  readonly #finished: (finished: FinishedEvent) => void;
  readonly #waiting = new Set<CancelTimer>();
  #isClosed = false;

  constructor(clock: LocalClock, finished: (finished: FinishedEvent) => void) {
    this.#clock = clock;
    this.#finished = finished;
  }

  /** Events that wait for another attempt. */
  get waiting(): number {
    return this.#waiting.size;
  }

  accept(event: QueuedEvent): void {
    if (event.isBlocked) this.#finish(event, 'ZeroReservedConcurrency', 0, undefined);
    // Not within the request that brought it: acceptance is answered first.
    else this.#later(event, 0, 0, firstBackoffMs, undefined);
  }

  /** Forgets all that waits. */
  close(): void {
    this.#isClosed = true;
    for (const cancel of this.#waiting) cancel();
    this.#waiting.clear();
  }

  #run(event: QueuedEvent, count: number, backoffMs: number, last: Executed | undefined): void {
    event.attempt((execution) => {
      if (this.#isClosed) return;
      if (execution.kind === 'throttled') {
        const nextMs = Math.min(backoffMs * 2, longestBackoffMs);
        this.#later(event, this.#scale(event, backoffMs), count, nextMs, last);
      } else if (execution.errorType === undefined) {
        this.#finish(event, 'Success', count + 1, execution);
      } else {
        this.#retry(event, count + 1, execution);
      }
    });
  }

  #retry(event: QueuedEvent, count: number, last: Executed): void {
    const delayMs = retryDelaysMs[count - 1];
    const allowed = event.settings.maximumRetryAttempts ?? defaultRetryAttempts;
    if (count > allowed || delayMs === undefined) {
      this.#finish(event, 'RetriesExhausted', count, last);
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
    const ageMs = this.#clock.nowMs() + delayMs - event.acceptedMs;
    if (ageMs > (event.settings.maximumEventAgeInSeconds ?? defaultEventAgeS) * 1000) {
      this.#finish(event, 'EventAgeExceeded', count, last);
      return;
    }
    const cancel = this.#clock.after(delayMs, () => {
      this.#waiting.delete(cancel);
      this.#run(event, count, backoffMs, last);
    });
    this.#waiting.add(cancel);
  }

  #scale(event: QueuedEvent, delayMs: number): number {
    return delayMs * (event.settings.delayScale ?? 1);
  }

  #finish(
    event: QueuedEvent,
    condition: EventCondition,
    invokeCount: number,
    last: Executed | undefined,
  ): void {
    this.#finished({ event, condition, invokeCount, last });
  }
}
