import { MessageChannel } from 'node:worker_threads';
import type { CancelTimer, Clock } from '../base/clock.js';
import { startThread } from '../base/thread.js';
import { machineNowMs, type SleeperData } from './sleeper.js';

const sleeperProgram = new URL('./sleeper-thread.js', import.meta.url);

/** Wakes the driver for its next arrival: one wake at a time, a new one replaces the last. */
export interface Pacer {
  /** Calls back at `clockUs` of the clock, or at once when that is past. */
  wakeAt(clockUs: number, callback: () => void): CancelTimer;
  close(): void;
}

/** Paces by the clock's own timers: Node's fire on the millisecond, 0.6 ms late at the median. */
export function createTimerPacer(clock: Clock): Pacer {
  return {
    wakeAt: (clockUs, callback) => clock.after(clockUs - clock.nowUs(), callback),
    close: () => {},
  };
}

/** The last stretch before an arrival is spent polling the event loop instead of sleeping. */
const pollUs = 60;

/**
 * Paces to a tenth of a millisecond while sleeping: a thread that does nothing else waits on a futex
 * (`Atomics.wait` takes fractions of a millisecond, where Node's timers take whole ones) and wakes
 * this thread's event loop by a message. Very near arrivals are polled for, one turn of the event
 * loop after the other, so that answers are still read meanwhile.
 */
export function createThreadPacer(clock: Clock): Pacer {
  const shared = { turn: new SharedArrayBuffer(4), wakeMs: new SharedArrayBuffer(8) };
  const turn = new Int32Array(shared.turn);
  const wakeMs = new Float64Array(shared.wakeMs);
  const { port1, port2 } = new MessageChannel();
  const data: SleeperData = { ...shared, port: port2 };
  const sleeper = startThread(sleeperProgram, data, { transferList: [port2] });
  let wakeUs = 0;
  let waiting: (() => void) | undefined;
  let isAsleep = false;
  let nextPoll: NodeJS.Immediate | undefined;

  const poll = (): void => {
    nextPoll = undefined;
    if (!waiting || isAsleep) return;
    if (clock.nowUs() < wakeUs) {
      nextPoll = setImmediate(poll);
      return;
    }
    const callback = waiting;
    waiting = undefined;
    callback();
  };
  port1.on('message', (woken: number) => {
    if (woken !== turn[0]) return;
    isAsleep = false;
    if (!nextPoll) poll();
  });

  return {
    wakeAt(clockUs, callback) {
      wakeUs = clockUs;
      waiting = callback;
      const sleepUs = clockUs - pollUs - clock.nowUs();
      isAsleep = sleepUs > 0;
      if (isAsleep) {
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
    close() {
      waiting = undefined;
      Atomics.store(turn, 0, -1);
      Atomics.notify(turn, 0);
      port1.close();
      void sleeper.terminate();
    },
  };
}
