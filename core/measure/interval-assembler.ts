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
 * every lane has said so far; a lane that is gone is not waited for.
 */
export class IntervalAssembler {
  readonly #heardUs: Map<number, number>;
  readonly #open = new Map<number, OpenSecond>();
  /** Of seconds that are closed: their histograms' memory is used again. */
  readonly #spare: Ledger[] = [];

  constructor(lanes: readonly number[]) {
    this.#heardUs = new Map(lanes.map((lane) => [lane, 0]));
  }

  /** Takes a tick; gives the seconds that are complete by it, in order. */
  add(tick: Tick): Interval[] {
    const second = Math.ceil(tick.endUs / secondUs) - 1;
    const open = this.#second(second);
    open.ledger.addData(tick.ledger);
    for (const sample of tick.samples) open.samples.push(sample);
    const quarter = open.quarters.get(tick.endUs) ?? { inFlight: 0, maxInFlight: 0 };
    open.quarters.set(tick.endUs, {
      inFlight: quarter.inFlight + tick.inFlight,
      maxInFlight: quarter.maxInFlight + tick.maxInFlight,
    });
    open.busyShare = Math.max(open.busyShare, tick.health.busyShare);
    open.gcMs += tick.health.gcMs;
    if (this.#heardUs.has(tick.lane)) this.#heardUs.set(tick.lane, tick.endUs);
    return this.#complete();
  }

  /** The lane will say nothing more: it has finished, or died. */
  laneGone(lane: number): Interval[] {
    this.#heardUs.delete(lane);
    return this.#complete();
  }

  #complete(): Interval[] {
    const heardUs = Math.min(...this.#heardUs.values());
    const complete = [...this.#open.keys()]
      .filter((second) => (second + 1) * secondUs <= heardUs)
      .sort((a, b) => a - b);
    return complete.map((second) => this.#close(second));
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
