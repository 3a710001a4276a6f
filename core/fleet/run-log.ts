import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock } from '../base/clock.js';
import { defined } from '../base/defined.js';
import type { RepriseError } from '../base/errors.js';
import type { LaneListener } from '../lanes/lanes.js';
import type { Bus, LogMessage } from './bus.js';
import { CommittedTicks } from './committed-ticks.js';
import type { FleetLane } from './fleet-lane.js';
import type { GhostLane } from './ghost-lane.js';
import { fromText, toText } from './plain-text.js';
import {
  type Armed,
  type Beat,
  beatMs,
  type Gone,
  type Heartbeat,
  type LostPolicy,
  lostAfterMs,
  type Order,
  runSubjects,
  type Start,
  streamOf,
} from './protocol.js';
import { cannotBeCounted, failed, lostError } from './run-errors.js';
import { type Done, decodeTick } from './tick-codec.js';

/** Workers that are told to end at once may take so long. */
const abortWithinMs = 3000;
/** What is committed is dropped from the log every so often. */
const purgeEveryMs = 10_000;

/** What it needs of the bus. */
export type RunBus = Pick<
  Bus,
  'isConnected' | 'onReconnect' | 'listen' | 'tell' | 'append' | 'readLog' | 'purge'
>;

/** What a run's log is about, and who hears what it says. */
export interface RunLogSettings {
  run: string;
  lanes: readonly FleetLane[];
  listener: LaneListener;
  onLost: LostPolicy;
  /** What stands in for a worker that is lost, by all that it said. */
  ghostOf: (lane: FleetLane) => GhostLane;
}

/**
 * The coordinator's side of a run that goes on. The log is the truth, and this a fold over it: ticks,
 * orders and losses count in the order in which the log has them.
 */
export class RunLog {
  /** Resolves when every lane is gone. */
  readonly done: Promise<void>;
  readonly #bus: RunBus;
  readonly #run: string;
  readonly #subjects: ReturnType<typeof runSubjects>;
  readonly #lanes: readonly FleetLane[];
  readonly #listener: LaneListener;
  readonly #onLost: LostPolicy;
  readonly #ghostOf: (lane: FleetLane) => GhostLane;
  readonly #committed: CommittedTicks;
  readonly #closers: (() => unknown)[] = [];
  #settleDone: () => void = () => {};
  #startUs: number | undefined;
  #order: Order['type'] | undefined;
  #isOver = false;
  /** When the bus was there again, or this process itself: who was not heard before that is not to blame. */
  #awakeAtMs = performance.now();
  #lastLookMs = performance.now();
  #lastPurgeMs = performance.now();

  constructor(bus: RunBus, { run, lanes, listener, onLost, ghostOf }: RunLogSettings) {
    this.#bus = bus;
    this.#run = run;
    this.#subjects = runSubjects(run);
    this.#lanes = lanes;
    this.#listener = listener;
    this.#onLost = onLost;
    this.#ghostOf = ghostOf;
    this.#committed = new CommittedTicks(lanes.map(({ lane }) => lane));
    this.done = new Promise((resolve) => {
      this.#settleDone = resolve;
    });
    const beating = setInterval(() => this.#beat(), beatMs);
    this.#closers.push(
      () => clearInterval(beating),
      bus.onReconnect(() => this.#wake()),
      bus.listen<Heartbeat>(this.#subjects.heartbeat, (message) => this.#onHeartbeat(message)),
      bus.listen<Armed>(this.#subjects.armed, (message) => this.#onArmed(message)),
    );
    this.#beat();
  }

  /** Folds the log from now on. */
  async read(): Promise<void> {
    this.#closers.push(await this.#bus.readLog(streamOf(this.#run), (m) => this.#onMessage(m)));
  }

  async start(start: Start): Promise<void> {
    this.#startUs = start.t0Us;
    await this.#append(this.#subjects.start, start, 'start');
  }

  async go(): Promise<void> {
    await this.#append(this.#subjects.go, {}, 'go');
  }

  /** In the log, so that who reads it again knows; heard at once by all who are there. */
  order(type: Order['type']): void {
    if (this.#order === 'abort' || this.#order === type) return;
    this.#order = type;
    void this.#append(this.#subjects.order, { type } satisfies Order, `order.${type}`);
    for (const lane of this.#lanes) if (lane.ghost) this.#leave(lane);
    if (type === 'abort') this.#closers.push(afterMs(abortWithinMs, () => this.#leaveAll()));
  }

  /** The run cannot begin: those who could send are told to go home. */
  giveUp(missing: readonly FleetLane[], why: RepriseError): void {
    this.order('abort');
    for (const lane of missing) this.#leave(lane, why);
  }

  /** Lets the workers go. */
  async close(): Promise<void> {
    this.#isOver = true;
    this.#beat();
    for (const close of this.#closers) close();
    // Who missed it is told by nobody again, and goes when it is orphaned.
    await sleep(0);
    this.#beat();
  }

  #append(subject: string, message: unknown, id: string): Promise<void> {
    return this.#insist(() =>
      this.#bus.append(subject, toText(message), `${this.#run}.coordinator.${id}`),
    );
  }

  /** Until it is in the log, or the run is over. */
  async #insist(append: () => Promise<void>): Promise<void> {
    while (!this.#isOver) {
      try {
        await append();
        return;
      } catch {
        await sleep(beatMs);
      }
    }
  }

  #onMessage({ subject, data, place }: LogMessage): void {
    const [, , , what, number] = subject.split('.');
    const lane = this.#lanes[Number(number)];
    if (!lane || lane.isGone || lane.ghost) return;
    if (what === 'gone') this.#onGone(lane, fromText<Gone>(Buffer.from(data).toString()));
    if (what !== 'tick') return;
    try {
      this.#onTick(lane, data, place);
    } catch (error) {
      this.#leave(lane, cannotBeCounted(error));
    }
  }

  #onTick(lane: FleetLane, data: Uint8Array, place: number): void {
    const { seq, epoch, tick, done } = decodeTick(data);
    if (epoch !== lane.epoch || !lane.isNext(seq)) return;
    if (tick) {
      lane.take(tick);
      this.#listener.onTick({ ...tick, lane: lane.lane });
      this.#committed.take(lane.lane, tick.endUs, place);
    }
    if (done) this.#onDone(lane, done);
  }

  #onDone(lane: FleetLane, { reason, message = '', hint, sets = [] }: Done): void {
    for (const each of sets) this.#listener.onSets?.(each);
    if (reason === 'planEnd' || (reason === 'stopped' && this.#order)) this.#leave(lane);
    else if (reason === 'failed') this.#leave(lane, failed(lane, message, hint));
    else void this.#declare(lane, `it ended before its plan did (${reason})`);
  }

  #onHeartbeat({ lane, epoch, longestQueue }: Heartbeat): void {
    const known = this.#lanes[lane];
    if (known?.epoch === epoch) known.heard(longestQueue);
  }

  #onArmed({ lane, epoch }: Armed): void {
    const known = this.#lanes[lane];
    if (known?.epoch === epoch) known.isArmed = true;
  }

