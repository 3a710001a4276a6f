import { effectiveClusters } from '../statistics/cluster-variance.js';
import { normalQuantile } from '../statistics/normal.js';
import type { EnvironmentSummary, Tolerances } from './comparison.js';
import type { PairedLatencies } from './pair-table.js';

/** With fewer on a side, what was measured says too little of how unlike they are. */
export const fewestEnvironments = 3;

/** What is known of the environments that served the pairs, and what of them enters the verdict. */
export interface EnvironmentEvidence {
  summary: EnvironmentSummary;
  /**
   * The variance that the logarithm of the change has because environments differ, by assumption;
   * absent where it can be measured.
   */
  assumedVariance?: number;
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
  const assumedVariance = spread ** 2 * (1 / oldCount + 1 / newCount);
  const least = Math.exp(normalQuantile(1 - alpha / 2) * Math.sqrt(assumedVariance));
  return {
    assumedVariance,
    summary: {
      ...{ isKnown, isMeasured, old, new: now, spread },
      smallestDifference: (1 + maxSlowdown) * least - 1,
    },
  };
}

function countOf(environments: Uint32Array): number {
  return new Set(environments).size;
}

function busyOn(serviceUs: Float64Array, rateHz: number | undefined): number {
  if (rateHz === undefined || serviceUs.length === 0) return 1;
  const mean = serviceUs.reduce((sum, each) => sum + each, 0) / serviceUs.length;
  return Math.max(1, (rateHz * mean) / 1e6);
}
