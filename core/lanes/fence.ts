import { systemClock } from '../base/clock.js';

/** A fence as plain data, which threads share: posting it copies nothing. */
export interface FenceData {
  /** When it was last touched, and whether it is down for good: two numbers. */
  shared: SharedArrayBuffer;
  limitUs: number;
}

/**
 * Keeps a process from sending that was stopped, or starved, for so long that others count it as lost: as
 * it wakes, its threads look here before anything else is sent.
 */
export class Fence {
  readonly data: FenceData;
  readonly #numbers: Float64Array;
  readonly #nowUs: () => number;

  constructor(data: FenceData, nowUs: () => number = systemClock.nowUs) {
    this.data = data;
    this.#numbers = new Float64Array(data.shared);
    this.#nowUs = nowUs;
  }

  /** A fence that holds as long as it is touched at least every `limitUs`. */
  static of(limitUs: number, nowUs?: () => number): Fence {
    const fence = new Fence({ shared: new SharedArrayBuffer(16), limitUs }, nowUs);
    fence.touch();
    return fence;
  }

  /** The process is awake; one that slept for too long stays behind the fence. */
  touch(): void {
    if (this.#numbers[0] !== 0 && this.isDown) return;
    this.#numbers[0] = this.#nowUs();
  }

  /** Nothing may be sent any more. */
  get isDown(): boolean {
    if (this.#numbers[1] === 1) return true;
    if (this.#nowUs() - (this.#numbers[0] as number) <= this.data.limitUs) return false;
    this.#numbers[1] = 1;
    return true;
  }
}
