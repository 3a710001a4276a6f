import type { Payload } from '../invoke/client.js';
import type { Outcome } from '../invoke/outcome.js';
import type { LaneHealth, Tick } from '../measure/interval.js';
import { Ledger } from '../measure/ledger.js';
import type { Sample } from '../measure/sample.js';
import { type KeptSample, SampleKeeper, type SampleLimits } from '../measure/sample-keeper.js';
import type { Arrival } from '../schedule/arrival.js';

/** What the books say of a payload beside its outcome. */
export type PayloadFacts = Pick<Payload, 'recordedAs' | 'tenantId' | 'traceId'>;

/** Is told of every arrival as it ends, beside the books. */
export interface SampleListener {
  /** A sample as the books have it; `outcome` is its own before anything was redacted, with its response. */
  ended(sample: Sample, outcome: Outcome): void;
  /** The tick is over, and about to be handed on: what ended in it is told before it. */
  tickOver?(): void;
}

export interface RecorderSettings {
  lane: number;
  seed: number;
  /** Of a lane that takes another's place, from 2 on. */
  epoch?: number;
  /** How often the books are handed on: a divisor of a second. */
  tickUs: number;
  samples: SampleLimits;
  /** An outcome of a workload as it may be kept and shown; absent: as it is. */
  redact?: (outcome: Outcome, workload: number) => Outcome;
  /** How the thread fared since the last call. */
  health: () => LaneHealth;
  onTick: (tick: Tick) => void;
  /**
   * Kept samples of the tick that is not over, a few at a time: to hand on a whole second's takes milliseconds, in
   * which nothing is sent. Absent: all are the tick's own.
   */
  onKept?: (samples: KeptSample[]) => void;
  listeners?: readonly SampleListener[];
}

/** So many samples are handed on at once, in some 0.2 ms. */
const mostKept = 64;

/**
 * One lane's books: folds every arrival into the ledger of the current tick and hands that on when
 * the tick is over. What is recorded at a time belongs to that time's tick, however late timers fire.
 */
export class LaneRecorder {
  readonly #lane: number;
  readonly #tickUs: number;
  readonly #onTick: (tick: Tick) => void;
  readonly #onKept: RecorderSettings['onKept'];
  readonly #health: () => LaneHealth;
  readonly #ledger = new Ledger();
  readonly #samples: SampleKeeper;
  readonly #redact: RecorderSettings['redact'];
  readonly #listeners: readonly SampleListener[];
  #inFlight = 0;
  #maxInFlight = 0;
  #endUs: number;

  constructor(settings: RecorderSettings) {
    this.#lane = settings.lane;
    this.#tickUs = settings.tickUs;
    this.#endUs = settings.tickUs;
    this.#onTick = settings.onTick;
    this.#onKept = settings.onKept;
    this.#health = settings.health;
    this.#redact = settings.redact;
    this.#listeners = settings.listeners ?? [];
    this.#samples = new SampleKeeper(
      settings.seed,
      settings.epoch === undefined ? settings.lane : `${settings.lane}.${settings.epoch}`,
      settings.samples,
    );
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  /** When the current tick is over. */
  get tickEndUs(): number {
    return this.#endUs;
  }

  /** Nothing comes due before a time of the run, a multiple of the tick: its first tick begins there. */
  beginAt(fromUs: number): void {
    this.#endUs = fromUs + this.#tickUs;
  }

  /** Came due and was handed to the network. */
  sent(arrival: Arrival, sentUs: number): void {
    this.closeTicks(sentUs);
    this.#ledger.arrivalDue(arrival.workload, arrival.stage);
    this.#ledger.sent(arrival.workload, arrival.stage, arrival.intendedUs, sentUs);
    this.#inFlight += 1;
    if (this.#inFlight > this.#maxInFlight) this.#maxInFlight = this.#inFlight;
  }

  /** Came due and was not sent. */
  notSent(arrival: Arrival, nowUs: number, outcome: Outcome, of: PayloadFacts = {}): void {
    this.closeTicks(nowUs);
    this.#ledger.arrivalDue(arrival.workload, arrival.stage);
    const { recordedAs, tenantId } = of;
    const sample = { arrival, sentUs: nowUs, answeredUs: nowUs, outcome, recordedAs, tenantId };
    this.#record(sample, outcome);
  }

  /** What was sent has ended. */
  settled(
    arrival: Arrival,
    sentUs: number,
    answeredUs: number,
    outcome: Outcome,
    { recordedAs, tenantId, traceId }: PayloadFacts = {},
  ): void {
    this.closeTicks(answeredUs);
    this.#inFlight -= 1;
    const kept = this.#redact ? this.#redact(outcome, arrival.workload) : outcome;
    // Written out: to spread costs, and this is done for every invocation.
    this.#record(
      { arrival, sentUs, answeredUs, outcome: kept, recordedAs, tenantId, traceId },
      outcome,
    );
  }

  /** Hands on the ticks that are over at `nowUs`; a stalled lane's silent ticks go as one. */
  closeTicks(nowUs: number): void {
    if (nowUs < this.#endUs) return;
    const missed = Math.floor((nowUs - this.#endUs) / this.#tickUs);
    this.#emit(this.#endUs + missed * this.#tickUs);
  }

  /** Hands on what is left, at the end of the lane. */
  finish(nowUs: number): void {
    this.closeTicks(nowUs);
    this.#emit(this.#endUs);
  }

  #record(sample: Sample, outcome: Outcome): void {
    this.#ledger.record(sample);
    this.#samples.offer(sample);
    if (this.#onKept && this.#samples.changed >= mostKept) this.#onKept(this.#samples.take());
    for (const listener of this.#listeners) listener.ended(sample, outcome);
  }

  #emit(endUs: number): void {
    for (const listener of this.#listeners) listener.tickOver?.();
    this.#onTick({
      lane: this.#lane,
      endUs,
      ledger: this.#ledger.toData(),
      inFlight: this.#inFlight,
      maxInFlight: this.#maxInFlight,
      samples: this.#samples.take(),
      health: this.#health(),
    });
    this.#ledger.clear();
    this.#maxInFlight = this.#inFlight;
    this.#endUs = endUs + this.#tickUs;
  }
}
