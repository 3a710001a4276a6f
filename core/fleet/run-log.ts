import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock } from '../base/clock.js';
import { defined } from '../base/defined.js';
import type { RepriseError } from '../base/errors.js';
import type { LaneListener } from '../lanes/lanes.js';
import type { Tick } from '../measure/interval.js';
import type { Bus, LogMessage } from './bus.js';
import { CommittedTicks } from './committed-ticks.js';
import type { FleetLane } from './fleet-lane.js';
import { LogKeeper } from './log-keeper.js';
import { LogWriter } from './log-writer.js';
import { Losses, type LossSettings } from './losses.js';
import { fromBytes } from './plain-text.js';
import {
  type Armed,
  type Beat,
  beatMs,
  type Gone,
  type Heartbeat,
  type Order,
  type Resumed,
  runSubjects,
  type Start,
  streamOf,
} from './protocol.js';
import { cannotBeCounted, cannotBeRead, failed, tookOver } from './run-errors.js';
import { keepRecord, type RunRecord } from './run-record.js';
import { type Done, decodeTick } from './tick-codec.js';

/** Workers that are told to end at once may take so long. */
const abortWithinMs = 3000;
/** What it needs of the bus. */
export type RunBus = Pick<
  Bus,
  'isConnected' | 'onReconnect' | 'listen' | 'tell' | 'append' | 'readLog' | 'purge'
>;

/** What a run's log is about, and who hears what it says. */
export interface RunLogSettings extends Pick<LossSettings, 'lanes' | 'onLost' | 'ghostOf'> {
  run: string;
  listener: LaneListener;
  /** Of a run that another coordinator began. */
  resumed?: ResumedAt;
}

/** Where a coordinator takes up a run. */
export interface ResumedAt {
  /** Of this coordinator; the first of a run has 1. */
  epoch: number;
  /** Up to this time of the run everything is in the database. */
  committedUs: number;
  /** Time 0, by this process's clock. */
  startUs: number;
  /** An earlier coordinator had ordered the run's end. */
  isOrdered: boolean;
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
  readonly #committed: CommittedTicks;
  readonly #keeper: LogKeeper;
  readonly #writer: LogWriter;
  readonly #losses: Losses;
  readonly #resumed: ResumedAt | undefined;
  readonly #closers: (() => unknown)[] = [];
  #settleDone: () => void = () => {};
  #startUs: number | undefined;
  #order: Order['type'] | undefined;
  #isOver = false;
  #isDeposed = false;

