import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock } from '../base/clock.js';
import { defined } from '../base/defined.js';
import type { RepriseError } from '../base/errors.js';
import type { LaneListener } from '../lanes/lanes.js';
import type { LogMessage } from './bus.js';
import { CommittedTicks } from './committed-ticks.js';
import type { FleetLane } from './fleet-lane.js';
import type { FleetLanes } from './fleet-lanes.js';
import { LogKeeper } from './log-keeper.js';
import { LogWriter } from './log-writer.js';
import { Losses } from './losses.js';
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
  type Taken,
} from './protocol.js';
import { Replacements } from './replacements.js';
import { cannotBeCounted, cannotBeRead, failed, tookOver } from './run-errors.js';
import type { ResumedAt, RunBus, RunLogSettings } from './run-log-settings.js';
import { keepRecord, type RunRecord } from './run-record.js';
import type { Done } from './tick-codec.js';
import { TickIntake } from './tick-intake.js';

/** Workers that are told to end at once may take so long. */
const abortWithinMs = 3000;
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
  readonly #lanes: FleetLanes;
  readonly #listener: LaneListener;
  readonly #committed: CommittedTicks;
  readonly #keeper: LogKeeper;
  readonly #writer: LogWriter;
  readonly #losses: Losses;
  readonly #intake: TickIntake;
  readonly #resumed: ResumedAt | undefined;
  readonly #closers: (() => unknown)[] = [];
  #settleDone: () => void = () => {};
  readonly #replacements: Replacements | undefined;
  readonly #onTaken: (lane: FleetLane) => void;
  #start: Start | undefined;
  #order: Order['type'] | undefined;
  #isOver = false;
  #isDeposed = false;
  /** What an earlier coordinator has said is known: before that, a share could be told that another has taken. */
  #isCaughtUp: boolean;

  constructor(bus: RunBus, { run, lanes, listener, resumed, spares, ...how }: RunLogSettings) {
    this.#bus = bus;
    this.#run = run;
    this.#subjects = runSubjects(run);
    this.#lanes = lanes;
    this.#listener = listener;
    this.#resumed = resumed;
    this.#isCaughtUp = resumed === undefined;
    this.#start = resumed?.start;
    this.#onTaken = resumed?.onTaken ?? (() => {});
    this.#committed = new CommittedTicks(lanes.now.map(({ lane }) => lane));
    this.#writer = new LogWriter(bus, run);
    this.#keeper = new LogKeeper(bus, run, () => this.#lanes.all(), this.#committed);
    const nowUs = (): number => systemClock.nowUs() - (this.#start?.t0Us ?? 0);
    this.#losses = new Losses({
      ...{ ...how, lanes, writer: this.#writer, subjects: this.#subjects },
      nowUs,
      release: ({ hello }) => spares?.release(hello),
      isOrdered: () => this.#order !== undefined,
      leave: (lane, error) => this.#leave(lane, error),
      onGhostTick: (lane, tick) => {
        if (this.#intake.tell(tick)) this.#committed.advance(lane.lane, tick.endUs);
      },
    });
    this.#intake = new TickIntake({
      ...{ listener, committed: this.#committed, committedUs: resumed?.committedUs ?? 0 },
      onFirst: (lane) => this.#losses.tellBefore(lane),
    });
    if (spares && how.onLost === 'replace') {
      this.#replacements = new Replacements(bus, {
        ...{ run, lanes, spares, writer: this.#writer, nowUs },
        onDeserted: () => this.#losses.giveUp(),
      });
    }
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
      for (const lane of this.#lanes.now) if (lane.done) this.#onDone(lane, lane.done);
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
    this.#start = start;
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

  /** The run cannot begin, or go on: those who can send are told to stop. */
  giveUp(missing: readonly FleetLane[], why: RepriseError): void {
    this.order('abort');
    for (const lane of missing) this.#leave(lane, why);
  }

  /** Lets the workers go. */
  async close(): Promise<void> {
    this.#isOver = true;
    this.#writer.close();
    if (!this.#isDeposed) this.#beat();
    this.#replacements?.close();
    for (const close of this.#closers) close();
    // Who missed it is told by nobody again, and goes when it is orphaned.
    await sleep(0);
    if (!this.#isDeposed) this.#beat();
  }

  #onMessage({ subject, data, place }: LogMessage): void {
    const [, , , what, number] = subject.split('.');
    if (what === 'order') this.#heed(fromBytes<Order>(data).type);
    if (what === 'resumed') this.#onResumed(fromBytes<Resumed>(data));
    if (what === 'taken') this.#take(fromBytes<Taken>(data));
    const lane = this.#lanes.now[Number(number)];
    if (!lane || lane.isGone || lane.ghost) return;
    if (what === 'gone') this.#losses.onGone(lane, fromBytes<Gone>(data));
    if (what !== 'tick') return;
    this.#keeper.took(data.length);
    try {
      const done = this.#intake.take(lane, data, place);
      if (done) this.#onDone(lane, done);
    } catch (error) {
      this.#leave(lane, cannotBeCounted(error));
    }
  }

  #heed(type: Order['type']): void {
    if (this.#order === 'abort' || this.#order === type) return;
    this.#order = type;
    for (const lane of this.#lanes.now) if (lane.ghost) this.#leave(lane);
    if (type === 'abort') this.#closers.push(afterMs(abortWithinMs, () => this.#leaveAll()));
  }

  #onResumed({ epoch }: Resumed): void {
    const own = this.#resumed?.epoch ?? 1;
    if (epoch === own) this.#isCaughtUp = true;
    if (epoch <= own) return;
    this.#isDeposed = true;
    this.#writer.close();
    this.#leaveAll(tookOver());
  }

  #lookAround(): void {
    if (this.#start && this.#bus.isConnected) this.#losses.look();
    this.#losses.tellGhosts();
    if (!this.#order) this.#replacements?.look();
    this.#keeper.look();
  }

  #take(taken: Taken): void {
    const lane = this.#losses.onTaken(taken);
    if (!lane) return;
    this.#replacements?.taken(lane.lane);
    this.#onTaken(lane);
    if (lane.done) this.#onDone(lane, lane.done);
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
    const known = this.#lanes.now[lane];
    if (known?.epoch === epoch) known.heard(longestQueue);
    else this.#replacements?.heard(lane, epoch);
  }

  #onArmed({ lane, epoch }: Armed): void {
    const known = this.#lanes.now[lane];
    if (known?.epoch === epoch) known.isArmed = true;
  }

  #beat(): void {
    if (this.#isDeposed) return;
    const committedUs = this.#committed.untilUs;
    const beat: Beat = {
      ...{ committedUs, gone: this.#lanes.gone(), joins: this.#lanes.joins(this.#start) },
      isOver: this.#isOver,
      ...defined({ order: this.#order }),
    };
    this.#bus.tell(this.#subjects.beat, beat);
    if (this.#isCaughtUp) this.#lookAround();
  }

  #leave(lane: FleetLane, error?: RepriseError): void {
    if (lane.isGone) return;
    lane.isGone = true;
    this.#committed.gone(lane.lane);
    this.#listener.onGone(lane.lane, error);
    if (this.#lanes.now.every(({ isGone }) => isGone)) this.#settleDone();
  }

  #leaveAll(error?: RepriseError): void {
    for (const lane of this.#lanes.now) this.#leave(lane, error);
  }
}

function afterMs(ms: number, callback: () => void): () => void {
  const timer = setTimeout(callback, ms);
  return () => clearTimeout(timer);
}
