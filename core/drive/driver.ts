import type { CancelTimer, Clock } from '../base/clock.js';
import type { Payload, Send } from '../invoke/client.js';
import type { Outcome } from '../invoke/outcome.js';
import type { Arrival } from '../schedule/arrival.js';
import type { ClosedLoop } from './closed-loop.js';
import type { LaneRecorder } from './lane-recorder.js';
import type { Pacer } from './pacer.js';
import type { PayloadFeed } from './payload-feed.js';

export interface DriverSettings {
  feed: PayloadFeed;
  closedLoops: readonly ClosedLoop[];
  /** One for each workload of the plan. */
  sends: readonly Send[];
  /** Settles everything in flight as `aborted`. */
  abortInFlight: () => void;
  recorder: LaneRecorder;
  clock: Clock;
  pacer: Pacer;
  /** Open arrivals that come due with so many in flight are dropped. */
  maxInFlight: number;
  /** Arrivals that are later than this are dropped; infinite: sent however late. */
  maxLateUs: number;
  /** How long answers are awaited after the last send. */
  drainUs: number;
  /** Asked before each send; false ends the lane at once. Absent: it always may. */
  maySend?: () => boolean;
}

/** After so many sends in a row the network gets its turn, even if more are due. */
const burst = 128;
/** Read ahead while the next arrival is at least this far. */
const idleUs = 500;

/**
 * What was sent and has not ended. Of one invocation after the other: an object and a function made for
 * each would cost more than to call it.
 */
class Ticket {
  arrival: Arrival | undefined;
  payload: Payload | undefined;
  sentUs = 0;
  /** Of a closed loop, and how many failures in a row came before it. */
  loop: ClosedLoop | undefined;
  failures = 0;
  readonly settle: (outcome: Outcome) => void;

  constructor(settled: (ticket: Ticket, outcome: Outcome) => void) {
    this.settle = (outcome) => settled(this, outcome);
  }
}

/**
 * Holds arrivals to their times. Open loop: an arrival is sent when its time has come, whatever the
 * earlier ones do; after a stall everything that came due meanwhile is sent at once, late, and its
 * lateness recorded. Times are absolute, so that lateness never adds up.
 */
export class Driver {
  readonly #settings: DriverSettings;
  /** What `clock` says at time 0 of the run. */
  #startUs = 0;
  #resolve: () => void = () => {};
  #reject: (error: unknown) => void = () => {};
  #isSending = true;
  #isOver = false;
  #openLoops: number;
  #cancelWake: CancelTimer | undefined;
  #cancelTick: CancelTimer | undefined;
  #cancelDrain: CancelTimer | undefined;
  /** Those that are free. */
  readonly #tickets: Ticket[] = [];
  /** Of closed loops, those whose place sends again in this turn of the event loop. */
  #ended: Ticket[] = [];
  /** Of the timers that would send something: a loop's start, or its next try. */
  readonly #cancelStarts = new Set<CancelTimer>();

  constructor(settings: DriverSettings) {
    this.#settings = settings;
    this.#openLoops = settings.closedLoops.length;
  }

