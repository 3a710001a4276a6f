import { clusterVariance, sumOfVariances } from '../statistics/cluster-variance.js';
import type { ConfidenceInterval } from '../statistics/interval.js';
import { normalQuantile } from '../statistics/normal.js';
import { studentQuantile, studentUpperTail } from '../statistics/student-t.js';
import type { TimeDependence } from '../statistics/time-dependence.js';

/** An estimate with its interval; logarithms. */
export interface LogEstimate extends ConfidenceInterval {
  estimate: number;
}

/** An estimate as its own method sees it. */
export interface OwnEstimate extends LogEstimate {
  /** What the method takes for n times the variance of the mean of the estimate's scores. */
  scoreVariance: number;
}

/** An interval that holds, and how surprising the tolerated change would be. */
export interface Uncertainty extends ConfidenceInterval {
  /** Two-sided. */
  pValue: number;
}

/** One way in which the estimate may vary: an error to each side, known by `df` degrees of freedom. */
interface Way {
  below: number;
  above: number;
  df: number;
}

/** What is asked of an estimate: intervals at level 1 - `alpha`, p values of `tolerated`. */
export interface UncertaintyQuestion {
  alpha: number;
  tolerated: number;
}

/**
 * Widens an interval as the order of the pairs demands: each estimate of the variance stretches it by
 * its standard error and its Student's quantile, and the widest counts, as does the largest p value.
 */
export function overTime(
  base: OwnEstimate,
  time: TimeDependence,
  question: UncertaintyQuestion,
): Uncertainty {
  const error = errorsOf(base, question.alpha);
  const ways = time.estimates.map(({ variance, df }) =>
    stretched(error, variance / base.scoreVariance, df),
  );
  return widest(base, ways, question);
}

/** Which environment served each pair on either side. */
export interface PairEnvironments {
  first: Uint32Array;
  second: Uint32Array;
}

/**
 * Widens it by what environments differ in, which are shared by pairs and drawn anew with every
 * deployment: once by what they do to the estimate's own scores, once by the levels of their ratios (where
 * levels lie apart as lumps, scores do not show how far). Of two sides whose environments cross, variances add
 * and the noise that both count is taken off once (A. C. Cameron, J. B. Gelbach, D. L. Miller, Robust
 * inference with multiway clustering, J. Bus. Econ. Stat. 29 (2011) 238–249), never below either.
 */
export function overEnvironments(
  base: OwnEstimate,
  {
    scores,
    logRatios,
    time,
  }: { scores: Float64Array; logRatios: Float64Array; time: TimeDependence },
  environments: PairEnvironments,
  question: UncertaintyQuestion,
): Uncertainty & { levels: KnownVariance } {
  const error = errorsOf(base, question.alpha);
  const own = twoWays(scores, environments);
  const levels = twoWays(logRatios, environments);
  const between = Math.max(0, levels.sum - 2 * varianceOf(logRatios)) / logRatios.length;
  const crossed = Math.max(own.sum - time.variance, own.larger, time.variance);
  const known = { variance: between, df: levels.df };
  const ways = [stretched(error, crossed / base.scoreVariance, own.df), added(error, known)];
  // Of few values much of it is their noise: only what exceeds that surely does not narrow.
  const chance = 2 * varianceOf(logRatios) * Math.sqrt(2 / levels.oldDf + 2 / levels.newDf);
  const lasting = Math.max(0, between - chance / logRatios.length);
  return { ...widest(base, ways, question), levels: { variance: lasting, df: levels.df } };
}

/** What levels of environments add to the variance of an estimate, however many pairs there are. */
export interface KnownVariance {
  variance: number;
  /** Infinite where it is assumed. */
  df: number;
}

/** Adds to an estimate's own error what levels of environments, measured or assumed, add to it. */
export function withVariance(
  base: LogEstimate,
  known: KnownVariance,
  question: UncertaintyQuestion,
): Uncertainty {
  return widest(base, [added(errorsOf(base, question.alpha), known)], question);
}

function added({ below, above }: Omit<Way, 'df'>, { variance, df }: KnownVariance): Way {
  const deviation = Math.sqrt(variance);
  return { below: Math.hypot(below, deviation), above: Math.hypot(above, deviation), df };
}

function twoWays(values: Float64Array, { first, second }: PairEnvironments) {
  const none = { variance: 0, df: Number.POSITIVE_INFINITY };
  const [old, now] = [clusterVariance(values, first), clusterVariance(values, second)];
  const { variance: sum, df } = sumOfVariances(old ?? none, now ?? none);
  return {
    ...{ sum, df, larger: Math.max(old?.variance ?? 0, now?.variance ?? 0) },
    ...{ oldDf: (old ?? none).df, newDf: (now ?? none).df },
  };
}

function varianceOf(values: Float64Array): number {
  const mean = values.reduce((sum, each) => sum + each, 0) / values.length;
  return values.reduce((sum, each) => sum + (each - mean) ** 2, 0) / values.length;
}

/** Standard errors to either side, as the interval has them. */
function errorsOf({ estimate, low, high }: LogEstimate, alpha: number) {
  const z = normalQuantile(1 - alpha / 2);
  return { below: (estimate - low) / z, above: (high - estimate) / z };
}

/** Where nothing varies there is nothing to stretch. */
function stretched({ below, above }: Omit<Way, 'df'>, ratio: number, df: number): Way {
  const factor = ratio > 1 ? Math.sqrt(ratio) : 1;
  return { below: below * factor, above: above * factor, df };
}

function widest(
  { estimate, low, high }: LogEstimate,
  ways: readonly Way[],
  { alpha, tolerated }: UncertaintyQuestion,
): Uncertainty {
  const distance = estimate - tolerated;
  const widened: Uncertainty = { low, high, pValue: 0 };
  for (const { below, above, df } of ways) {
    const t = studentQuantile(1 - alpha / 2, df);
    widened.low = Math.min(widened.low, estimate - t * below);
    widened.high = Math.max(widened.high, estimate + t * above);
    const error = distance > 0 ? below : above;
    const pValue = distance === 0 ? 1 : 2 * studentUpperTail(Math.abs(distance) / error, df);
    widened.pValue = Math.max(widened.pValue, pValue);
  }
  return widened;
}
