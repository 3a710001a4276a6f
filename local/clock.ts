/** Cancels a timer that has not fired; harmless after it has. */
export type CancelTimer = () => void;

/** Time as the local Lambda sees it. Injected, so that its limits can be tested in virtual time. */
export interface LocalClock {
  /** Monotonic milliseconds since an arbitrary zero. */
  nowMs(): number;
  /** Milliseconds since 1970, for log lines, deadlines and log stream names. */
  epochMs(): number;
  /** Calls back once, no earlier than `delayMs` from now. */
  after(delayMs: number, callback: () => void): CancelTimer;
}

/** The machine's clock and Node's timers. */
export const systemClock: LocalClock = {
  nowMs: () => performance.now(),
  epochMs: () => Date.now(),
  after(delayMs, callback) {
    const timer = setTimeout(callback, delayMs);
    return () => clearTimeout(timer);
  },
};
