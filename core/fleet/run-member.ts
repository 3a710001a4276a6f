import { setTimeout as sleep } from 'node:timers/promises';
import { defined } from '../base/defined.js';
import { messageOf, RepriseError } from '../base/errors.js';
import { Fence } from '../lanes/fence.js';
import type { LaneJob } from '../lanes/lane-job.js';
import type { LaneListener, Lanes } from '../lanes/lanes.js';
import { type Interval, secondUs, type Tick } from '../measure/interval.js';
import { IntervalAssembler } from '../measure/interval-assembler.js';
import type { LateStart } from '../schedule/late-start.js';
import { answersOf } from './answers-of.js';
import type { Bus } from './bus.js';
import { BusContact } from './bus-contact.js';
import type { ClockOffset } from './clock-offset.js';
import {
  type Armed,
  type Assignment,
  type Beat,
  beatMs,
  cutOffAfterMs,
  type Gone,
  type Join,
  lostAfterMs,
  type Order,
  orphanedAfterMs,
  type Ready,
  runSubjects,
  type Start,
} from './protocol.js';
import type { Done, DoneReason } from './tick-codec.js';
import { TickQueue } from './tick-queue.js';
import { ToldTicks } from './told-ticks.js';

const askMs = 2000;

/** A worker's part in one run: follows the coordinator's orders, and logs what its lanes say. */
export class RunMember {
  /** Keeps its threads from sending when it wakes after others gave it up. */
  readonly fence = Fence.of(lostAfterMs * 1000);
  readonly #bus: Bus;
  readonly #assignment: Assignment;
  readonly #subjects: ReturnType<typeof runSubjects>;
  readonly #queue: TickQueue;
  readonly #contact: BusContact;
  readonly #orphanedAfterMs: number;
  readonly #closers: (() => unknown)[] = [];
  readonly #over: Promise<void>;
  #settleOver: () => void = () => {};
  #lanes: Lanes | undefined;
  #start: { startUs: number; wallUs: number } | undefined;
  #clock: ClockOffset | undefined;
  #isGoing = false;
  /** Why its lanes end before their plan does. */
  #reason: DoneReason | undefined;
  #failure: RepriseError | undefined;
  #done: Done | undefined;
  readonly #sets: NonNullable<Done['sets']>[number][] = [];
  #lastBeatMs = performance.now();
  #connectedAtMs = 0;

