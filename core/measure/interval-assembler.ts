import { type Interval, secondUs, type Tick } from './interval.js';
import { LaneProgress } from './lane-progress.js';
import { Ledger } from './ledger.js';
import type { KeptSample } from './sample-keeper.js';

interface OpenSecond {
  ledger: Ledger;
  samples: KeptSample[];
  /** In flight of each lane, by the tick's end, so that lanes add up and quarters do not. */
  quarters: Map<number, { inFlight: number; maxInFlight: number }>;
  busyShare: number;
  gcMs: number;
}

/**
 * Puts the lanes' quarter seconds together to seconds of the whole run. A second is complete when
 * every lane has said so far; a lane that is gone is not waited for, and what still comes of it is not
 * taken: its seconds are closed.
 */
export class IntervalAssembler {
  readonly #progress: LaneProgress;
  readonly #lengthUs: number;
  readonly #open = new Map<number, OpenSecond>();
  /** Of seconds that are closed: their histograms' memory is used again. */
  readonly #spare: Ledger[] = [];

  /** `lengthUs` is that of what it gives: a second, or whatever ticks are to be put together to. */
  constructor(lanes: readonly number[], lengthUs = secondUs) {
    this.#lengthUs = lengthUs;
    this.#progress = new LaneProgress(lanes, lengthUs);
  }

  /** Whether a lane has something to say: it is one of them, and not gone. */
  awaits(lane: number): boolean {
    return this.#progress.has(lane);
  }

  /** Takes a tick; gives the seconds that are complete by it, in order. */
  add(tick: Tick): Interval[] {
    if (!this.awaits(tick.lane)) return [];
    this.#take(tick);
    return this.#complete(this.#progress.advance(tick.lane, tick.endUs));
  }

  /** The lane will say nothing more: it has finished, or died. */
  laneGone(lane: number): Interval[] {
    return this.#complete(this.#progress.leave(lane));
  }

  #take(tick: Tick): void {
    const open = this.#second(Math.ceil(tick.endUs / this.#lengthUs) - 1);
    open.ledger.addData(tick.ledger);
    for (const sample of tick.samples) open.samples.push(sample);
    const quarter = open.quarters.get(tick.endUs) ?? { inFlight: 0, maxInFlight: 0 };
    open.quarters.set(tick.endUs, {
      inFlight: quarter.inFlight + tick.inFlight,
      maxInFlight: quarter.maxInFlight + tick.maxInFlight,
    });
    open.busyShare = Math.max(open.busyShare, tick.health.busyShare);
    open.gcMs += tick.health.gcMs;
  }

  #complete(heardUs: number | undefined): Interval[] {
    if (heardUs === undefined) return [];
    return [...this.#open.keys()]
      .filter((second) => (second + 1) * this.#lengthUs <= heardUs)
      .sort((a, b) => a - b)
      .map((second) => this.#close(second));
  }

  #close(second: number): Interval {
    const { ledger, samples, quarters, busyShare, gcMs } = this.#second(second);
    this.#open.delete(second);
    const data = ledger.toData();
    ledger.clear();
    this.#spare.push(ledger);
    const inOrder = [...quarters.entries()].sort(([a], [b]) => a - b).map(([, quarter]) => quarter);
    return {
      second,
      ledger: data,
      samples,
      health: { busyShare, gcMs },
      inFlight: inOrder.at(-1)?.inFlight ?? 0,
      maxInFlight: Math.max(0, ...inOrder.map(({ maxInFlight }) => maxInFlight)),
    };
  }

  #second(second: number): OpenSecond {
    let open = this.#open.get(second);
    if (!open) {
      const ledger = this.#spare.pop() ?? new Ledger();
      open = { ledger, samples: [], quarters: new Map(), busyShare: 0, gcMs: 0 };
      this.#open.set(second, open);
    }
    return open;
  }
}
