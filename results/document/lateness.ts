import type { Account } from '../../core/measure/run-books.js';

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

/** What most likely made the generator late. One line of at most 60 characters. */
export function causeOfLateness({ seconds, busyShare, gcMs }: LateSeconds): string {
  const gcMsPerSecond = Math.round(gcMs / seconds);
  if (gcMsPerSecond > 100) return `garbage collection took ${gcMsPerSecond} ms of each second`;
  if (busyShare > 0.9) return 'its sending thread had no time to spare: use more --threads';
  const busyPercent = Math.round(busyShare * 100);
  return `the machine was busy with other work (the thread ${busyPercent}%)`;
}
