import { LatencyHistogram } from '../../measure/histogram.js';
import type { LoadSecond, Throttles } from './load-second.js';

/** What was measured of the throttles of one reason. */
export interface Throttling {
  count: number;
  /** Seconds of the run: the first refusal's answer, and the end of the last second with one. */
  firstS: number;
  lastS: number;
  /** The most in flight in the second in which it began. */
  inFlight: number;
  /** About how many of these were being refused: throttles are in flight too until they are answered. */
  refusedInFlight: number;
  /** Sent in that second. */
  sentHz: number;
  /** Medians over the seconds that were throttled from end to end; undefined where there was none. */
  throughout?: {
    seconds: number;
    /** Under way at once of those that were served. */
    running: number;
    /** Sent and not throttled. */
    admittedHz: number;
    /** By how much `running` grew each second. */
    growthHz: number;
  };
}

/** Follows the throttles of one reason through a load's seconds. */
export class ThrottleWatch {
  readonly #reason: string;
  /** In thousandths. */
  readonly #running = new LatencyHistogram();
  readonly #admitted = new LatencyHistogram();
  #begun: Throttling | undefined;
  /** The latest throttled second: throttled from end to end if the next one is throttled too. */
  #latest: LoadSecond | undefined;
  #firstWhole: LoadSecond | undefined;
  #lastWhole: LoadSecond | undefined;

  constructor(reason: string) {
    this.#reason = reason;
  }

  add(load: LoadSecond): void {
    const throttles = load.throttles.get(this.#reason);
    if (!throttles) return;
    if (!this.#begun) {
      this.#begun = begin(load, throttles);
      return;
    }
    if (this.#latest?.second === load.second - 1) this.#addWhole(this.#latest);
    this.#latest = load;
    this.#begun.count += throttles.count;
    this.#begun.lastS = load.second + 1;
  }

  /** Undefined while nothing was throttled for the reason. */
  get throttling(): Throttling | undefined {
    if (!this.#begun || !this.#firstWhole || !this.#lastWhole) return this.#begun;
    const passedS = this.#lastWhole.second - this.#firstWhole.second;
    const grown = this.#lastWhole.running - this.#firstWhole.running;
    const throughout = {
      seconds: this.#running.count,
      running: this.#running.percentileUs(50) / 1000,
      admittedHz: this.#admitted.percentileUs(50),
      growthHz: passedS === 0 ? 0 : grown / passedS,
    };
    return { ...this.#begun, throughout };
  }

  #addWhole(load: LoadSecond): void {
    this.#running.record(load.running * 1000);
    this.#admitted.record(load.sent - load.throttled);
    this.#firstWhole ??= load;
    this.#lastWhole = load;
  }
}

function begin(load: LoadSecond, throttles: Throttles): Throttling {
  return {
    count: throttles.count,
    firstS: throttles.firstUs / 1e6,
    lastS: load.second + 1,
    inFlight: load.peakInFlight,
    refusedInFlight: refusedAtOnce(load, throttles),
    sentHz: load.sent,
  };
}

/** Little's law of the refusals: their rate times how long each takes; the one that is counted at least. */
function refusedAtOnce(
  { throttled, refusedUs }: LoadSecond,
  { count, firstUs, lastUs }: Throttles,
): number {
  const meanUs = refusedUs / throttled;
  const atOnce = lastUs > firstUs ? ((count - 1) / (lastUs - firstUs)) * meanUs : count;
  return Math.min(count, Math.max(1, Math.round(atOnce)));
}
