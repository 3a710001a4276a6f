import { defined } from '../base/defined.js';
import type { Outcome } from '../invoke/outcome.js';
import type { Sample } from '../measure/sample.js';
import { type KeptSample, keptSample } from '../measure/sample-keeper.js';
import type { Arrival } from '../schedule/arrival.js';
import { LaneRecorder, type PayloadFacts, type RecorderSettings } from './lane-recorder.js';

/** So many are told at once; fewer at the end of a tick. */
const batch = 500;

/** Keeps a lane's books, and tells of every single invocation, in batches and in the order they ended. */
export class TellingRecorder extends LaneRecorder {
  readonly #tell: (samples: KeptSample[]) => void;
  readonly #redact: RecorderSettings['redact'];
  #waiting: KeptSample[] = [];

  constructor(settings: RecorderSettings, tell: (samples: KeptSample[]) => void) {
    super(settings);
    this.#tell = tell;
    this.#redact = settings.redact;
  }

  override notSent(arrival: Arrival, nowUs: number, outcome: Outcome, of?: PayloadFacts): void {
    super.notSent(arrival, nowUs, outcome, of);
    this.#add({ arrival, sentUs: nowUs, answeredUs: nowUs, outcome }, of);
  }

  override settled(
    arrival: Arrival,
    sentUs: number,
    answeredUs: number,
    outcome: Outcome,
    of?: PayloadFacts,
  ): void {
    super.settled(arrival, sentUs, answeredUs, outcome, of);
    const kept = this.#redact ? this.#redact(outcome, arrival.workload) : outcome;
    this.#add({ arrival, sentUs, answeredUs, outcome: kept }, of);
  }

  override closeTicks(nowUs: number): void {
    const isOver = nowUs >= this.tickEndUs;
    super.closeTicks(nowUs);
    if (isOver) this.#flush();
  }

  override finish(nowUs: number): void {
    super.finish(nowUs);
    this.#flush();
  }

  #add(sample: Sample, { tenantId }: PayloadFacts = {}): void {
    this.#waiting.push(keptSample({ ...sample, ...defined({ tenantId }) }, ''));
    if (this.#waiting.length >= batch) this.#flush();
  }

  #flush(): void {
    if (this.#waiting.length === 0) return;
    this.#tell(this.#waiting);
    this.#waiting = [];
  }
}
