import { bootstrapQuantileRatios } from '../statistics/block-bootstrap.js';
import { hodgesLehmann } from '../statistics/hodges-lehmann.js';
import { quantileRank } from '../statistics/quantile.js';
import { signedRankTest } from '../statistics/signed-rank.js';
import type { Tolerances } from './comparison.js';
import type { PairedLatencies } from './pair-table.js';
import { emptyMetric, narrowing, type RawMetric } from './raw-metric.js';

/** The percentiles that are compared. */
export const comparedQuantiles = { p50: 0.5, p90: 0.9, p99: 0.99 } as const;
export type QuantileName = keyof typeof comparedQuantiles;

/** Kayenta's rule of thumb ("at least 50 points per metric", its docs on canary best practices). */
const fewestPairs = 50;
/** A percentile needs so many values above it before it says anything. */
const fewestAbove = 10;

/** How many pairs a percentile needs: 50 for p50, 100 for p90, 1,000 for p99. */
export function pairsRequiredFor(quantile: number): number {
  return Math.max(fewestPairs, Math.ceil(fewestAbove / (1 - quantile) - 1e-9));
}

/** The metrics of time that are asked for, each as a relative change from old to new. */
export function latencyMetrics(latencies: PairedLatencies, tolerances: Tolerances): RawMetric[] {
  const isAsked = (name: string): boolean => tolerances.metrics.some((metric) => metric === name);
  const shift = isAsked('latency') ? [shiftMetric(latencies, tolerances)] : [];
  const names = (Object.keys(comparedQuantiles) as QuantileName[]).filter(isAsked);
  return [...shift, ...quantileMetrics(names, latencies, tolerances)];
}

/**
 * The change in general. Differences are taken between logarithms, so that they are ratios: 10% more
 * is the same of a quick payload and of a slow one, and the tolerance needs no unit. exp of their
 * Hodges–Lehmann estimate is the ratio new / old of a typical pair.
 */
function shiftMetric({ first, second }: PairedLatencies, tolerances: Tolerances): RawMetric {
  const { maxSlowdown, alpha } = tolerances;
  const of = {
    ...({ name: 'latency', unit: 'relative' } as const),
    ...{ tolerance: maxSlowdown, pairsRequired: fewestPairs },
  };
  if (first.length === 0) return emptyMetric(of);
  const logRatios = first.map((old, i) => Math.log((second[i] as number) / old));
  const { estimate, low, high } = hodgesLehmann(logRatios, alpha);
  const tolerated = Math.log1p(maxSlowdown);
  const { pValue } = signedRankTest(logRatios.map((ratio) => ratio - tolerated));
  const change = {
    estimate: Math.expm1(estimate),
    low: Math.expm1(low),
    high: Math.expm1(high),
  };
  return {
    ...of,
    ...change,
    pValue,
    pairs: first.length,
    old: quantileOf(first, 0.5),
    new: quantileOf(second, 0.5),
    intervalAt: narrowing(change.estimate, change),
  };
}

function quantileMetrics(
  names: readonly QuantileName[],
  { first, second }: PairedLatencies,
  { maxSlowdown, alpha, seed }: Tolerances,
): RawMetric[] {
  const ratios = bootstrapQuantileRatios(first, second, {
    quantiles: names.map((name) => comparedQuantiles[name]),
    ...{ alpha, against: 1 + maxSlowdown, seed },
  });
  return names.map((name, i) => {
    const quantile = comparedQuantiles[name];
    const of = {
      ...({ name, unit: 'relative', tolerance: maxSlowdown } as const),
      pairsRequired: pairsRequiredFor(quantile),
    };
    const ratio = ratios[i];
    if (first.length === 0 || !ratio) return emptyMetric(of);
    const change = { estimate: ratio.estimate - 1, low: ratio.low - 1, high: ratio.high - 1 };
    return {
      ...of,
      ...change,
      pValue: ratio.pValue,
      pairs: first.length,
      old: quantileOf(first, quantile),
      new: quantileOf(second, quantile),
      intervalAt: narrowing(change.estimate, change),
    };
  });
}

function quantileOf(values: Float64Array, quantile: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[quantileRank(quantile, sorted.length) - 1] as number;
}
