import type { Arrival } from '../schedule/arrival.js';
import type { ClosedStage } from '../schedule/closed.js';

/** Counts a closed loop's invocations and knows when it is over. */
export class ClosedLoop {
  readonly startUs: number;
  readonly concurrency: number;
  readonly #spec: ClosedStage;
  #begun = 0;
  #inFlight = 0;
  #isClosed = false;

  constructor(stage: ClosedStage) {
    this.startUs = stage.startUs;
    this.concurrency = stage.concurrency;
    this.#spec = stage;
  }

  /** The next arrival, due now; undefined when the stage's time or count is over. */
  next(nowUs: number): Arrival | undefined {
    const {
      workload,
      stage,
      endUs = Number.POSITIVE_INFINITY,
      maxInvocations,
      payloadOf,
      indexOf,
    } = this.#spec;
    if (nowUs >= endUs || this.#begun >= (maxInvocations ?? Number.POSITIVE_INFINITY)) {
      this.#isClosed = true;
      return undefined;
    }
    const k = this.#begun++;
    this.#inFlight += 1;
    return { index: indexOf(k), intendedUs: nowUs, payload: payloadOf(k), workload, stage };
  }

  /** One of its invocations has ended. */
  ended(): void {
    this.#inFlight -= 1;
  }

  /** Nothing more will come of it. Turns true once. */
  get isOver(): boolean {
    return (this.#isClosed || this.concurrency === 0) && this.#inFlight === 0;
  }
}
