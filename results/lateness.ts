import type { Account } from '../core/measure/run-books.js';

/** Seconds of a run in which the 99th percentile of lateness was above the limit. */
export interface LateSeconds {
  seconds: number;
  /** Mean share of these in which the (busiest) sending thread was not waiting. */
  busyShare: number;
  /** In the garbage collector, over all of these. */
  gcMs: number;
}

/** Above this the generator's own delay is no longer small against what it measures. */
export function lateLimitUs(total: Account): number {
  return Math.max(5000, total.response.percentileUs(50) / 100);
}

/** What most likely made the generator late, and what to do about it. */
export function causeOfLateness({ seconds, busyShare, gcMs }: LateSeconds): string {
  if (gcMs / seconds > 100) {
    return `garbage collection held it for ${Math.round(gcMs / seconds)} ms a second: send smaller payloads, or use more threads`;
  }
  if (busyShare > 0.9) return 'its sending thread was busy all the time: use more --threads';
  return `its sending thread was busy only ${Math.round(busyShare * 100)} % of the time: the machine gave it no turn`;
}