  constructor(bus: Bus, assignment: Assignment, afterMs = orphanedAfterMs) {
    this.#orphanedAfterMs = afterMs;
    this.#bus = bus;
    this.#contact = new BusContact(bus);
    this.#assignment = assignment;
    this.#subjects = runSubjects(assignment.run);
    const { run, lane, epoch } = assignment;
    const append = (bytes: Uint8Array, id: string): Promise<void> =>
      bus.append(this.#subjects.tick(lane), bytes, id);
    this.#queue = new TickQueue({ append }, epoch, (seq) => `${run}.${lane}.${epoch}.${seq}`);
    this.#over = new Promise((resolve) => {
      this.#settleOver = resolve;
    });
    this.#follow();
  }

  /** Puts its threads' ticks together to its own. */
  listenerFor(jobs: readonly LaneJob[]): LaneListener {
    const { tickUs = secondUs } = jobs[0] ?? {};
    const lanes = jobs.map(({ lane }) => lane);
    const assembler = new IntervalAssembler(lanes, tickUs);
    const told = new ToldTicks(tickUs);
    const compared = answersOf(jobs[0]);
    const deliver = (intervals: readonly Interval[]): void => {
      for (const interval of intervals) {
        this.#say(this.#tickOf(interval, tickUs), told.take(interval.second));
      }
    };
    return {
      onTick: (tick) => {
        told.close(tick.lane, tick.endUs);
        deliver(assembler.add(tick));
      },
      onSamples: (samples, lane) => told.tell(lane, samples),
      onAnswer: (answer, lane) => told.tell(lane, [compared(answer)]),
      onSets: (sets) => this.#sets.push(sets),
      onGone: (lane, error) => {
        if (error && !this.#reason) {
          this.#failure = error;
          this.#end('failed');
        }
        deliver(assembler.laneGone(lane));
      },
    };
  }

  /** Says that it can send, until the coordinator has heard it. */
  async ready(
    lanes: Lanes,
    { clock, threads, account }: Required<Pick<Ready, 'clock' | 'threads' | 'account'>>,
  ): Promise<void> {
    this.#lanes = lanes;
    this.#clock = clock;
    void lanes.done.then(() => this.#finish());
    if (this.#reason) void lanes.close();
    const { lane, epoch } = this.#assignment;
    await this.#insist({ lane, epoch, clock, threads, account });
    this.#arm();
  }

  /** Says that it cannot take part. */
  async failed(error: unknown): Promise<Done> {
    const { lane, epoch } = this.#assignment;
    const { hint, exitCode } =
      error instanceof RepriseError ? error : { hint: undefined, exitCode: undefined };
    const message = messageOf(error);
    const clock = { offsetUs: 0, errorUs: 0 };
    const failure = { message, ...defined({ hint, exitCode }) };
    await this.#insist({ lane, epoch, clock, threads: 0, failure });
    return { reason: 'failed', message };
  }

  /** Resolves when its lanes have ended and nobody waits for anything of it. */
  async untilOver(): Promise<Done> {
    await this.#over;
    return this.#done ?? { reason: this.#reason ?? 'stopped' };
  }

  /** Sends nothing more. */
  stop(): void {
    this.#end('stopped');
  }

  close(): void {
    this.#queue.close();
    for (const close of this.#closers) close();
  }

  #follow(): void {
    const { start, go, order, gone, beat } = this.#subjects;
    const { lane } = this.#assignment;
    const beating = setInterval(() => this.#beat(), beatMs);
    this.#closers.push(
      () => clearInterval(beating),
      this.#bus.onReconnect(() => {
        this.#connectedAtMs = performance.now();
        this.#queue.again();
      }),
      this.#bus.listen<Start>(start, (message) => this.#onStart(message)),
      this.#bus.listen(go, () => this.#go()),
      this.#bus.listen<Order>(order, ({ type }) => this.#obey(type)),
      this.#bus.listen<Gone>(gone(lane), (message) => this.#onGone(message)),
      this.#bus.listen<Beat>(beat, (message) => this.#onBeat(message)),
    );
  }

  #onStart({ t0Us, wallUs }: Start): void {
    // By its own clock, which is behind the coordinator's by the offset.
    this.#start ??= { startUs: t0Us - (this.#clock?.offsetUs ?? 0), wallUs };
    this.#arm();
  }

  #arm(): void {
    if (!this.#start || !this.#lanes) return;
    const { lane, epoch } = this.#assignment;
    const armed: Armed = { lane, epoch };
    this.#bus.tell(this.#subjects.armed, armed);
  }

  #go(late?: LateStart): void {
    if (this.#isGoing || this.#reason || !this.#start || !this.#lanes) return;
    this.#isGoing = true;
    this.#lanes.start(this.#start.startUs, this.#start.wallUs, late);
  }

  /** Somebody takes a lost worker's place: this one, or another who was called after it. */
  #onJoin({ worker, epoch, start, late }: Join): void {
    if (worker === this.#assignment.worker && epoch === this.#assignment.epoch) {
      this.#onStart(start);
      this.#go(late);
    } else if (epoch >= this.#assignment.epoch && !this.#isGoing) {
      this.#end('stopped', true);
      this.#settleOver();
    }
  }

  #obey(type: Order['type']): void {
    if (type === 'abort') this.#end('stopped', true);
    else this.#end('stopped');
  }

  #onGone({ epoch }: Pick<Gone, 'epoch'>): void {
    if (epoch < this.#assignment.epoch) return;
    this.#end('fenced', true);
    // What it still has to say is not taken, so nobody will say that it is committed.
    this.#settleOver();
  }

  /** Whatever a message was about that did not come, the beat says it again. */
  #onBeat({ committedUs, order, gone, joins, isOver }: Beat): void {
    this.#lastBeatMs = performance.now();
    this.#queue.committed(committedUs);
    if (order) this.#obey(order);
    const isOwn = ({ lane }: { lane: number }): boolean => lane === this.#assignment.lane;
    for (const each of gone.filter(isOwn)) this.#onGone(each);
    for (const join of joins.filter(isOwn)) this.#onJoin(join);
    if (!isOver) return;
    this.#end('stopped', true);
    this.#settleOver();
  }

  #beat(): void {
    if (this.#isInTouch()) this.fence.touch();
    else this.#end('fenced', true);
    if (this.fence.isDown) this.#end('fenced', true);
    const { run, lane, epoch } = this.#assignment;
    this.#bus.tell(this.#subjects.heartbeat, {
      run,
      lane,
      epoch,
      longestQueue: this.#queue.longest,
    });
    if (performance.now() - this.#lastBeatMs < this.#orphanedAfterMs) return;
    this.#end('orphaned');
    if (!this.#isGoing || (this.#done && (this.#queue.queued === 0 || this.#isUnheard()))) {
      this.#settleOver();
    }
  }

  /** The bus is there, and has not taken what this one said last for so long that it has lost the log. */
  #isUnheard(): boolean {
    const sinceMs = Math.max(this.#lastBeatMs + this.#orphanedAfterMs, this.#connectedAtMs);
    return this.#bus.isConnected && performance.now() - sinceMs > this.#orphanedAfterMs;
  }

  /** Where another may take its place, nobody may be able to hear this one for long while it sends. */
  #isInTouch(): boolean {
    const { onLost } = this.#assignment;
    return onLost !== 'replace' || this.#contact.sinceMs() < cutOffAfterMs;
  }

  #end(reason: DoneReason, isAtOnce = false): void {
    if (this.#done) return;
    this.#reason ??= reason;
    if (!this.#isGoing) void this.#lanes?.close();
    else if (isAtOnce) this.#lanes?.abort();
    else this.#lanes?.stop();
  }

  #say(tick: Tick, told?: Uint8Array): void {
    this.#queue.put(tick, told);
    if (!this.#queue.isFull) return;
    this.#failure ??= new RepriseError('The bus takes less than this worker has to say.', {
      hint: 'Look at the network between the worker and the bus.',
    });
    this.#end('failed');
  }

  #tickOf({ second: index, ...interval }: Interval, tickUs: number): Tick {
    return { ...interval, lane: this.#assignment.lane, endUs: (index + 1) * tickUs };
  }

  #finish(): void {
    const { message, hint } = this.#failure ?? {};
    const reason = this.#reason ?? (this.fence.isDown ? 'fenced' : 'planEnd');
    this.#done = { reason, sets: this.#sets, ...defined({ message, hint }) };
    this.#queue.end(this.#done);
  }

  /** Until it is heard, or there is nobody any more who could. */
  async #insist(ready: Ready): Promise<void> {
    while (performance.now() - this.#lastBeatMs < this.#orphanedAfterMs) {
      const heard = await this.#bus.ask(this.#subjects.ready, ready, askMs);
      if (heard !== undefined) return;
      await sleep(beatMs);
    }
  }
}
