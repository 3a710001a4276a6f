import type {
  EnvironmentSummary,
  MetricComparison,
} from '../../../core/judge/compare/comparison.js';
import { formatCount, formatShare } from '../../../core/quantity/format.js';
import { changeText } from '../wording/change.js';

/** How many execution environments served each side, and what follows from it. */
export function environmentsText(environments: EnvironmentSummary): string {
  const { isKnown, old, new: now, spread = 0, smallestDifference } = environments;
  const counts = `${formatCount(old)} of old, ${formatCount(now)} of new`;
  const how = isKnown ? counts : `about ${counts} by rate and duration, not told apart`;
  if (smallestDifference === undefined || spread === 0) return how;
  const assumed = `taken to differ by ${formatShare(spread, 1)}`;
  return `${how}; ${assumed}: below ${changeText(smallestDifference, 'relative')} nothing is shown to be worse, and what passes passes for these`;
}

/** Below this share of the pairs it is worth a line. */
const notable = 0.9;

/** Metrics whose pairs depend on each other, with as many independent ones as tell the same. */
export function effectiveText(metrics: readonly MetricComparison[]): string | undefined {
  const fewer = metrics.filter(
    ({ effectivePairs, pairs }) => effectivePairs !== undefined && effectivePairs < notable * pairs,
  );
  if (fewer.length === 0) return undefined;
  return fewer
    .map(({ name, effectivePairs = 0, pairs }) => {
      return `${name} ${formatCount(Math.round(effectivePairs))} of ${formatCount(pairs)}`;
    })
    .join(', ');
}

/** By how much the control differs from old, which is noise; undefined without one. */
export function controlText(metrics: readonly MetricComparison[]): string | undefined {
  const changes = metrics.flatMap(({ name, control, unit }) =>
    typeof control === 'number' ? [`${name} ${changeText(control, unit)}`] : [],
  );
  return changes.length === 0 ? undefined : changes.join(', ');
}
