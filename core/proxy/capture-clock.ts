/** A difference beyond this is a clock that was set or a machine that slept, not rounding. */
const jumpMs = 10;

/** The two clocks of the machine, in milliseconds. */
export interface MachineClocks {
  /** Since the Unix epoch; may be set back. */
  wallMs(): number;
  /** Never runs backwards, has a fraction, and may stand still while the machine sleeps. */
  monotonicMs(): number;
}

const machineClocks: MachineClocks = {
  wallMs: () => Date.now(),
  monotonicMs: () => performance.now(),
};

/**
 * Capture times: microseconds since the Unix epoch that never go back, so that the order of arrival
 * is the order of the times. Follows the wall clock when that jumps ahead; when it is set back,
 * goes on counting.
 */
export class CaptureClock {
  readonly #clocks: MachineClocks;
  #offsetMs: number;

  constructor(clocks = machineClocks) {
    this.#clocks = clocks;
    this.#offsetMs = clocks.wallMs() - clocks.monotonicMs();
  }

  nowUs(): number {
    const monotonicMs = this.#clocks.monotonicMs();
    const wallMs = this.#clocks.wallMs();
    if (wallMs - (monotonicMs + this.#offsetMs) > jumpMs) this.#offsetMs = wallMs - monotonicMs;
    return Math.round((monotonicMs + this.#offsetMs) * 1000);
  }
}
