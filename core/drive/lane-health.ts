import { PerformanceObserver, performance } from 'node:perf_hooks';
import type { LaneHealth } from '../measure/interval.js';

/** Looks at the thread that sends: how busy it was, and how long the garbage collector held it. */
export interface HealthWatch {
  /** Since the last call. */
  take(): LaneHealth;
  close(): void;
}

/**
 * Watches the current thread. Event loop utilization is Node's own: the share of time not spent waiting; what
 * the pacer polls away is waiting too. `polledUs` says how long that was so far.
 */
export function watchHealth(polledUs: () => number): HealthWatch {
  let gcMs = 0;
  const observer = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) gcMs += duration;
  });
  observer.observe({ entryTypes: ['gc'] });
  let last = performance.eventLoopUtilization();
  let lastPolledUs = polledUs();
  return {
    take() {
      const now = performance.eventLoopUtilization();
      const { active, idle } = performance.eventLoopUtilization(now, last);
      const nowPolledUs = polledUs();
      const busyMs = Math.max(0, active - (nowPolledUs - lastPolledUs) / 1000);
      const health = { busyShare: busyMs === 0 ? 0 : busyMs / (active + idle), gcMs };
      last = now;
      lastPolledUs = nowPolledUs;
      gcMs = 0;
      return health;
    },
    close: () => observer.disconnect(),
  };
}
