import { binomialUpperTail } from './binomial.js';
import type { QuantileRatio } from './block-bootstrap.js';
import type { Counts } from './mann-whitney.js';
import { quantileRank } from './quantile.js';

/**
 * The ratio of a quantile of two independent counted samples (histograms), second over first, with
 * its percentile bootstrap interval at level 1 - `alpha` and the two-sided p value of the hypothesis
 * that it is `against`. Nothing is drawn at random: the distribution of a resample's quantile is known
 * exactly, P(Q <= v) = P(Binomial(n, F(v)) >= rank) (J. S. Maritz, R. G. Jarrett, J. Am. Stat. Assoc.
 * 73 (1978) 194–196), and that of the ratio follows from the two. All NaN where a sample is empty.
 */
export function independentQuantileRatio(
  first: Counts,
  second: Counts,
  quantile: number,
  { alpha, against }: { alpha: number; against: number },
): QuantileRatio {
  const below = resampledQuantile(first, quantile);
  const above = resampledQuantile(second, quantile);
  if (!below || !above) {
    const none = Number.NaN;
    return { quantile, estimate: none, low: none, high: none, pValue: 1 };
  }
  const ratios = ratiosOf(below.points, above.points);
  const lower = massWhere(ratios, (value) => value <= against);
  const upper = massWhere(ratios, (value) => value >= against);
  return {
    quantile,
    estimate: above.estimate / below.estimate,
    low: quantileOf(ratios, alpha / 2),
    high: quantileOf(ratios, 1 - alpha / 2),
    pValue: Math.min(1, 2 * Math.min(lower, upper)),
  };
}

interface Point {
  value: number;
  mass: number;
}

/** Values that a resample takes less often than this are left out. */
const negligible = 1e-9;

function resampledQuantile({ values, counts }: Counts, quantile: number) {
  const n = Array.from(counts).reduce((sum, count) => sum + count, 0);
  if (n === 0) return undefined;
  const rank = quantileRank(quantile, n);
  const points: Point[] = [];
  let estimate: number | undefined;
  let seen = 0;
  let before = 0;
  for (let i = 0; i < values.length; i++) {
    seen += counts[i] as number;
    const value = values[i] as number;
    if (seen >= rank) estimate ??= value;
    const upTo = binomialUpperTail(rank, n, seen / n);
    if (upTo - before > negligible) points.push({ value, mass: upTo - before });
    before = upTo;
    if (upTo > 1 - negligible) break;
  }
  return { estimate: estimate ?? Number.NaN, points };
}

function ratiosOf(below: readonly Point[], above: readonly Point[]): Point[] {
  const ratios = below.flatMap((under) =>
    above.map((over) => ({ value: over.value / under.value, mass: over.mass * under.mass })),
  );
  return ratios.sort((a, b) => a.value - b.value);
}

function massWhere(points: readonly Point[], holds: (value: number) => boolean): number {
  return points.reduce((sum, { value, mass }) => (holds(value) ? sum + mass : sum), 0);
}

function quantileOf(points: readonly Point[], share: number): number {
  const total = massWhere(points, () => true);
  let seen = 0;
  for (const { value, mass } of points) {
    seen += mass;
    if (seen >= share * total) return value;
  }
  return points.at(-1)?.value ?? Number.NaN;
}
