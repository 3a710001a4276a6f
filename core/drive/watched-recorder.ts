import type { Outcome } from '../invoke/outcome.js';
import type { Sample } from '../measure/sample.js';
import type { Arrival } from '../schedule/arrival.js';
import { LaneRecorder, type PayloadFacts, type RecorderSettings } from './lane-recorder.js';

/** Keeps a lane's books, and shows every sample, with the response in its outcome, to a watcher. */
export class WatchedRecorder extends LaneRecorder {
  readonly #watch: (sample: Sample) => void;

  constructor(settings: RecorderSettings, watch: (sample: Sample) => void) {
    super(settings);
    this.#watch = watch;
  }

  override notSent(arrival: Arrival, nowUs: number, outcome: Outcome, of?: PayloadFacts): void {
    super.notSent(arrival, nowUs, outcome, of);
    this.#watch({ arrival, sentUs: nowUs, answeredUs: nowUs, outcome });
  }

  override settled(
    arrival: Arrival,
    sentUs: number,
    answeredUs: number,
    outcome: Outcome,
    of?: PayloadFacts,
  ): void {
    super.settled(arrival, sentUs, answeredUs, outcome, of);
    this.#watch({ arrival, sentUs, answeredUs, outcome });
  }
}
