import { MessageChannel, type Worker } from 'node:worker_threads';
import type { CancelTimer, Clock } from '../base/clock.js';
import { startThread } from '../base/thread.js';
import { machineNowMs, type SleeperData } from './sleeper.js';

const sleeperProgram = new URL('./sleeper-thread.js', import.meta.url);

/** Wakes the driver for its next arrival: one wake at a time, a new one replaces the last. */
export interface Pacer {
  /** Calls back at `clockUs` of the clock, or at once when that is past. */
  wakeAt(clockUs: number, callback: () => void): CancelTimer;
  /** How long it has looked at the clock so far: the thread was awake, and had nothing to do. */
  readonly polledUs: number;
  close(): void;
}

/** Paces by the clock's own timers: Node's fire on the millisecond, 0.6 ms late at the median. */
export function createTimerPacer(clock: Clock): Pacer {
  return {
    wakeAt: (clockUs, callback) => clock.after(clockUs - clock.nowUs(), callback),
    polledUs: 0,
    close: () => {},
  };
}

function startSleeper(data: SleeperData): Pick<Worker, 'terminate'> {
  return startThread(sleeperProgram, data, { transferList: [data.port] });
}

/** How long waking may take: at first it is taken to take this long, and then never shorter or longer than so. */
const firstLeadUs = 60;
const shortestLeadUs = 20;
const longestLeadUs = 200;
/**
 * So long the clock is polled between two turns of the event loop. Each turn makes garbage, so that a turn a
 * microsecond is a collection every tenth of a second; an answer may be read so much later.
 */
const pollUs = 5;
/** By how much one wake moves what is known. */
const stepUs = 4;

/**
 * A sleep is short up to here: where the next arrivals come as soon, one late wake makes several late, since it may
 * be a time slice of another thread's late. (EEVDF's is 0.7 ms times 1 + log2 of the cores, of at most 8: 2.8 ms.)
 */
const shortUs = 4000;
/** The share of wakes that are to be early enough: the more of them, the longer is polled after the others. */
const inTime = { short: 0.9, long: 0.5 };

/**
 * How much earlier than wanted a thread asks to be woken: as long as waking takes in a share of all cases,
 * learned from one wake after the other (a quantile by stochastic approximation: Robbins and Monro, 1951).
 */
export class WakeLead {
  readonly #inTime: number;
  #us = firstLeadUs;

  constructor(inTime: number) {
    this.#inTime = inTime;
  }

  get us(): number {
    return this.#us;
  }

  /** It was woken so long after the time that it had asked for. */
  learn(lateUs: number): void {
    const by = stepUs * (lateUs > this.#us ? this.#inTime : this.#inTime - 1);
    this.#us = Math.min(longestLeadUs, Math.max(shortestLeadUs, this.#us + by));
  }
}

/**
 * Paces to a tenth of a millisecond while sleeping: a thread that does nothing else waits on a futex
 * (`Atomics.wait` takes fractions of a millisecond, where Node's timers take whole ones) and wakes
 * this thread's event loop by a message. What is left until an arrival is polled for, one turn of the
 * event loop after the other, so that answers are still read meanwhile.
 *
 * Where more threads want to run than there are cores, the sleeping one may itself wait for milliseconds
 * to be let run, even while this thread has a core to run on. Where arrivals are close together, a timer of
 * this thread's, no finer than a millisecond, wakes it then.
 */
export function createThreadPacer(clock: Clock, start = startSleeper): Pacer {
  const shared = { turn: new SharedArrayBuffer(4), wakeMs: new SharedArrayBuffer(8) };
  const turn = new Int32Array(shared.turn);
  const wakeMs = new Float64Array(shared.wakeMs);
  const { port1, port2 } = new MessageChannel();
  const sleeper = start({ ...shared, port: port2 });
  // Apart, since a core that has slept for long also takes longer to wake.
  const leads = { short: new WakeLead(inTime.short), long: new WakeLead(inTime.long) };
  let lead = leads.short;
  /** When the next arrival is due, and when to be awake for it. */
  let dueUs = 0;
  let wakeUs = 0;
  let waiting: (() => void) | undefined;
  let isAsleep = false;
  let nextPoll: NodeJS.Immediate | undefined;
  let timer: NodeJS.Timeout | undefined;

  let polledUs = 0;
  /** Looks at the clock until then, and no longer than so. */
  const isDueWithin = (us: number): boolean => {
    const fromUs = clock.nowUs();
    const untilUs = Math.min(fromUs + us, dueUs);
    let nowUs = fromUs;
    while (nowUs < untilUs) nowUs = clock.nowUs();
    polledUs += nowUs - fromUs;
    return nowUs >= dueUs;
  };
  const poll = (): void => {
    nextPoll = undefined;
    if (!waiting || isAsleep) return;
    if (!isDueWithin(pollUs)) {
      nextPoll = setImmediate(poll);
      return;
    }
    const callback = waiting;
    waiting = undefined;
    callback();
  };
  const wake = (): void => {
    isAsleep = false;
    if (!nextPoll) poll();
  };
  port1.on('message', (woken: number) => {
    if (!isAsleep || woken !== turn[0]) return;
    lead.learn(clock.nowUs() - wakeUs);
    wake();
  });
  /** One timer for all of them: it is set again when it has fired, since most are over before that. */
  const setTimer = (): void => {
    timer ??= setTimeout(onTimer, Math.ceil((wakeUs - clock.nowUs()) / 1000));
  };
  const onTimer = (): void => {
    timer = undefined;
    if (!isAsleep) return;
    if (clock.nowUs() >= wakeUs) wake();
    else if (lead === leads.short) setTimer();
  };

  return {
    wakeAt(clockUs, callback) {
      dueUs = clockUs;
      waiting = callback;
      const nowUs = clock.nowUs();
      const isShort = clockUs - nowUs < shortUs;
      lead = isShort ? leads.short : leads.long;
      wakeUs = clockUs - lead.us;
      const sleepUs = wakeUs - nowUs;
      isAsleep = sleepUs > 0;
      if (isAsleep) {
        if (isShort) setTimer();
        wakeMs[0] = sleepUs / 1000 + machineNowMs();
        Atomics.add(turn, 0, 1);
        Atomics.notify(turn, 0);
      } else {
        nextPoll ??= setImmediate(poll);
      }
      return () => {
        if (waiting === callback) waiting = undefined;
      };
    },
    get polledUs() {
      return polledUs;
    },
    close() {
      waiting = undefined;
      clearTimeout(timer);
      Atomics.store(turn, 0, -1);
      Atomics.notify(turn, 0);
      port1.close();
      void sleeper.terminate();
    },
  };
}
