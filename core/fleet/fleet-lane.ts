import type { LaneJob } from '../lanes/lane-job.js';
import { fold } from '../measure/fold.js';
import type { Tick } from '../measure/interval.js';
import { Ledger } from '../measure/ledger.js';
import type { WorkerAccount } from './accounts.js';
import type { ClockOffset } from './clock-offset.js';
import type { GhostLane } from './ghost-lane.js';
import type { Hello } from './protocol.js';
import type { LostWorker, WorkerFacts } from './worker-facts.js';

/** A worker of a run, as the coordinator knows it. */
export class FleetLane {
  readonly job: LaneJob;
  readonly lane: number;
  readonly epoch = 1;
  readonly hello: Hello;
  isReady = false;
  isArmed = false;
  isGone = false;
  /** Its loss is on its way into the log. */
  isDeclared = false;
  /** When it was last heard, by this process's monotonic clock. */
  heardAtMs = performance.now();
  threads = 0;
  account: WorkerAccount = {};
  lost: LostWorker | undefined;
  /** What stands in for it in the books, where the run goes on without it. */
  ghost: GhostLane | undefined;
  #clock: ClockOffset | undefined;
  #seq = -1;
  #longestQueue = 0;
  #busyShare = 0;
  /** The end of its last tick. */
  lastEndUs = 0;
  /** All that it said: what it is judged by. */
  readonly ledger = new Ledger();

  constructor(job: LaneJob, hello: Hello) {
    this.job = job;
    this.lane = job.lane;
    this.hello = hello;
  }

  /** It can send. */
  ready(clock: ClockOffset, threads: number, account: WorkerAccount = {}): void {
    this.isReady = true;
    this.heardAtMs = performance.now();
    this.threads = threads;
    this.account = account;
    this.#clock = clock;
  }

  heard(longestQueue: number): void {
    this.heardAtMs = performance.now();
    this.#longestQueue = longestQueue;
  }

  /**
   * Whether a message of that number is the next; one that is not newer was taken already. Throws
   * `RangeError` for one that is too new: something between is lost, and the books would be wrong.
   */
  isNext(seq: number): boolean {
    if (seq <= this.#seq) return false;
    if (seq !== this.#seq + 1) {
      throw new RangeError(`message ${seq} of ${this.hello.name} came after ${this.#seq}`);
    }
    this.#seq = seq;
    return true;
  }

  take({ ledger, endUs, health }: Tick): void {
    this.ledger.addData(ledger);
    this.lastEndUs = endUs;
    this.#busyShare = Math.max(this.#busyShare, health.busyShare);
  }

  facts(): WorkerFacts {
    const { name, host, origin, cores, version, node } = this.hello;
    const { sent, response, lateness } = fold(this.ledger);
    return {
      ...{ name, host, origin, cores, version, node, threads: this.threads, sent },
      p99Us: response.count === 0 ? null : response.percentileUs(99),
      lateP99Us: lateness.count === 0 ? null : lateness.percentileUs(99),
      busyShare: this.#busyShare,
      clockOffsetUs: this.#clock?.offsetUs ?? 0,
      clockErrorUs: this.#clock?.errorUs ?? 0,
      longestQueue: this.#longestQueue,
      account: this.account.account ?? null,
      lost: this.lost ?? null,
    };
  }
}
