import type { Bus } from './bus.js';

/** Knows when the bus last had all that was told: who cannot be sure of that may count as lost elsewhere. */
export class BusContact {
  readonly #bus: Pick<Bus, 'reach'>;
  readonly #nowMs: () => number;
  #lastMs: number;

  constructor(bus: Pick<Bus, 'reach'>, nowMs = () => performance.now()) {
    this.#bus = bus;
    this.#nowMs = nowMs;
    this.#lastMs = nowMs();
  }

  /** How long ago that was at most, in milliseconds; asks again. */
  sinceMs(): number {
    void this.#ask();
    return this.#nowMs() - this.#lastMs;
  }

  async #ask(): Promise<void> {
    // What was told before this moment is there when the answer is.
    const askedMs = this.#nowMs();
    try {
      await this.#bus.reach();
      this.#lastMs = Math.max(this.#lastMs, askedMs);
    } catch {
      // It is asked again at the next beat.
    }
  }
}
