import { PerformanceObserver, performance } from 'node:perf_hooks';
import type { LaneHealth } from '../measure/interval.js';

/** Looks at the thread that sends: how busy it was, and how long the garbage collector held it. */
export interface HealthWatch {
  /** Since the last call. */
  take(): LaneHealth;
  close(): void;
}

/** Watches the current thread. Event loop utilization is Node's own: the share of time not spent waiting. */
export function watchHealth(): HealthWatch {
  let gcMs = 0;
  const observer = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) gcMs += duration;
  });
  observer.observe({ entryTypes: ['gc'] });
  let last = performance.eventLoopUtilization();
  return {
    take() {
      const now = performance.eventLoopUtilization();
      const { utilization } = performance.eventLoopUtilization(now, last);
      const health = { busyShare: utilization, gcMs };
      last = now;
      gcMs = 0;
      return health;
    },
    close: () => observer.disconnect(),
  };
}
