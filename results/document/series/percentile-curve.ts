import type { LatencyHistogram } from '../../../core/measure/histogram.js';

/** Steps for each halving of the distance to 100%, as HdrHistogram's own output has by default. */
const ticksPerHalfDistance = 5;

/**
 * The percentiles of HdrHistogram's distribution up to that of the greatest of `count` values, as
 * 1 / (1 - percentile): 1 is the least value, 10 the 90th percentile, 100 the 99th.
 */
export function percentileAxis(count: number): number[] {
  const inverse: number[] = [];
  for (let half = 0; 2 ** half <= count; half++) {
    for (let tick = 0; tick < ticksPerHalfDistance; tick++) {
      const beyond = 2 ** -half * (1 - tick / (2 * ticksPerHalfDistance));
      if (beyond * count >= 1) inverse.push(1 / beyond);
    }
  }
  // Beyond it lies no value but the greatest.
  if (count > 0) inverse.push(count + 1);
  return inverse;
}

/** The value at each of these percentiles, up to the greatest value; null beyond it. */
export function percentileCurve(
  histogram: LatencyHistogram,
  inverse: readonly number[],
): (number | null)[] {
  const { count } = histogram;
  return inverse.map((each, at) => {
    const isBeyond = count === 0 || (inverse[at - 1] ?? 0) > count;
    return isBeyond ? null : histogram.percentileUs(100 * (1 - 1 / each));
  });
}
