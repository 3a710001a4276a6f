import type { CancelTimer } from '../core/base/clock.js';

/**
 * Time as the local Lambda sees it: in milliseconds, as all of Lambda's limits are, and with the time of
 * day, which the sending side's clock lacks. Injected, so that its limits can be tested in virtual time.
 */
export interface LocalClock {
  /** Monotonic milliseconds since an arbitrary zero. */
  nowMs(): number;
  /** Milliseconds since 1970, for log lines, deadlines and log stream names. */
  epochMs(): number;
  /** Calls back once, about `delayMs` from now. */
  after(delayMs: number, callback: () => void): CancelTimer;
}

/** The machine's clock and Node's timers: one for each delay, which may fire a millisecond early. */
export const nodeClock: LocalClock = {
  nowMs: () => performance.now(),
  epochMs: () => Date.now(),
  after(delayMs, callback) {
    const timer = setTimeout(callback, delayMs);
    return () => clearTimeout(timer);
  },
};
