import { MessageChannel, Worker } from 'node:worker_threads';
import type { CancelTimer, Clock } from '../base/clock.js';

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
  const sleeper = new Worker(sleeperSource, {
    eval: true,
    workerData: { ...shared, port: port2 },
    transferList: [port2],
  });
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
        wakeMs[0] = sleepUs / 1000 + nowMs();
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

/** The machine's monotonic clock, the same for all threads. */
function nowMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

/**
 * The sleeping thread, as text, so that it needs no file beside the built one. `turn` counts the
 * wakes asked for; a turn that was replaced is slept no further; -1 ends the thread.
 */
const sleeperSource = `
const { workerData } = require('node:worker_threads');
const turn = new Int32Array(workerData.turn);
const wakeMs = new Float64Array(workerData.wakeMs);
const nowMs = () => Number(process.hrtime.bigint()) / 1e6;
let done = 0;
for (;;) {
  const current = Atomics.load(turn, 0);
  if (current === -1) break;
  const leftMs = current === done ? Infinity : wakeMs[0] - nowMs();
  if (leftMs > 0) Atomics.wait(turn, 0, current, leftMs);
  else {
    done = current;
    workerData.port.postMessage(current);
  }
}
`;
