import type { Outcome } from './outcome.js';
import { timeoutError } from './transport-error.js';

/** An invocation that has been sent and not answered, as `InFlight` keeps it. */
export interface Flight {
  deadlineMs: number;
  earlier: Flight | undefined;
  later: Flight | undefined;
  /** Settles with `outcome` and gives up the request. Called at most once, after its removal. */
  cut(outcome: Outcome): void;
}

/**
 * All of a client's invocations in flight, in the order they were sent. Since all have the same
 * timeout, that is the order of their deadlines too: one timer, set for the first of the list,
 * bounds them all, and adding and removing cost a few pointers.
 */
export class InFlight {
  readonly #timeoutMs: number;
  #first: Flight | undefined;
  #last: Flight | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(timeoutMs: number) {
    this.#timeoutMs = timeoutMs;
  }

  /** `nowMs` is what `performance.now` says. */
  add(flight: Flight, nowMs = performance.now()): void {
    flight.deadlineMs = nowMs + this.#timeoutMs;
    flight.earlier = this.#last;
    if (this.#last === undefined) this.#first = flight;
    else this.#last.later = flight;
    this.#last = flight;
    this.#timer ??= this.#arm(this.#timeoutMs);
  }

  remove(flight: Flight): void {
    if (flight.earlier === undefined) this.#first = flight.later;
    else flight.earlier.later = flight.later;
    if (flight.later === undefined) this.#last = flight.earlier;
    else flight.later.earlier = flight.earlier;
    flight.earlier = undefined;
    flight.later = undefined;
  }

  /** Cuts all that is in flight now. */
  cutAll(outcome: Outcome): void {
    let flight = this.#first;
    this.#first = undefined;
    this.#last = undefined;
    while (flight !== undefined) {
      const { later } = flight;
      flight.earlier = undefined;
      flight.later = undefined;
      flight.cut(outcome);
      flight = later;
    }
  }

  #arm(delayMs: number): NodeJS.Timeout {
    return setTimeout(() => this.#expire(), delayMs).unref();
  }

  #expire(): void {
    this.#timer = undefined;
    const nowMs = performance.now();
    for (let flight = this.#first; flight !== undefined; flight = this.#first) {
      if (flight.deadlineMs > nowMs) break;
      this.remove(flight);
      flight.cut(timeoutError(this.#timeoutMs));
    }
    if (this.#first !== undefined) {
      this.#timer = this.#arm(Math.max(1, Math.ceil(this.#first.deadlineMs - nowMs)));
    }
  }
}
