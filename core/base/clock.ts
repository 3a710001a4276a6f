import { performance } from 'node:perf_hooks';

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
  nowUs,
  after(delayUs, callback) {
    const atUs = nowUs() + delayUs;
    // Node cuts the fraction off a delay, and counts it from when the event loop last looked at the
    // clock: a timer can fire two milliseconds early.
    const fire = (): void => {
      const leftUs = atUs - nowUs();
      if (leftUs <= 0) callback();
      else timer = setTimeout(fire, Math.ceil(leftUs / 1000));
    };
    let timer = setTimeout(fire, Math.max(0, delayUs / 1000));
    return () => clearTimeout(timer);
  },
};

function nowUs(): number {
  return performance.now() * 1000 + threadOffsetUs;
}
