/** Cancels a timer that has not fired; harmless after it has. */
export type CancelTimer = () => void;

/**
 * Time as the driver sees it: monotonic microseconds since an arbitrary zero. Injected, so that
 * whole runs can be tested in virtual time.
 */
export interface Clock {
  nowUs(): number;
  /** Calls back once, no earlier than `delayUs` from now. */
  after(delayUs: number, callback: () => void): CancelTimer;
}

/**
 * `performance.now` counts from the start of its own thread; the difference to the machine's
 * monotonic clock, measured once, lets all threads of a process share one time.
 */
const threadOffsetUs = Number(process.hrtime.bigint()) / 1000 - performance.now() * 1000;

/**
 * The machine's monotonic clock, the same in all threads of the process, in microseconds with a
 * fraction, and Node's timers.
 */
export const systemClock: Clock = {
  nowUs: () => performance.now() * 1000 + threadOffsetUs,
  after(delayUs, callback) {
    const timer = setTimeout(callback, Math.max(0, delayUs / 1000));
    return () => clearTimeout(timer);
  },
};
