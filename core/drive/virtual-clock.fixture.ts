import type { Clock } from '../base/clock.js';

/** A clock that stands still until told to go on, and calls every timer at its time and in order. */
export class VirtualClock implements Clock {
  #nowUs = 0;
  #timers: { atUs: number; callback: () => void }[] = [];

  nowUs(): number {
    return this.#nowUs;
  }

  after(delayUs: number, callback: () => void): () => void {
    const timer = { atUs: this.#nowUs + Math.max(0, delayUs), callback };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  /** The machine was busy: time passes, and no timer is called meanwhile. */
  stall(us: number): void {
    this.#nowUs += us;
  }

  /** Runs timers until `untilUs`, giving promises and immediates their turn after each. */
  async runUntil(untilUs: number): Promise<void> {
    for (;;) {
      await new Promise(setImmediate);
      const due = this.#timers
        .filter(({ atUs }) => atUs <= untilUs)
        .sort((a, b) => a.atUs - b.atUs)[0];
      if (!due) break;
      this.#timers = this.#timers.filter((timer) => timer !== due);
      this.#nowUs = Math.max(this.#nowUs, due.atUs);
      due.callback();
    }
    this.#nowUs = Math.max(this.#nowUs, untilUs);
  }
}
