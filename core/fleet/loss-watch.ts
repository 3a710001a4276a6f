import type { FleetLane } from './fleet-lane.js';
import { lostAfterMs } from './protocol.js';

/** Knows who has said nothing for two seconds, while others could have been heard. */
export class LossWatch {
  /** When the bus was there again, or this process itself: who was not heard before that is not to blame. */
  #awakeAtMs = performance.now();
  #lastLookMs = performance.now();

  /** Nobody could be heard until now. */
  wake(): void {
    this.#awakeAtMs = performance.now();
  }

  /** Those who are lost, and for how many milliseconds each was not heard. */
  silent(lanes: readonly FleetLane[]): [lane: FleetLane, silentMs: number][] {
    const nowMs = performance.now();
    // This process was stopped itself, or starved: nobody can have been heard meanwhile.
    if (nowMs - this.#lastLookMs > lostAfterMs / 2) this.wake();
    this.#lastLookMs = nowMs;
    return lanes.flatMap((lane): [FleetLane, number][] => {
      const silentMs = nowMs - Math.max(lane.heardAtMs, this.#awakeAtMs);
      const isKnown = lane.isGone || lane.lost !== undefined || lane.isDeclared;
      return isKnown || silentMs < lostAfterMs ? [] : [[lane, silentMs]];
    });
  }
}
