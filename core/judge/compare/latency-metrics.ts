import { defined } from '../../base/defined.js';
import { bootstrapQuantileRatios } from '../statistics/block-bootstrap.js';
import { hodgesLehmann } from '../statistics/hodges-lehmann.js';
import { quantileOf, quantileScores, shiftScores } from '../statistics/scores.js';
import { signedRankTest } from '../statistics/signed-rank.js';
import { timeDependence } from '../statistics/time-dependence.js';
import type { MetricName, Tolerances } from './comparison.js';
import type { PairedLatencies } from './pair-table.js';
import { emptyMetric, type RawMetric } from './raw-metric.js';
import { type SeenTimes, timeMetric } from './time-metric.js';
import type { TimeName } from './time-names.js';
import type { LogEstimate } from './uncertainty.js';

/** Kayenta's rule of thumb ("at least 50 points per metric", its docs on canary best practices). */
const fewestPairs = 50;
/** A percentile needs so many values above it before it says anything. */
const fewestAbove = 10;

/** How many pairs a percentile needs: 50 for p50, 100 for p90, 1,000 for p99. */
export function pairsRequiredFor(quantile: number): number {
  return Math.max(fewestPairs, Math.ceil(fewestAbove / (1 - quantile) - 1e-9));
}

/** These metrics of one time, each as a relative change from old to new. */
export function latencyMetrics(
  names: readonly TimeName[],
  seen: SeenTimes,
  tolerances: Tolerances,
): RawMetric[] {
  const quantiles = names.flatMap(({ name, quantile }) =>
    quantile === undefined ? [] : [{ name, quantile }],
  );
  return [
    ...names
      .filter(({ quantile }) => quantile === undefined)
      .map(({ name }) => shiftMetric(name, seen, tolerances)),
    ...quantileMetrics(quantiles, seen, tolerances),
  ];
}

/** log new - log old of each pair. */
export function logRatiosOf({ first, second }: PairedLatencies): Float64Array {
  return first.map((old, i) => Math.log((second[i] as number) / old));
}

/**
 * The change in general. Differences are taken between logarithms, so that they are ratios: 10% more
 * is the same of a quick payload and of a slow one, and the tolerance needs no unit. exp of their
 * Hodges–Lehmann estimate is the ratio new / old of a typical pair.
 */
function shiftMetric(name: MetricName, seen: SeenTimes, tolerances: Tolerances): RawMetric {
  const { maxSlowdown, alpha } = tolerances;
  const of = {
    ...({ name, unit: 'relative' } as const),
    ...{ tolerance: maxSlowdown, pairsRequired: fewestPairs },
  };
  const { logRatios, control } = seen;
  if (logRatios.length === 0) return emptyMetric(of);
  const tolerated = Math.log1p(maxSlowdown);
  const { pValue } = signedRankTest(logRatios.map((ratio) => ratio - tolerated));
  const scores = shiftScores(logRatios);
  const time = timeDependence(scores);
  // Wilcoxon's distribution is that of independent differences.
  const base = { ...hodgesLehmann(logRatios, alpha), scoreVariance: time.variance };
  const plain = {
    ...{ of, base, pValue, shown: 0.5, scores, time },
    ...defined({ control: control && hodgesLehmann(logRatiosOf(control), alpha).estimate }),
  };
  return timeMetric(plain, seen, tolerances);
}

function quantileMetrics(
  asked: readonly { name: MetricName; quantile: number }[],
  seen: SeenTimes,
  tolerances: Tolerances,
): RawMetric[] {
  if (asked.length === 0) return [];
  const { maxSlowdown, alpha, seed } = tolerances;
  const { first, second } = seen.latencies;
  const series = asked.map(({ quantile }) => quantileScores(first, second, quantile));
  const times = series.map(timeDependence);
  const ratios = bootstrapQuantileRatios(first, second, {
    quantiles: asked.map(({ quantile }) => quantile),
    blockLength: Math.max(1, ...times.map(({ blockLength }) => blockLength)),
    ...{ alpha, against: 1 + maxSlowdown, seed },
  });
  return asked.map(({ name, quantile: shown }, i) => {
    const of = {
      ...({ name, unit: 'relative', tolerance: maxSlowdown } as const),
      pairsRequired: pairsRequiredFor(shown),
    };
    const [ratio, scores, time] = [ratios[i], series[i], times[i]];
    if (first.length === 0 || !ratio || !scores || !time) return emptyMetric(of);
    const base = { ...logsOf(ratio), scoreVariance: time.blockVariance };
    const control = seen.control && controlQuantile(seen.control, shown);
    const plain = { of, base, pValue: ratio.pValue, scores, time, shown, ...defined({ control }) };
    return timeMetric(plain, seen, tolerances);
  });
}

function logsOf({ estimate, low, high }: LogEstimate): LogEstimate {
  return { estimate: Math.log(estimate), low: Math.log(low), high: Math.log(high) };
}

function controlQuantile({ first, second }: PairedLatencies, quantile: number): number {
  return Math.log(quantileOf(second, quantile) / quantileOf(first, quantile));
}
