import type { LatencyHistogram } from '../../core/measure/histogram.js';

/**
 * Upper bounds in seconds: those that OpenTelemetry's conventions set for `faas.invoke_duration`
 * (semantic conventions, "FaaS metrics"), with what Lambda needs beyond: up to its 900 s, and 1 ms
 * below, which a generator's lateness should not reach.
 */
export const bucketBoundsS: readonly number[] = [
  0.001, 0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 30, 60, 300,
  900,
];

/**
 * How many values are at most each bound. A bound lies inside a slot of the histogram, which counts
 * as below it: off by a thousandth of the bound at most.
 */
export function cumulativeCounts(histogram: LatencyHistogram): number[] {
  return bucketBoundsS.map((bound) => histogram.countAtMost(bound * 1e6));
}
