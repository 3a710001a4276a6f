import type { CellData } from '../../measure/cell.js';
import { type Interval, secondUs } from '../../measure/interval.js';
import type { Load } from './load.js';

/** Throttles of one reason within a second; times are microseconds of the run. */
export interface Throttles {
  count: number;
  firstUs: number;
  lastUs: number;
}

/** What one second says of a load. Sums of times are in microseconds. */
export interface LoadSecond {
  second: number;
  /** Came due, and of these sent. */
  due: number;
  sent: number;
  /** Of what ended: served (`ok`, `functionError`), with the sum of the service times. */
  served: number;
  servedUs: number;
  /** Of the served with a REPORT: their service times, and the time in which the function ran or began. */
  reportedUs: number;
  ranUs: number;
  throttled: number;
  /** How long the throttled waited for their refusal. */
  refusedUs: number;
  throttles: ReadonlyMap<string, Throttles>;
  /** The time in flight of everything that ended, refused and failed too. */
  endedUs: number;
  /** In flight at the end of the second. */
  inFlight: number;
  /** About how many of those that are served were under way at once, on average. */
  running: number;
  /** The most in flight within the second; of a part of the run, the greater of its beginning and end. */
  peakInFlight: number;
}

/** The seconds of a run that are needed: `Interval` has them. */
export type RunSecond = Pick<Interval, 'second' | 'ledger' | 'maxInFlight'>;

/**
 * Reads a run's seconds, in order, for one load. What of it is in flight at the end of a second is
 * what was sent until then and has not ended; within a second only the whole run's peak is measured.
 * The ends of seconds are a poor sample of invocations that take much less, and the time of those that
 * ended is one of invocations that take more: `running` is the one or the other.
 */
export class LoadReader {
  readonly #load: Load;
  #inFlight = 0;

  constructor(load: Load) {
    this.#load = load;
  }

  read({ second, ledger, maxInFlight }: RunSecond): LoadSecond {
    const stages = ledger.stages.filter(({ workload }) => this.#load.workloads.has(workload));
    const cells = ledger.cells.filter(({ workload }) => this.#load.workloads.has(workload));
    const sent = sumOf(stages, (stage) => stage.sent);
    const began = this.#inFlight;
    this.#inFlight = Math.max(0, began + sent - sumOf(cells, endedOf));
    const served = cells.filter(({ kind }) => kind === 'ok' || kind === 'functionError');
    const throttled = cells.filter(({ kind }) => kind === 'throttled');
    const reported = served.filter(({ start }) => start !== 'unknown');
    const count = sumOf(served, (cell) => cell.count);
    const servedUs = sumOf(served, ({ service }) => service.sumUs);
    return {
      ...{ second, sent, due: sumOf(stages, ({ due }) => due) },
      ...{ served: count, servedUs, endedUs: sumOf(cells, ({ service }) => service.sumUs) },
      reportedUs: sumOf(reported, ({ service }) => service.sumUs),
      ranUs: sumOf(reported, ({ duration, init }) => duration.sumUs + init.sumUs),
      throttled: sumOf(throttled, (cell) => cell.count),
      refusedUs: sumOf(throttled, ({ service }) => service.sumUs),
      throttles: throttlesOf(throttled),
      inFlight: this.#inFlight,
      running: servedUs < count * secondUs ? servedUs / secondUs : this.#inFlight,
      peakInFlight: this.#load.isWhole ? maxInFlight : Math.max(began, this.#inFlight),
    };
  }
}

/** What has ended of what was sent: `dropped` never was. */
function endedOf({ kind, count }: CellData): number {
  return kind === 'dropped' ? 0 : count;
}

function throttlesOf(cells: readonly CellData[]): Map<string, Throttles> {
  const byReason = new Map<string, Throttles>();
  for (const { type, count, firstUs, lastUs } of cells.flatMap(({ details }) => details)) {
    const known = byReason.get(type);
    byReason.set(type, {
      count: count + (known?.count ?? 0),
      firstUs: Math.min(firstUs, known?.firstUs ?? firstUs),
      lastUs: Math.max(lastUs, known?.lastUs ?? lastUs),
    });
  }
  return byReason;
}

function sumOf<T>(all: readonly T[], read: (each: T) => number): number {
  return all.reduce((sum, each) => sum + read(each), 0);
}
