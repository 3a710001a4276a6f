import type { LatencyHistogram } from '../../measure/histogram.js';
import type { MetricCondition, Operator } from '../expectation.js';
import { binomialUpperTail } from '../statistics/binomial.js';

/** Values that must lie beyond a percentile, on either side of it, for it to be judged as it is seen. */
export const samplesBeyondPercentile = 10;

/** How often a percentile that holds may be called failed where the samples are too few: 1 of 100. */
export const fewSamplesAlpha = 0.01;

/**
 * How many values a percentile needs: so many that 10 are to be expected above it, and 10 below. The
 * p99 of 1,000 values is their 10th largest; of 100 it is the largest one, which says next to
 * nothing of the next hundred. (Ten is a convention, not a theorem: the relative error of a tail
 * probability that k values show is about 1/sqrt(k), so some 30% at 10.)
 */
export function samplesNeeded(percentile: number): number {
  const beyond = Math.min(percentile, 100 - percentile) / 100;
  return Math.ceil(samplesBeyondPercentile / beyond - 1e-9);
}

/** What is said in place of a pass or a fail where a percentile has too few values; else undefined. */
export function tooFewFor(
  { metric, operator, limit }: MetricCondition,
  histogram: LatencyHistogram | undefined,
): 'inconclusive' | 'fail' | undefined {
  const { percentile } = metric;
  if (percentile === undefined || histogram === undefined) return undefined;
  if (histogram.count >= samplesNeeded(percentile)) return undefined;
  return failsForCertain(histogram, percentile / 100, operator, limit.value)
    ? 'fail'
    : 'inconclusive';
}

/** How many samples a percentile has, and how many it needs. */
export function tooFewSamples({ metric }: MetricCondition, { count }: LatencyHistogram) {
  return { metric: metric.name, samples: count, needed: samplesNeeded(metric.percentile ?? 50) };
}

/**
 * Whether few values are enough to say that the limit is broken. If the true q-quantile were below
 * the limit, a value would exceed it with a probability of at most 1 - q; so many values above it
 * as were seen must be rarer than `fewSamplesAlpha` then (exact one-sided binomial test; the same
 * below the limit for `>`). No count of few values shows that a limit holds.
 */
function failsForCertain(
  histogram: LatencyHistogram,
  q: number,
  operator: Operator,
  limit: number,
): boolean {
  const { count } = histogram;
  const atMost = histogram.countAtMost(limit);
  if (operator === '<' || operator === '<=') {
    return binomialUpperTail(count - atMost, count, 1 - q) < fewSamplesAlpha;
  }
  if (operator === '>' || operator === '>=') {
    return histogram.maxUs < limit && binomialUpperTail(atMost, count, q) < fewSamplesAlpha;
  }
  return false;
}
