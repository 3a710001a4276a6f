import { autocovariances, type Dependence, dependenceOf } from './block-length.js';

/** An estimate of how much a mean varies, and by how many degrees of freedom it is known. */
export interface VarianceEstimate {
  /** n times the variance of the mean. */
  variance: number;
  df: number;
}

/** What the order in which values came says of how sure their mean is. */
export interface TimeDependence extends Dependence {
  /** Each holds in its own way; what all of them allow is allowed. */
  estimates: VarianceEstimate[];
  /** As many independent values would tell as much. */
  effective: number;
  /**
   * The values wander so slowly that even 32 stretches of them follow each other: their spread is not
   * in the data, and nothing can be told from them.
   */
  isDrifting: boolean;
}

/** Few, so that each is long against what neighbours share. */
const stretches = 8;
/** Twice what 32 independent means show by chance (1 / sqrt(32)) in one of fifty series. */
const driftLimit = 0.3;
const driftStretches = 32;

/**
 * Three estimates of the variance of a mean over dependent values, the widest of which counts:
 * that of the circular block bootstrap, with as many degrees of freedom as there are blocks, less one;
 * the flat-top window's, which is less biased (D. N. Politis, J. P. Romano, J. Time Series Anal. 16
 * (1995) 67–103); and that between the means of eight long stretches, with seven (R. Ibragimov, U. K.
 * Müller, t-statistic based correlation and heterogeneity robust inference, J. Bus. Econ. Stat. 28
 * (2010) 453–468), which also sees a weak dependence of long reach that no single lag shows.
 *
 * None of them sees what lasts longer than a stretch. So a series whose stretches still follow each
 * other is called drifting: first-order autocorrelation of the means of 32 stretches above 0.3.
 * Simulated (`simulation.test.ts`): one-sided at 2.5 %, AR(1) up to 0.99 over 200 to 4,000 values
 * raises false alarms in 3 % at most.
 */
export function timeDependence(series: Float64Array): TimeDependence {
  const n = series.length;
  const dependence = dependenceOf(series);
  const { blockLength, variance, longRunVariance, blockVariance } = dependence;
  const df = blockLength === 1 ? Number.POSITIVE_INFINITY : Math.max(1, n / blockLength - 1);
  const largest = Math.max(longRunVariance, blockVariance);
  const estimates = [
    { variance: blockVariance, df },
    { variance: longRunVariance, df },
    ...(n >= 2 * stretches ? [betweenStretches(series, variance)] : []),
  ];
  return {
    ...dependence,
    estimates,
    effective: largest > 0 ? (n * variance) / largest : n,
    isDrifting: n >= 2 * driftStretches && isFollowing(stretchMeans(series, driftStretches)),
  };
}

/** Never below the variance of independent values: that much is sure. */
function betweenStretches(series: Float64Array, variance: number): VarianceEstimate {
  const means = stretchMeans(series, stretches);
  const mean = means.reduce((sum, each) => sum + each, 0) / stretches;
  const squares = means.reduce((sum, each) => sum + (each - mean) ** 2, 0);
  const between = (squares / (stretches - 1)) * (series.length / stretches);
  return { variance: Math.max(variance, between), df: stretches - 1 };
}

function stretchMeans(series: Float64Array, count: number): Float64Array {
  const edge = (index: number): number => Math.floor((index * series.length) / count);
  return Float64Array.from({ length: count }, (_, index) => {
    const stretch = series.subarray(edge(index), edge(index + 1));
    return stretch.reduce((sum, each) => sum + each, 0) / stretch.length;
  });
}

function isFollowing(means: Float64Array): boolean {
  const [none = 0, one = 0] = autocovariances(means, 1);
  return none > 0 && one > driftLimit * none;
}
