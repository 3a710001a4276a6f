import type { Arrival } from '../schedule/arrival.js';
import type { ClosedStage } from '../schedule/closed.js';
import { begunAtMost, type LateStart } from '../schedule/late-start.js';

/** The first wait after a transport error; each further one in a row doubles it, up to the longest. */
const firstBackOffUs = 10_000;
const longestBackOffUs = 1_000_000;

/** The golden ratio's fraction: its multiples, each cut to its fraction, spread evenly over 0 to 1. */
const spread = (Math.sqrt(5) - 1) / 2;

/** Counts a closed loop's invocations and knows when it is over. */
export class ClosedLoop {
  readonly concurrency: number;
  readonly #spec: ClosedStage;
  #begun = 0;
  #inFlight = 0;
  #isClosed = false;
  #startUs: number;
  #backOffs = 0;

  constructor(stage: ClosedStage) {
    this.#startUs = stage.startUs;
    this.concurrency = stage.concurrency;
    this.#spec = stage;
  }

  get startUs(): number {
    return this.#startUs;
  }

  /**
   * Takes the place of another loop. Where that one had begun, this one goes on with numbers that it cannot have
   * come to; one that ends by its count sends nothing, since the other may have sent all of it.
   */
  takeOver(late: LateStart): void {
    if (this.#startUs >= late.fromUs) return;
    this.#startUs = late.fromUs;
    this.#begun = this.#spec.maxInvocations ?? begunAtMost(late, this.#spec);
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

  /** One of its invocations has ended, and its place goes on, if there is anything left to send. */
  ended(): void {
    this.#inFlight -= 1;
  }

  /**
   * When one place in the loop tries again that has just had so many transport errors in a row, so
   * that a closed loop does not spin against a server that refuses at once: in 10 ms, doubled each
   * time, at most 1 s, of which half to all, so that the places do not try again in step; never
   * after the end of the stage.
   */
  nextTryUs(nowUs: number, failures: number): number {
    const longestUs = Math.min(firstBackOffUs * 2 ** (failures - 1), longestBackOffUs);
    this.#backOffs += 1;
    const waitUs = longestUs * (1 - ((this.#backOffs * spread) % 1) / 2);
    return Math.min(nowUs + waitUs, this.#spec.endUs ?? Number.POSITIVE_INFINITY);
  }

  /** Nothing more will come of it. Turns true once. */
  get isOver(): boolean {
    return (this.#isClosed || this.concurrency === 0) && this.#inFlight === 0;
  }
}
