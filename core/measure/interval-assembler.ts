import { type Interval, secondUs, type Tick } from './interval.js';
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
 * taken: its seconds are closed. The work for each tick does not grow with the number of lanes.
 */
export class IntervalAssembler {
  readonly #heardUs: Map<number, number>;
  readonly #lengthUs: number;
  readonly #open = new Map<number, OpenSecond>();
  /** Of seconds that are closed: their histograms' memory is used again. */
  readonly #spare: Ledger[] = [];
  /** The end of the second that is waited for, and how many lanes have not said so far. */
  #awaitedUs: number;
  #behind: number;

  /** `lengthUs` is that of what it gives: a second, or whatever ticks are to be put together to. */
  constructor(lanes: readonly number[], lengthUs = secondUs) {
    this.#heardUs = new Map(lanes.map((lane) => [lane, 0]));
    this.#lengthUs = lengthUs;
    this.#awaitedUs = lengthUs;
    this.#behind = this.#heardUs.size;
  }

  /** Whether a lane has something to say: it is one of them, and not gone. */
  awaits(lane: number): boolean {
    return this.#heardUs.has(lane);
  }

  /** Takes a tick; gives the seconds that are complete by it, in order. */
  add(tick: Tick): Interval[] {
    const before = this.#heardUs.get(tick.lane);
    if (before === undefined) return [];
    this.#take(tick);
    this.#heardUs.set(tick.lane, tick.endUs);
    if (before < this.#awaitedUs && tick.endUs >= this.#awaitedUs) this.#behind -= 1;
    return this.#complete();
  }

  /** The lane will say nothing more: it has finished, or died. */
  laneGone(lane: number): Interval[] {
    const heardUs = this.#heardUs.get(lane);
    if (heardUs === undefined) return [];
    this.#heardUs.delete(lane);
    if (heardUs < this.#awaitedUs) this.#behind -= 1;
    return this.#complete();
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

  /** All lanes are looked at once for each second, not once for each tick. */
  #complete(): Interval[] {
    if (this.#behind > 0) return [];
    let heardUs = Number.POSITIVE_INFINITY;
    for (const us of this.#heardUs.values()) if (us < heardUs) heardUs = us;
    this.#awaitedUs = (Math.floor(heardUs / this.#lengthUs) + 1) * this.#lengthUs;
    for (const us of this.#heardUs.values()) if (us < this.#awaitedUs) this.#behind += 1;
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
