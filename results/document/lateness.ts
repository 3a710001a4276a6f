import type { Account } from '../../core/measure/run-books.js';

/** Seconds of a run in which the 99th percentile of lateness was above the limit. */
export interface LateSeconds {
  seconds: number;
  /** Mean share of these in which the (busiest) sending thread was not waiting. */
  busyShare: number;
  /** In the garbage collector, over all of these. */
  gcMs: number;
}

/**
 * Above this the generator's own delay is no longer small against what it measures: 1% of the response
 * time at the same percentile, and never less than 5 ms, which a busy machine takes from anyone.
 */
export function lateLimitUs(total: Account, percentile = 99): number {
  return Math.max(5000, total.response.percentileUs(percentile) / 100);
}

/** With fewer a 99th percentile is the one that was latest, which a pause of the machine makes of any. */
const enoughForTail = 100;

/** How late the generator was, as it is judged: by the 99th percentile, of a few by their median. */
export function judgedLatenessUs({ lateness }: Account): number {
  return lateness.percentileUs(lateness.count < enoughForTail ? 50 : 99);
}

/** What most likely made the generator late. One line of at most 60 characters. */
export function causeOfLateness({ seconds, busyShare, gcMs }: LateSeconds): string {
  const gcMsPerSecond = Math.round(gcMs / seconds);
  if (gcMsPerSecond > 100) return `garbage collection took ${gcMsPerSecond} ms of each second`;
  if (busyShare > 0.9) return 'its sending thread had no time to spare: use more --threads';
  const busyPercent = Math.round(busyShare * 100);
  return `the machine was busy with other work (the thread ${busyPercent}%)`;
}
