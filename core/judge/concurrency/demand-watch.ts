import type { Demand } from './findings.js';
import type { LoadSecond } from './load-second.js';

/** The busiest stretch is looked for in windows of so many seconds: shorter ones are mostly chance. */
const windowS = 5;

/** Follows arrivals, service times and what is in flight through a load's seconds. */
export class DemandWatch {
  readonly #whole = new Stretch();
  /** Everything's time in flight, the drain's too. */
  #endedUs = 0;
  /** The drain, until more comes due: what is in flight then no arrival asked for. */
  #silent: LoadSecond[] = [];
  #window: LoadSecond[] = [];
  #busiest: Stretch | undefined;
  #reportedUs = 0;
  #ranUs = 0;

  add(load: LoadSecond): void {
    this.#endedUs += load.endedUs;
    this.#reportedUs += load.reportedUs;
    this.#ranUs += load.ranUs;
    if (load.due === 0) {
      if (this.#whole.seconds > 0) this.#silent.push(load);
      return;
    }
    for (const silent of this.#silent) this.#addOn(silent);
    this.#silent = [];
    this.#addOn(load);
  }

  /**
   * Over the time in which the load was on: its last second may be none, and a low rate has nothing due
   * for long. Undefined where nothing came due, or nothing was served.
   */
  whole(drivenS = this.#whole.seconds): Demand | undefined {
    const { meanServiceUs } = this.#whole;
    const demand = this.#whole.demand(meanServiceUs, drivenS);
    return demand && { ...demand, meanInFlight: this.#endedUs / 1e6 / drivenS };
  }

  /** Of the stretch with the most arrivals; a run that is not longer is its own busiest. */
  busiest(drivenS?: number): Demand | undefined {
    const stretch = this.#busiest;
    if (!stretch) return this.whole(drivenS);
    return stretch.demand(stretch.meanServiceUs ?? this.#whole.meanServiceUs);
  }

  /** Share of the service time that the REPORTs do not account for: network and queues; 0: no REPORT. */
  get networkShare(): number {
    return this.#reportedUs === 0 ? 0 : Math.max(0, 1 - this.#ranUs / this.#reportedUs);
  }

  #addOn(load: LoadSecond): void {
    this.#whole.add(load);
    this.#window = [...this.#window, load].slice(-windowS);
    if (this.#window.length < windowS) return;
    const stretch = new Stretch();
    for (const each of this.#window) stretch.add(each);
    if (!this.#busiest || stretch.due >= this.#busiest.due) this.#busiest = stretch;
  }
}

/** Seconds on end, added up. */
class Stretch {
  seconds = 0;
  due = 0;
  #fromS = 0;
  #samples = 0;
  #served = 0;
  #servedUs = 0;
  #inFlight = 0;
  #peakInFlight = 0;

  add(load: LoadSecond): void {
    if (this.#samples === 0) this.#fromS = load.second;
    // A stalled generator tells of several seconds in one.
    this.seconds = load.second + 1 - this.#fromS;
    this.#samples += 1;
    this.due += load.due;
    this.#served += load.served;
    this.#servedUs += load.servedUs;
    this.#inFlight += load.running + load.refusedUs / 1e6;
    this.#peakInFlight = Math.max(this.#peakInFlight, load.peakInFlight);
  }

  get meanServiceUs(): number | undefined {
    return this.#served === 0 ? undefined : this.#servedUs / this.#served;
  }

  demand(serviceUs: number | undefined, seconds = this.seconds): Demand | undefined {
    if (serviceUs === undefined) return undefined;
    const arrivalHz = this.due / seconds;
    return {
      fromS: this.#fromS,
      toS: this.#fromS + this.seconds,
      arrivalHz,
      serviceMs: serviceUs / 1000,
      needed: (arrivalHz * serviceUs) / 1e6,
      meanInFlight: this.#inFlight / this.#samples,
      peakInFlight: this.#peakInFlight,
    };
  }
}
