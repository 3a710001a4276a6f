import type { VarianceEstimate } from './time-dependence.js';

/** Groups of values whose levels differ by chance: what an execution environment served. */
export interface ClusterVariance extends VarianceEstimate {
  clusters: number;
}

/**
 * How much a mean over values in clusters varies because clusters differ (and because of the noise
 * within): n Σ w² s², where w is a cluster's share of the values and s² the variance between the
 * clusters' own means, with G - 1 degrees of freedom. That is Student's t on cluster means (R.
 * Ibragimov, U. K. Müller, J. Bus. Econ. Stat. 28 (2010) 453–468; S. G. Donald, K. Lang, Rev. Econ.
 * Stat. 89 (2007) 221–233), weighted as the mean weighs them: exact for normal levels and equal
 * shares, on the safe side where small clusters have noisy means. Undefined for fewer than two.
 */
export function clusterVariance(
  values: Float64Array,
  clusterOf: Uint32Array,
): ClusterVariance | undefined {
  const sums = new Map<number, { sum: number; count: number }>();
  for (const [i, cluster] of clusterOf.entries()) {
    const entry = sums.get(cluster) ?? { sum: 0, count: 0 };
    entry.sum += values[i] as number;
    entry.count += 1;
    sums.set(cluster, entry);
  }
  const clusters = sums.size;
  if (clusters < 2) return undefined;
  const each = [...sums.values()].map(({ sum, count }) => ({ mean: sum / count, count }));
  const middle = each.reduce((sum, { mean }) => sum + mean, 0) / clusters;
  const squares = each.reduce((sum, { mean }) => sum + (mean - middle) ** 2, 0);
  const shares = each.reduce((sum, { count }) => sum + (count / values.length) ** 2, 0);
  const variance = (values.length * shares * squares) / (clusters - 1);
  return { variance, df: clusters - 1, clusters };
}

/**
 * The sum of variances that are known by few degrees of freedom each: F. E. Satterthwaite, Biometrics
 * Bulletin 2 (1946) 110–114, as in Welch's test.
 */
export function sumOfVariances(
  first: VarianceEstimate,
  second: VarianceEstimate,
): VarianceEstimate {
  const variance = first.variance + second.variance;
  const spread = first.variance ** 2 / first.df + second.variance ** 2 / second.df;
  return { variance, df: spread > 0 ? variance ** 2 / spread : Math.min(first.df, second.df) };
}

/** How many clusters of equal size would vary as much: 1 / Σ w² (L. Kish, Survey Sampling (1965), 11.7). */
export function effectiveClusters(clusterOf: Uint32Array): number {
  const counts = new Map<number, number>();
  for (const cluster of clusterOf) counts.set(cluster, (counts.get(cluster) ?? 0) + 1);
  const squares = [...counts.values()].reduce((sum, count) => sum + count ** 2, 0);
  return squares > 0 ? clusterOf.length ** 2 / squares : 0;
}
