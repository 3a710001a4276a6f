/**
 * Tells, once, that nothing has come for some time. What comes costs a look at the clock: the timer is
 * set anew only when it goes off.
 */
export class StallWatch {
  readonly #idleMs: number;
  readonly #onStall: () => void;
  #touchedMs = performance.now();
  #timer: NodeJS.Timeout;

  constructor(idleMs: number, onStall: () => void) {
    this.#idleMs = idleMs;
    this.#onStall = onStall;
    this.#timer = this.#arm(idleMs);
  }

  /** Something has come. */
  touch(): void {
    this.#touchedMs = performance.now();
  }

  /** Nothing more is awaited. */
  close(): void {
    clearTimeout(this.#timer);
  }

  #arm(delayMs: number): NodeJS.Timeout {
    return setTimeout(() => this.#look(), delayMs).unref();
  }

  #look(): void {
    const leftMs = this.#touchedMs + this.#idleMs - performance.now();
    if (leftMs <= 0) this.#onStall();
    else this.#timer = this.#arm(Math.max(1, Math.ceil(leftMs)));
  }
}
