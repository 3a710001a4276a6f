import { mcNemarTest } from '../statistics/mcnemar.js';
import { newcombePairedInterval, type PairedCounts } from '../statistics/proportions.js';
import type { MetricName, Tolerances } from './comparison.js';
import { emptyMetric, type RawMetric } from './raw-metric.js';

/**
 * How many more invocations fail: the difference of the two shares with Newcombe's interval for pairs.
 * The p value is McNemar's, of pairs in which only one side failed: of no difference at all, which is
 * stricter than of the tolerance where that is above 0.
 */
export function errorMetric(
  counts: PairedCounts,
  { maxErrorIncrease: tolerance, alpha }: Tolerances,
  name: MetricName = 'errors',
): RawMetric {
  const of = { name, unit: 'share', tolerance, pairsRequired: 1 } as const;
  const pairs = pairsOf(counts);
  if (pairs === 0) return emptyMetric(of);
  return {
    ...of,
    ...shareChange(counts, alpha),
    pValue: mcNemarTest(counts.onlyFirst, counts.onlySecond),
    pairs,
    old: (counts.both + counts.onlyFirst) / pairs,
    new: (counts.both + counts.onlySecond) / pairs,
    intervalAt: (factor) => shareChange(times(counts, factor), alpha),
  };
}

/** How many pairs a table is made of. */
export function pairsOf({ both, onlyFirst, onlySecond, neither }: PairedCounts): number {
  return both + onlyFirst + onlySecond + neither;
}

/** The change of a share from first to second, with its interval. */
export function shareChange(counts: PairedCounts, alpha: number) {
  const estimate = (counts.onlySecond - counts.onlyFirst) / pairsOf(counts);
  return { estimate, ...newcombePairedInterval(counts, alpha) };
}

/** A table of `factor` times as many pairs that go the same way. */
export function times(counts: PairedCounts, factor: number): PairedCounts {
  return {
    both: counts.both * factor,
    onlyFirst: counts.onlyFirst * factor,
    onlySecond: counts.onlySecond * factor,
    neither: counts.neither * factor,
  };
}