  constructor(bus: RunBus, { run, lanes, listener, resumed, ...how }: RunLogSettings) {
    this.#bus = bus;
    this.#run = run;
    this.#subjects = runSubjects(run);
    this.#lanes = lanes;
    this.#listener = listener;
    this.#resumed = resumed;
    this.#startUs = resumed?.startUs;
    this.#committed = new CommittedTicks(lanes.map(({ lane }) => lane));
    this.#writer = new LogWriter(bus, run);
    this.#keeper = new LogKeeper(bus, run, () => this.#lanes, this.#committed);
    this.#losses = new Losses({
      ...{ ...how, lanes, writer: this.#writer, subjects: this.#subjects },
      nowUs: () => systemClock.nowUs() - (this.#startUs ?? 0),
      isOrdered: () => this.#order !== undefined,
      leave: (lane, error) => this.#leave(lane, error),
      onGhostTick: (lane, tick) => {
        this.#tell(tick);
        this.#committed.advance(lane.lane, tick.endUs);
      },
    });
    this.done = new Promise((resolve) => {
      this.#settleDone = resolve;
    });
    const beating = setInterval(() => this.#beat(), beatMs);
    this.#closers.push(
      () => clearInterval(beating),
      bus.onReconnect(() => this.#losses.watch.wake()),
      bus.listen<Heartbeat>(this.#subjects.heartbeat, (message) => this.#onHeartbeat(message)),
      bus.listen<Armed>(this.#subjects.armed, (message) => this.#onArmed(message)),
    );
    this.#beat();
  }

  /** Somebody ended the run before its plan does. */
  get isOrdered(): boolean {
    return this.#order !== undefined || this.#resumed?.isOrdered === true;
  }

  /** Another coordinator goes on with the run: this one has nothing more to say of it. */
  get isDeposed(): boolean {
    return this.#isDeposed;
  }

  /** What another coordinator would need is in the log before anything is sent. */
  keep(record: RunRecord): Promise<void> {
    return keepRecord(this.#writer, this.#run, record);
  }

  /** Folds the log from its beginning, and then as it grows. */
  async read(): Promise<void> {
    this.#closers.push(await this.#bus.readLog(streamOf(this.#run), (m) => this.#onMessage(m)));
  }

  /** Goes on with a run: those of its workers that had said all by what was noted are gone. */
  async resume(): Promise<void> {
    try {
      const epoch = this.#resumed?.epoch ?? 1;
      const resumed: Resumed = { epoch };
      await this.#writer.append(this.#subjects.resumed, resumed, `resumed.${epoch}`);
      for (const lane of this.#lanes) if (lane.done) this.#onDone(lane, lane.done);
      await this.read();
    } catch (error) {
      this.#leaveAll(cannotBeRead(error));
    }
  }

  /** Drops from the log what the database has; it does so by itself every few seconds. */
  tidy(): Promise<void> {
    return this.#keeper.keep();
  }

  async start(start: Start): Promise<void> {
    this.#startUs = start.t0Us;
    await this.#writer.append(this.#subjects.start, start, 'start');
  }

  async go(): Promise<void> {
    await this.#writer.append(this.#subjects.go, {}, 'go');
  }

  /** In the log, so that who reads it again knows; heard at once by all who are there. */
  order(type: Order['type']): void {
    if (this.#order === 'abort' || this.#order === type) return;
    this.#heed(type);
    void this.#writer.append(this.#subjects.order, { type } satisfies Order, `order.${type}`);
  }

  /** The run cannot begin: those who could send are told to go home. */
  giveUp(missing: readonly FleetLane[], why: RepriseError): void {
    this.order('abort');
    for (const lane of missing) this.#leave(lane, why);
  }

  /** Lets the workers go. */
  async close(): Promise<void> {
    this.#isOver = true;
    this.#writer.close();
    if (!this.#isDeposed) this.#beat();
    for (const close of this.#closers) close();
    // Who missed it is told by nobody again, and goes when it is orphaned.
    await sleep(0);
    if (!this.#isDeposed) this.#beat();
  }

  #onMessage({ subject, data, place }: LogMessage): void {
    const [, , , what, number] = subject.split('.');
    if (what === 'order') this.#heed(fromBytes<Order>(data).type);
    if (what === 'resumed') this.#onResumed(fromBytes<Resumed>(data));
    const lane = this.#lanes[Number(number)];
    if (!lane || lane.isGone || lane.ghost) return;
    if (what === 'gone') this.#losses.onGone(lane, fromBytes<Gone>(data));
    if (what !== 'tick') return;
    try {
      this.#onTick(lane, data, place);
    } catch (error) {
      this.#leave(lane, cannotBeCounted(error));
    }
  }

  #heed(type: Order['type']): void {
    if (this.#order === 'abort' || this.#order === type) return;
    this.#order = type;
    for (const lane of this.#lanes) if (lane.ghost) this.#leave(lane);
    if (type === 'abort') this.#closers.push(afterMs(abortWithinMs, () => this.#leaveAll()));
  }

  #onResumed({ epoch }: Resumed): void {
    if (epoch <= (this.#resumed?.epoch ?? 1)) return;
    this.#isDeposed = true;
    this.#writer.close();
    this.#leaveAll(tookOver());
  }

  #onTick(lane: FleetLane, data: Uint8Array, place: number): void {
    const { seq, epoch, tick, done } = decodeTick(data);
    if (epoch !== lane.epoch || !lane.isNext(seq)) return;
    if (tick) {
      lane.take(tick, seq);
      this.#tell({ ...tick, lane: lane.lane });
      this.#committed.take({ of: lane, seq, endUs: tick.endUs, place });
    }
    if (done) this.#onDone(lane, done);
  }

  /** What ends before the database's last second is there already. */
  #tell(tick: Tick): void {
    if (tick.endUs > (this.#resumed?.committedUs ?? 0)) this.#listener.onTick(tick);
  }

  #onDone(lane: FleetLane, done: Done): void {
    const { reason, message = '', hint, sets = [] } = done;
    lane.done = done;
    for (const each of sets) this.#listener.onSets?.(each);
    if (reason === 'planEnd' || (reason === 'stopped' && this.isOrdered)) this.#leave(lane);
    else if (reason === 'failed') this.#leave(lane, failed(lane, message, hint));
    else this.#losses.declare(lane, `it ended before its plan did (${reason})`);
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
    if (this.#isDeposed) return;
    const gone = this.#lanes
      .filter(({ lost, isDeclared }) => lost || isDeclared)
      .map(({ lane, epoch }) => ({ lane, epoch }));
    const committedUs = this.#committed.untilUs;
    const beat: Beat = {
      ...{ committedUs, gone, isOver: this.#isOver },
      ...defined({ order: this.#order }),
    };
    this.#bus.tell(this.#subjects.beat, beat);
    if (this.#startUs !== undefined && this.#bus.isConnected) this.#losses.look();
    this.#losses.tellGhosts();
    this.#keeper.look();
  }

  #leave(lane: FleetLane, error?: RepriseError): void {
    if (lane.isGone) return;
    lane.isGone = true;
    this.#committed.gone(lane.lane);
    this.#listener.onGone(lane.lane, error);
    if (this.#lanes.every(({ isGone }) => isGone)) this.#settleDone();
  }

  #leaveAll(error?: RepriseError): void {
    for (const lane of this.#lanes) this.#leave(lane, error);
  }
}

function afterMs(ms: number, callback: () => void): () => void {
  const timer = setTimeout(callback, ms);
  return () => clearTimeout(timer);
}
