/** How far a service's clock may be ahead of this machine's, in milliseconds; behind is negative. */
export interface ClockOffset {
  leastMs: number;
  mostMs: number;
  /** Answers that it is taken from. */
  answers: number;
}

/**
 * Narrows down how far a service's clock is ahead, by the Date headers of its answers. Each is a second
 * that began, at the service, no later than the answer was written, which was between the request and
 * its receipt here; so each answer bounds the difference on both sides, and all of them together.
 */
export class ClockOffsetEstimate {
  #leastMs = Number.NEGATIVE_INFINITY;
  #mostMs = Number.POSITIVE_INFINITY;
  #answers = 0;

  /** Times by this machine's clock, milliseconds since the Unix epoch. What is no date is ignored. */
  add(dateHeader: string | undefined, sentMs: number, receivedMs: number): void {
    const dateMs = Date.parse(dateHeader ?? '');
    if (Number.isNaN(dateMs)) return;
    this.#answers++;
    this.#leastMs = Math.max(this.#leastMs, dateMs - receivedMs);
    this.#mostMs = Math.min(this.#mostMs, dateMs + 1000 - sentMs);
  }

  /** Undefined without an answer, and where answers contradict each other: a clock was set meanwhile. */
  bounds(): ClockOffset | undefined {
    if (this.#answers === 0 || this.#leastMs > this.#mostMs) return undefined;
    return { leastMs: this.#leastMs, mostMs: this.#mostMs, answers: this.#answers };
  }
}
