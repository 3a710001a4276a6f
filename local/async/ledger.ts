import { Fifo } from '../fifo.js';
import type { EventCondition } from './event-queue.js';

/** What became of the asynchronous invocations of one function. */
export interface EventTotals {
  accepted: number;
  /** Never run, as the faults say. */
  dropped: number;
  /** Run a second time, as the faults say. */
  duplicated: number;
  /** Times that the function ran, all copies of an event together. */
  attempts: number;
  /** Attempts that were throttled. */
  throttled: number;
  /** Copies by their end; an event has one copy, or two when it was duplicated. */
  ended: Record<EventCondition, number>;
  /** Records and dead letters that had nowhere to go. */
  undelivered: number;
}

/** One event, to the end of each of its copies. */
export interface LedgerEvent {
  readonly requestId: string;
  readonly functionName: string;
  /** Milliseconds since 1970, as every time here. */
  readonly acceptedMs: number;
  readonly copies: number;
  readonly attempts: { startedMs: number; endedMs: number; outcome: AttemptOutcome }[];
  readonly ends: { condition: EventCondition; invokeCount: number; atMs: number }[];
}

/** What one attempt came to. */
export type AttemptOutcome = 'succeeded' | 'failed' | 'throttled';

/** How many events are told of one by one; the oldest are left out. */
const keptEvents = 10_000;

/** The truth about asynchronous invocations, which no log and no queue has: for tests of what follows them. */
export class EventLedger {
  readonly totals = new Map<string, EventTotals>();
  readonly #events = new Fifo<LedgerEvent>();

  /** A new event, and as how many copies it runs. */
  accept(
    event: Pick<LedgerEvent, 'requestId' | 'functionName' | 'acceptedMs' | 'copies'>,
  ): LedgerEvent {
    const { functionName, copies } = event;
    const totals = this.totalsOf(functionName);
    totals.accepted++;
    if (copies === 0) totals.dropped++;
    if (copies > 1) totals.duplicated++;
    const entry: LedgerEvent = { ...event, attempts: [], ends: [] };
    this.#events.push(entry);
    if (this.#events.length > keptEvents) this.#events.shift();
    return entry;
  }

  /** One attempt is over. */
  attempted(event: LedgerEvent, attempt: LedgerEvent['attempts'][number]): void {
    const totals = this.totalsOf(event.functionName);
    if (attempt.outcome === 'throttled') totals.throttled++;
    else totals.attempts++;
    event.attempts.push(attempt);
  }

  /** One copy is done with. */
  ended(event: LedgerEvent, end: LedgerEvent['ends'][number]): void {
    this.totalsOf(event.functionName).ended[end.condition]++;
    event.ends.push(end);
  }

  /** The totals of one function, from which reading and writing are the same thing. */
  totalsOf(functionName: string): EventTotals {
    const known = this.totals.get(functionName);
    if (known !== undefined) return known;
    const totals: EventTotals = {
      ...{ accepted: 0, dropped: 0, duplicated: 0, attempts: 0, throttled: 0, undelivered: 0 },
      ended: { Success: 0, RetriesExhausted: 0, EventAgeExceeded: 0, ZeroReservedConcurrency: 0 },
    };
    this.totals.set(functionName, totals);
    return totals;
  }

  /** The last events, the oldest first. */
  events(): LedgerEvent[] {
    const { length } = this.#events;
    return Array.from({ length }, (_, i) => this.#events.at(i)).filter(
      (event) => event !== undefined,
    );
  }
}