  #beat(): void {
    const gone = this.#lanes
      .filter(({ lost, isDeclared }) => lost || isDeclared)
      .map(({ lane, epoch }) => ({ lane, epoch }));
    const committedUs = this.#committed.untilUs;
    const beat: Beat = {
      ...{ committedUs, gone, isOver: this.#isOver },
      ...defined({ order: this.#order }),
    };
    this.#bus.tell(this.#subjects.beat, beat);
    this.#lookForLost();
    this.#tellGhosts();
    this.#purge();
  }

  #wake(): void {
    this.#awakeAtMs = performance.now();
  }

  /** A worker that says nothing for two seconds, while others could have been heard, is lost. */
  #lookForLost(): void {
    const nowMs = performance.now();
    // This process was stopped itself, or starved: nobody can have been heard meanwhile.
    if (nowMs - this.#lastLookMs > lostAfterMs / 2) this.#wake();
    this.#lastLookMs = nowMs;
    if (this.#startUs === undefined || !this.#bus.isConnected) return;
    for (const lane of this.#lanes) {
      const silentMs = nowMs - Math.max(lane.heardAtMs, this.#awakeAtMs);
      if (lane.isGone || lane.lost || lane.isDeclared || silentMs < lostAfterMs) continue;
      void this.#declare(lane, `no heartbeat for ${(silentMs / 1000).toFixed(1)} s`);
    }
  }

  /** Said in the log itself: what of its ticks comes before it counts, whoever reads it. */
  async #declare(lane: FleetLane, how: string): Promise<void> {
    lane.isDeclared = true;
    const { lane: number, epoch } = lane;
    const gone: Gone = { lane: number, epoch, how, policy: this.#onLost };
    await this.#append(this.#subjects.gone(number), gone, `gone.${number}.${epoch}`);
  }

  #onGone(lane: FleetLane, { epoch, how, policy }: Gone): void {
    if (epoch !== lane.epoch) return;
    const atS = (systemClock.nowUs() - (this.#startUs ?? 0)) / 1e6;
    lane.lost = { atS, how, policy, heardUntilS: lane.lastEndUs / 1e6 };
    const hasOthers = this.#lanes.some(({ isGone, lost }) => !isGone && !lost);
    if (this.#order) this.#leave(lane);
    else if (policy === 'stop' || !hasOthers) this.#leave(lane, lostError(lane));
    else lane.ghost = this.#ghostOf(lane);
  }

  /** The shares of lost workers, in step with time: given in advance they would move the run's view of itself. */
  #tellGhosts(): void {
    const nowUs = systemClock.nowUs() - (this.#startUs ?? 0);
    for (const lane of this.#lanes) {
      const { ghost, job, isGone } = lane;
      const endUs = Math.floor(nowUs / job.tickUs) * job.tickUs;
      if (!ghost || isGone || endUs <= lane.lastEndUs) continue;
      this.#listener.onTick(ghost.tickTo(endUs, lane.lane));
      lane.lastEndUs = endUs;
      this.#committed.advance(lane.lane, endUs);
      if (ghost.isOver) this.#leave(lane);
    }
  }

  #leave(lane: FleetLane, error?: RepriseError): void {
    if (lane.isGone) return;
    lane.isGone = true;
    this.#committed.gone(lane.lane);
    this.#listener.onGone(lane.lane, error);
    if (this.#lanes.every(({ isGone }) => isGone)) this.#settleDone();
  }

  #leaveAll(): void {
    for (const lane of this.#lanes) this.#leave(lane);
  }

  #purge(): void {
    const nowMs = performance.now();
    const place = this.#committed.firstNeeded;
    if (nowMs - this.#lastPurgeMs < purgeEveryMs || place === undefined) return;
    this.#lastPurgeMs = nowMs;
    const ticks = this.#subjects.tick('*');
    void this.#bus.purge(streamOf(this.#run), ticks, place).catch(() => {});
  }
}

function afterMs(ms: number, callback: () => void): () => void {
  const timer = setTimeout(callback, ms);
  return () => clearTimeout(timer);
}
