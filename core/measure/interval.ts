import type { LedgerData } from './ledger.js';
import type { KeptSample } from './sample-keeper.js';

/** How the thread that sends fared: what makes it late, when it is. */
export interface LaneHealth {
  /** Share of the time in which the thread was not waiting for anything, 0 to 1. */
  busyShare: number;
  /** Time in the garbage collector. */
  gcMs: number;
}

/** What one lane has to say of a tick, a fraction of a second: plain data, posted to the coordinator. */
export interface Tick {
  lane: number;
  /** The tick's end, in microseconds of the run: a multiple of the tick's length. */
  endUs: number;
  ledger: LedgerData;
  /** In flight at the end of the tick and at most during it. */
  inFlight: number;
  maxInFlight: number;
  samples: KeptSample[];
  health: LaneHealth;
}

/** The live view's four looks a second. */
export const tickUs = 250_000;

/** The length of an interval. */
export const secondUs = 1_000_000;

/** One second of the whole run, as it is committed: everything that came due or ended in it. */
export interface Interval {
  /** The interval is [second, second + 1) of the run. */
  second: number;
  ledger: LedgerData;
  inFlight: number;
  maxInFlight: number;
  samples: KeptSample[];
  /** Of the busiest lane; the collectors of all lanes together. */
  health: LaneHealth;
}
