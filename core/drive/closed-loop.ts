import type { Arrival } from '../schedule/arrival.js';

/** A closed-loop stage as one lane runs it. */
export interface ClosedLoopSettings {
  workload: number;
  stage: number;
  startUs: number;
  /** Nothing is sent at or after this; absent: the count ends it. */
  endUs?: number;
  /** This lane's share of the concurrency; may be 0. */
  concurrency: number;
  /** This lane's share of the count. */
  maxInvocations?: number;
  /** The payload of this lane's k-th invocation of the stage. */
  payloadOf: (k: number) => number;
  /** The index of this lane's k-th invocation of the stage, over all lanes. */
  indexOf: (k: number) => number;
}

/** Counts a closed loop's invocations and knows when it is over. */
export class ClosedLoop {
  readonly startUs: number;
  readonly concurrency: number;
  readonly #settings: ClosedLoopSettings;
  #begun = 0;
  #inFlight = 0;
  #isClosed = false;

  constructor(settings: ClosedLoopSettings) {
    this.startUs = settings.startUs;
    this.concurrency = settings.concurrency;
    this.#settings = settings;
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
    } = this.#settings;
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
