import type { LocalClock } from '../clock.js';

/**
 * A bucket that starts full and refills evenly, never above its capacity: the shape of Lambda's
 * burst rule ("refilled continuously, unused units do not accrue": AWS Lambda guide, "Lambda
 * function scaling") and, with a capacity of one second, of its requests-per-second limits.
 */
export class TokenBucket {
  readonly #clock: LocalClock;
  #capacity: number;
  #perMs: number;
  #tokens: number;
  #atMs: number;

  constructor(capacity: number, perS: number, clock: LocalClock) {
    this.#clock = clock;
    this.#capacity = capacity;
    this.#perMs = perS / 1000;
    this.#tokens = capacity;
    this.#atMs = clock.nowMs();
  }

  /** Takes one token, if there is one. */
  take(): boolean {
    this.#refill();
    // A refill in steps adds up rounding errors; a billionth of a token is none.
    if (this.#tokens < 1 - 1e-9) return false;
    this.#tokens -= 1;
    return true;
  }

  /** Seconds until `take` can succeed again. */
  waitS(): number {
    this.#refill();
    return Math.max(0, (1 - this.#tokens) / this.#perMs / 1000);
  }

  /** A new limit, from now on; what has been taken stays taken. */
  resize(capacity: number, perS: number): void {
    this.#refill();
    this.#tokens = Math.min(capacity, this.#tokens + Math.max(0, capacity - this.#capacity));
    this.#capacity = capacity;
    this.#perMs = perS / 1000;
  }

  #refill(): void {
    const nowMs = this.#clock.nowMs();
    this.#tokens = Math.min(this.#capacity, this.#tokens + (nowMs - this.#atMs) * this.#perMs);
    this.#atMs = nowMs;
  }
}
