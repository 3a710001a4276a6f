import { defined } from '../../core/base/defined.js';
import { askedBetween, endOf } from '../../core/measure/asked.js';
import { emptyOutcomes, fold } from '../../core/measure/fold.js';
import type { Tick } from '../../core/measure/interval.js';
import { tickUs } from '../../core/measure/interval.js';
import { Ledger, type LedgerData } from '../../core/measure/ledger.js';
import type { PlannedWorkload } from '../../core/measure/run-books.js';
import type { LiveSnapshot } from '../../results/live/terminal/live-snapshot.js';

/** The live view's recent past: long enough for a p99 at a modest rate, short enough to be now. */
const recentTicks = 12;

/** Keeps what the live view shows: the whole run so far, and its last three seconds. */
export class LiveFeed {
  readonly #workloads: readonly PlannedWorkload[];
  readonly #total: LiveSnapshot['total'] = { outcomes: emptyOutcomes(), versions: new Map() };
  readonly #recent = new Map<number, LedgerData[]>();
  /** Filled anew for each snapshot; kept for its histograms' memory. */
  readonly #ledger = new Ledger();
  readonly #inFlight = new Map<number, number>();
  /** The end of the latest tick: what is shown as recent ends here, and not now. */
  #heardUs = 0;

  constructor(workloads: readonly PlannedWorkload[]) {
    this.#workloads = workloads;
  }

  add(tick: Tick): void {
    this.#heardUs = Math.max(this.#heardUs, tick.endUs);
    this.#count(tick.ledger);
    this.#inFlight.set(tick.lane, tick.inFlight);
    const quarter = Math.round(tick.endUs / tickUs);
    const known = this.#recent.get(quarter);
    if (known) known.push(tick.ledger);
    else this.#recent.set(quarter, [tick.ledger]);
    for (const old of this.#recent.keys()) {
      if (old <= quarter - recentTicks) this.#recent.delete(old);
    }
  }

  snapshot(elapsedS: number): LiveSnapshot {
    this.#ledger.clear();
    for (const quarter of this.#recent.values()) {
      for (const data of quarter) this.#ledger.addData(data);
    }
    const recentS = (this.#recent.size * tickUs) / 1e6;
    const heardS = this.#heardUs / 1e6;
    const askedHz = this.#askedHz(Math.max(0, heardS - recentS), heardS);
    return {
      elapsedS,
      inFlight: [...this.#inFlight.values()].reduce((sum, n) => sum + n, 0),
      recent: fold(this.#ledger),
      recentS,
      total: this.#total,
      ...defined({ askedHz }),
    };
  }

  #count({ cells }: LedgerData): void {
    const { outcomes, versions } = this.#total;
    for (const { kind, version, count } of cells) {
      outcomes[kind] += count;
      if (version !== '') versions.set(version, (versions.get(version) ?? 0) + count);
    }
  }

  /** What the plan asked for between two times, on average; absent where no open stage was on. */
  #askedHz(fromS: number, toS: number): number | undefined {
    let arrivals = 0;
    let isOpen = false;
    for (const stage of this.#workloads.flatMap(({ stages }) => stages)) {
      if (Math.min(toS, endOf(stage)) <= Math.max(fromS, stage.startS)) continue;
      const asked = askedBetween(stage, fromS, toS);
      if (asked === undefined) continue;
      isOpen = true;
      arrivals += asked;
    }
    return isOpen ? arrivals / (toS - fromS) : undefined;
  }
}
