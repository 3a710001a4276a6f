import type { LaneJob } from '../lanes/lane-job.js';
import { fold } from '../measure/fold.js';
import type { Tick } from '../measure/interval.js';
import { Ledger } from '../measure/ledger.js';
import type { LateStart } from '../schedule/late-start.js';
import type { WorkerAccount } from './accounts.js';
import type { ClockOffset } from './clock-offset.js';
import type { GhostLane } from './ghost-lane.js';
import type { Hello, Taken } from './protocol.js';
import type { Done, LoggedTick, Noted } from './tick-codec.js';
import type { LostWorker, WorkerFacts } from './worker-facts.js';

/** A worker of a run, as the coordinator knows it. */
export class FleetLane {
  readonly job: LaneJob;
  readonly lane: number;
  readonly epoch: number;
  /** Of one that took another's place. */
  readonly late: LateStart | undefined;
  readonly hello: Hello;
  isReady = false;
  isArmed = false;
  isGone = false;
  /** Its loss is on its way into the log. */
  isDeclared = false;
  /** When it was last heard, by this process's monotonic clock. */
  heardAtMs = performance.now();
  threads = 0;
  clock: ClockOffset = { offsetUs: 0, errorUs: 0 };
  account: WorkerAccount = {};
  lost: LostWorker | undefined;
  /** What stands in for it in the books, where the run goes on without it. */
  ghost: GhostLane | undefined;
  /** Where that ends, and who took its place goes on. */
  ghostUntilUs = Number.POSITIVE_INFINITY;
  /** What it said last. */
  done: Done | undefined;
  /** What it told of single invocations, in pieces: they belong to its next tick. */
  readonly told: Uint8Array[] = [];
  #seq = -1;
  /** Up to here its ledger is of what an earlier coordinator has noted. */
  #notedSeq = -1;
  #longestQueue = 0;
  #busyShare = 0;
  /** The end of its last tick, or of its ghost's. */
  lastEndUs: number;
  /** The end of what it said itself. */
  saidUntilUs: number;
  /** All that it said: what it is judged by. */
  readonly ledger = new Ledger();

  /** `late`: from which epoch on, and from when, it has the lane in another's place. */
  constructor(job: LaneJob, hello: Hello, { epoch, late }: Partial<Taken> = {}) {
    this.job = job;
    this.lane = job.lane;
    this.hello = hello;
    this.epoch = epoch ?? 1;
    this.late = late;
    this.lastEndUs = late?.fromUs ?? 0;
    this.saidUntilUs = this.lastEndUs;
  }

  /** The number of its last message; -1 before the first. */
  get seq(): number {
    return this.#seq;
  }

  /** It can send. */
  ready(clock: ClockOffset, threads: number, account: WorkerAccount = {}): void {
    this.isReady = true;
    this.heardAtMs = performance.now();
    this.threads = threads;
    this.account = account;
    this.clock = clock;
  }

  heard(longestQueue: number): void {
    this.heardAtMs = performance.now();
    this.#longestQueue = Math.max(this.#longestQueue, longestQueue);
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

  /** Its message `seq`, which may be of what was noted. */
  take({ ledger, endUs, health }: Tick, seq: number): void {
    if (seq <= this.#notedSeq) return;
    this.ledger.addData(ledger);
    this.lastEndUs = endUs;
    this.saidUntilUs = endUs;
    this.#busyShare = Math.max(this.#busyShare, health.busyShare);
  }

  /** What it said so far, to be noted in the log. */
  noted(fromSeq: number, committedUs: number): LoggedTick {
    const seq = Math.max(this.#seq, this.#notedSeq);
    const tick: Tick = {
      ...{ lane: this.lane, endUs: this.saidUntilUs, ledger: this.ledger.toData(), samples: [] },
      ...{ inFlight: 0, maxInFlight: 0, health: { busyShare: this.#busyShare, gcMs: 0 } },
    };
    const noted = { fromSeq, committedUs, longestQueue: this.#longestQueue };
    return { seq, epoch: this.epoch, tick, noted, ...(this.done && { done: this.done }) };
  }

  /** Begins with what was noted of it; the log has its messages from `fromSeq` on. */
  recall({ seq, tick, done }: LoggedTick, { fromSeq, longestQueue }: Noted): void {
    if (tick) this.take(tick, seq);
    this.#notedSeq = seq;
    this.#seq = fromSeq - 1;
    this.#longestQueue = longestQueue;
    if (fromSeq > seq) this.done = done;
  }

  /** What its ghost says up to a time of the run: tick by tick, so that whoever tells it again says the same. */
  *ghostTicks(untilUs: number): Iterable<Tick> {
    const { tickUs } = this.job;
    const endUs = Math.min(untilUs, this.ghostUntilUs);
    while (this.ghost && !this.ghost.isOver && this.lastEndUs + tickUs <= endUs) {
      this.lastEndUs += tickUs;
      yield this.ghost.tickTo(this.lastEndUs, this.lane);
    }
  }

  /** How another begins in its place: with what it cannot have sent, nor anybody before it. */
  lateFrom(fromUs: number): LateStart {
    const { begun = [], unheard = 0, lanes = 1 } = this.late ?? {};
    const before = begun.map((each) => ({ ...each, due: each.due * lanes }));
    for (const { workload, stage, due } of this.ledger.stages()) {
      const known = before.find((each) => each.workload === workload && each.stage === stage);
      if (known) known.due += due;
      else before.push({ workload, stage, due });
    }
    const heardUntilUs = (this.lost?.heardUntilS ?? 0) * 1e6;
    const since = Math.ceil(fromUs - heardUntilUs);
    const threads = Math.max(1, this.threads);
    return { fromUs, begun: before, unheard: since + unheard * lanes, lanes: threads };
  }

  facts(): WorkerFacts {
    const { name, host, origin, cores, version, node } = this.hello;
    const { sent, response, lateness } = fold(this.ledger);
    return {
      ...{ name, host, origin, cores, version, node, threads: this.threads, sent },
      p99Us: response.count === 0 ? null : response.percentileUs(99),
      lateP99Us: lateness.count === 0 ? null : lateness.percentileUs(99),
      busyShare: this.#busyShare,
      clockOffsetUs: this.clock.offsetUs,
      clockErrorUs: this.clock.errorUs,
      longestQueue: this.#longestQueue,
      account: this.account.account ?? null,
      lost: this.lost ?? null,
    };
  }
}