  /**
   * Drives the whole plan, from time 0 at `startUs` of the clock. Resolves when everything that was
   * sent has ended. Rejects when the plan or a payload cannot be read; what was in flight then is
   * aborted. Call once.
   */
  run(startUs: number): Promise<void> {
    this.#startUs = startUs;
    return new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
      for (const loop of this.#settings.closedLoops) {
        this.#at(loop.startUs, () => this.#startLoop(loop));
      }
      this.#tick();
      this.#pump();
    });
  }

  /** Sends nothing more, and awaits answers for as long as the drain allows. */
  stop(): void {
    if (!this.#isSending) return;
    this.#isSending = false;
    for (const cancel of this.#cancelStarts) cancel();
    this.#cancelStarts.clear();
    this.#openLoops = 0;
    this.#cancelWake?.();
    this.#drain();
  }

  /** Ends at once: what is in flight is aborted. */
  abort(): void {
    this.stop();
    this.#settings.abortInFlight();
  }

  #nowUs(): number {
    return this.#settings.clock.nowUs() - this.#startUs;
  }

  #at(runUs: number, callback: () => void): void {
    const cancel = this.#settings.clock.after(runUs - this.#nowUs(), () => {
      this.#cancelStarts.delete(cancel);
      this.#guard(callback);
    });
    this.#cancelStarts.add(cancel);
  }

  /** Nobody is above a timer's callback to catch what the plan or the payloads throw. */
  #guard(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    this.#reject(error);
    this.abort();
  }

  readonly #pump = (): void => this.#guard(() => this.#sendDue());

  /** Sends what is due, then sleeps until the next arrival is. */
  #sendDue(): void {
    if (!this.#isSending) return;
    const { feed, pacer } = this.#settings;
    for (let sent = 0; ; sent++) {
      const arrival = feed.peek();
      if (!arrival) {
        this.#endOfPlan();
        return;
      }
      const waitUs = arrival.intendedUs - this.#nowUs();
      if (waitUs > 0) {
        if (waitUs > idleUs) feed.readAhead(() => arrival.intendedUs - this.#nowUs() > idleUs);
        this.#cancelWake = pacer.wakeAt(this.#startUs + arrival.intendedUs, this.#pump);
        return;
      }
      if (sent === burst) {
        const turn = setImmediate(this.#pump);
        this.#cancelWake = () => clearImmediate(turn);
        return;
      }
      this.#dispatchNext();
      if (!this.#isSending) return;
    }
  }

  /** Whether it may still send; ends at once where it may not. */
  #maySend(): boolean {
    if (this.#settings.maySend?.() ?? true) return true;
    this.abort();
    return false;
  }

  #dispatchNext(): void {
    if (!this.#maySend()) return;
    const { feed, recorder, maxInFlight, maxLateUs } = this.#settings;
    const loaded = feed.take();
    if (!loaded) return;
    const nowUs = this.#nowUs();
    if (recorder.inFlight >= maxInFlight || nowUs - loaded.arrival.intendedUs > maxLateUs) {
      recorder.notSent(loaded.arrival, nowUs, { kind: 'dropped' }, loaded.payload);
    } else {
      this.#send(loaded.arrival, loaded.payload, this.#nowUs(), undefined, 0);
    }
  }

  #send(
    arrival: Arrival,
    payload: Payload,
    sentUs: number,
    loop: ClosedLoop | undefined,
    failures: number,
  ): void {
    const { recorder, sends } = this.#settings;
    recorder.sent(arrival, sentUs);
    const ticket = this.#tickets.pop() ?? new Ticket(this.#settled);
    ticket.arrival = arrival;
    ticket.payload = payload;
    ticket.sentUs = sentUs;
    ticket.loop = loop;
    ticket.failures = failures;
    (sends[arrival.workload] as Send)(payload, ticket.settle);
  }

  readonly #settled = (ticket: Ticket, outcome: Outcome): void => {
    const { arrival, payload, sentUs, loop } = ticket;
    const nowUs = this.#nowUs();
    this.#settings.recorder.settled(arrival as Arrival, sentUs, nowUs, outcome, payload);
    ticket.arrival = ticket.payload = undefined;
    if (loop !== undefined && this.#isSending) this.#settleInLoop(ticket, loop, outcome);
    else this.#tickets.push(ticket);
    if (!this.#isSending) this.#endWhenQuiet();
  };

  #startLoop(loop: ClosedLoop): void {
    for (let slot = 0; slot < loop.concurrency; slot++) this.#nextInLoop(loop, 0);
    this.#endLoopWhenOver(loop);
  }

  /** After a transport error it waits: `failures` in a row before, on this place in the loop. */
  #settleInLoop(ticket: Ticket, loop: ClosedLoop, { kind }: Outcome): void {
    const failed = kind === 'transportError' ? ticket.failures + 1 : 0;
    ticket.failures = failed;
    if (failed > 0) this.#at(loop.nextTryUs(this.#nowUs(), failed), () => this.#goOn(ticket));
    else if (this.#ended.push(ticket) === 1) setImmediate(this.#goOnAll);
  }

  /**
   * What has been answered is all read before the next is sent: no answer's time is read late for the sake of a
   * request, and sends in a row wake the other side once.
   */
  readonly #goOnAll = (): void => {
    const tickets = this.#ended;
    this.#ended = [];
    for (const ticket of tickets) this.#goOn(ticket);
  };

  #goOn(ticket: Ticket): void {
    const { loop, failures } = ticket;
    this.#tickets.push(ticket);
    if (loop === undefined) return;
    loop.ended();
    try {
      this.#nextInLoop(loop, failures);
      this.#endLoopWhenOver(loop);
    } catch (error) {
      this.#fail(error);
    }
  }

  /** A closed loop's arrival is due when the one before it has ended: intended and sent are one. */
  #nextInLoop(loop: ClosedLoop, failures: number): void {
    if (!this.#isSending || !this.#maySend()) return;
    const arrival = loop.next(this.#nowUs());
    if (arrival === undefined) return;
    const payload = this.#settings.feed.payloadFor(arrival);
    this.#send(arrival, payload, this.#nowUs(), loop, failures);
  }

  #endLoopWhenOver(loop: ClosedLoop): void {
    if (this.#isSending && loop.isOver) {
      this.#openLoops -= 1;
      if (this.#settings.feed.peek() === undefined) this.#endOfPlan();
    } else if (!this.#isSending) {
      this.#endWhenQuiet();
    }
  }

  /** All open arrivals are sent; the lane goes on while closed loops do. */
  #endOfPlan(): void {
    if (this.#openLoops === 0) this.stop();
  }

  #drain(): void {
    const { clock, drainUs, abortInFlight } = this.#settings;
    this.#cancelDrain = clock.after(drainUs, abortInFlight);
    this.#endWhenQuiet();
  }

  #endWhenQuiet(): void {
    const { recorder } = this.#settings;
    if (recorder.inFlight > 0 || this.#isOver) return;
    this.#isOver = true;
    this.#cancelDrain?.();
    this.#cancelTick?.();
    recorder.finish(this.#nowUs());
    this.#resolve();
  }

  readonly #tick = (): void => {
    const { recorder, clock } = this.#settings;
    recorder.closeTicks(this.#nowUs());
    this.#cancelTick = clock.after(recorder.tickEndUs - this.#nowUs(), this.#tick);
  };
}
