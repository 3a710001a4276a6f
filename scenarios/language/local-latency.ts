import { z } from 'zod';
import type { LatencyConfig } from '../../local/config.js';
import { duration } from './fields.js';

/** A time, always the same or drawn: `40ms`, or `{ p50: 40ms, p99: 180ms }`. */
export const latency = z.union([
  duration(),
  z
    .strictObject({
      p50: duration().describe('The median: half of the invocations take less.'),
      p99: duration().describe('The 99th percentile: one of a hundred takes longer.'),
    })
    .refine(({ p50, p99 }) => p99 >= p50, { message: 'p99 is below p50', path: ['p99'] }),
]);

/** What the local Lambda takes for it. */
export function toLatency(latency: number | { p50: number; p99: number }): LatencyConfig {
  const { p50, p99 } = typeof latency === 'number' ? { p50: latency, p99: latency } : latency;
  return { p50Ms: toMs(p50), p99Ms: toMs(p99) };
}

/** To the nearest nanosecond, so that `40ms` is the number 40. */
function toMs(seconds: number): number {
  return Math.round(seconds * 1e9) / 1e6;
}
