import { normalQuantile } from '../statistics/normal.js';
import type { RawMetric } from './raw-metric.js';

/** More pairs than this nobody sends: the change lies at the tolerance itself. */
const mostPairs = 1e7;
/** How surely the numbers asked for would decide, if the change is the one that was seen. */
const power = 0.8;

/**
 * About how many pairs an inconclusive metric would need to be decided in four of five cases, if the
 * true change is the estimated one: the smallest number at which the interval, widened by the power's
 * share, lies on one side of the tolerance. Undefined where ten million would not do.
 */
export function pairsNeeded(
  metric: RawMetric,
  { alpha, tests }: { alpha: number; tests: number },
): number | undefined {
  const { pairs, pairsRequired, tolerance, intervalAt } = metric;
  if (pairs === 0) return pairsRequired;
  const level = normalQuantile(1 - alpha / 2);
  const toPass = 1 + normalQuantile(power) / level;
  // To fail it must hold among the other metrics: Holm's first step.
  const toFail = (normalQuantile(1 - alpha / 2 / tests) + normalQuantile(power)) / level;
  const isDecided = (factor: number): boolean => {
    const { estimate, low, high } = intervalAt(factor);
    const above = estimate === 0 ? high : estimate + (high - estimate) * toPass;
    return above <= tolerance || estimate - (estimate - low) * toFail > tolerance;
  };
  const most = mostPairs / pairs;
  if (most < 1 || !isDecided(most)) return undefined;
  const factor = smallestWhere(isDecided, most);
  return Math.max(pairsRequired, Math.ceil(pairs * factor));
}

/** The smallest factor from 1 to `most`, to a thousandth, from which on something holds. */
function smallestWhere(holds: (factor: number) => boolean, most: number): number {
  let low = 1;
  let high = most;
  while (high / low > 1.001) {
    const middle = Math.sqrt(low * high);
    if (holds(middle)) high = middle;
    else low = middle;
  }
  return holds(low) ? low : high;
}
