import { effectiveClusters } from '../statistics/cluster-variance.js';
import { normalQuantile } from '../statistics/normal.js';
import type { EnvironmentSummary, Tolerances } from './comparison.js';
import type { PairedLatencies } from './pair-table.js';

/** With fewer on a side, what was measured says too little of how unlike they are. */
export const fewestEnvironments = 3;

/** What is known of the environments that served the pairs, and what of them enters the verdict. */
export interface EnvironmentEvidence {
  summary: EnvironmentSummary;
  /** What is assumed of them; absent where it can be measured. */
  assumed?: AssumedEnvironments;
}

/** Environments that differ as much as is assumed, and how many there are of them. */
export interface AssumedEnvironments {
  spread: number;
  old: number;
  new: number;
}

/**
 * Which environments served, where the log's end told; else about how many, by Little's law (J. D. C.
 * Little, Operations Research 9 (1961) 383–387): as many as are busy on average, and one at least.
 * What they differ by is measured where each side had three or more, and assumed otherwise.
 */
export function environmentEvidence(
  { first, second, environments }: PairedLatencies,
  legRateHz: number | undefined,
  { alpha, environmentSpread: spread, maxSlowdown }: Tolerances,
): EnvironmentEvidence {
  const [old, now] = environments
    ? [countOf(environments.first), countOf(environments.second)]
    : [busyOn(first, legRateHz), busyOn(second, legRateHz)];
  const isMeasured = environments !== undefined && Math.min(old, now) >= fewestEnvironments;
  const isKnown = environments !== undefined;
  if (isMeasured || first.length === 0) return { summary: { isKnown, isMeasured, old, new: now } };
  const [oldCount, newCount] = environments
    ? [effectiveClusters(environments.first), effectiveClusters(environments.second)]
    : [old, now];
  const assumed = { spread, old: oldCount, new: newCount };
  const deviation = Math.sqrt(assumedVariance(assumed));
  const least = Math.exp(normalQuantile(1 - alpha / 2) * deviation);
  return {
    assumed,
    summary: {
      ...{ isKnown, isMeasured, old, new: now, spread },
      smallestDifference: (1 + maxSlowdown) * least - 1,
    },
  };
}

/**
 * The variance that environments give to the logarithm of a change: that of the mean of so many levels
 * on each side. Beyond the median slow environments count for more: log-normal levels in a log-normal
 * whole of deviation `sigma` weigh in with exp(z level / sigma^2), which is as if there were
 * exp((z spread / sigma)^2) times fewer (the design effect of unequal weights, L. Kish, Survey Sampling
 * (1965), 11.7), down to one.
 */
export function assumedVariance(
  { spread, old, new: now }: AssumedEnvironments,
  { quantile, sigma }: { quantile: number; sigma: number } = { quantile: 0.5, sigma: 1 },
): number {
  const z = normalQuantile(quantile);
  const unequal = z === 0 ? 1 : Math.exp(((z * spread) / Math.max(sigma, spread)) ** 2);
  return spread ** 2 * (Math.min(1, unequal / old) + Math.min(1, unequal / now));
}

function countOf(environments: Uint32Array): number {
  return new Set(environments).size;
}

function busyOn(serviceUs: Float64Array, rateHz: number | undefined): number {
  if (rateHz === undefined || serviceUs.length === 0) return 1;
  const mean = serviceUs.reduce((sum, each) => sum + each, 0) / serviceUs.length;
  // Rounded down: slow environments are busy for longer, and are no more for it.
  return Math.max(1, Math.floor((rateHz * mean) / 1e6));
}
