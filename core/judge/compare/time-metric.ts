import { defined } from '../../base/defined.js';
import type { ConfidenceInterval } from '../statistics/interval.js';
import { quantileOf } from '../statistics/scores.js';
import type { TimeDependence } from '../statistics/time-dependence.js';
import type { Tolerances } from './comparison.js';
import { controlPValue } from './control.js';
import { assumedVariance, type EnvironmentEvidence } from './environments.js';
import type { PairedLatencies } from './pair-table.js';
import { narrowing, type RawMetric } from './raw-metric.js';
import {
  type LogEstimate,
  type OwnEstimate,
  overEnvironments,
  overTime,
  type Uncertainty,
  type UncertaintyQuestion,
  withVariance,
} from './uncertainty.js';

/** What all metrics of time of a comparison are made from. */
export interface SeenTimes {
  latencies: PairedLatencies;
  /** Of the pairs of `latencies`: log new - log old. */
  logRatios: Float64Array;
  environments: EnvironmentEvidence;
  /** Old against its control, where there is one. */
  control?: PairedLatencies;
}

/** A metric of time as its own method sees it. */
export interface PlainTimeMetric {
  of: Pick<RawMetric, 'name' | 'unit' | 'tolerance' | 'pairsRequired'>;
  /** Of the logarithm of new / old. */
  base: OwnEstimate;
  pValue: number;
  scores: Float64Array;
  time: TimeDependence;
  /** The quantile that its two values are shown at. */
  shown: number;
  /** The logarithm of control / old, estimated alike. */
  control?: number;
}

/**
 * A metric of time with all that makes it less sure than its own method says: the order of its pairs, the
 * environments that served them, a control that differs from old by itself.
 */
export function timeMetric(
  plain: PlainTimeMetric,
  seen: SeenTimes,
  { alpha, maxSlowdown }: Tolerances,
): RawMetric {
  const { of, base, time, control } = plain;
  const { first, second } = seen.latencies;
  const question = { alpha, tolerated: Math.log1p(maxSlowdown) };
  const ofPairs = overTime(base, time, question);
  const { interval, at, pValue } = environmentsOf(plain, seen, ofPairs, question);
  const change = changeOf({ estimate: base.estimate, ...interval });
  return {
    ...of,
    ...change,
    pValue: Math.max(plain.pValue, ofPairs.pValue),
    pairs: first.length,
    old: quantileOf(first, plain.shown),
    new: quantileOf(second, plain.shown),
    effectivePairs: time.effective,
    isDrifting: time.isDrifting,
    ofPairs: changeOf({ estimate: base.estimate, ...ofPairs }),
    environmentPValue: pValue,
    ...defined({ control: control === undefined ? undefined : Math.expm1(control) }),
    intervalAt: (factor) => {
      const narrow = narrowing(base.estimate, ofPairs)(factor);
      const bounds = outermost(narrow, at(narrowing(base.estimate, base)(factor)));
      return changeOf({ estimate: base.estimate, ...bounds });
    },
  };
}

/** What environments make of a metric. */
interface EnvironmentEffect {
  /** What is shown. */
  interval: ConfidenceInterval;
  /** What they leave of a narrower interval. */
  at: (narrower: LogEstimate) => ConfidenceInterval;
  pValue: number;
}

function environmentsOf(
  { base, scores, time, control, shown }: PlainTimeMetric,
  { latencies, logRatios, environments }: SeenTimes,
  ofPairs: Uncertainty,
  question: UncertaintyQuestion,
): EnvironmentEffect {
  const { tolerated } = question;
  if (latencies.environments && environments.summary.isMeasured) {
    const series = { scores, logRatios, time };
    const measured = overEnvironments(base, series, latencies.environments, question);
    const isBeyondControl = control === undefined || base.estimate - control > tolerated;
    return {
      interval: outermost(ofPairs, measured),
      at: (narrower) => withVariance(narrower, measured.levels, question),
      pValue: isBeyondControl ? measured.pValue : 1,
    };
  }
  if (control !== undefined) {
    const pValue = controlPValue({ now: base.estimate, control, tolerated });
    return { interval: ofPairs, at: (narrower) => narrower, pValue };
  }
  const sigma = deviationOf(latencies.first);
  const { assumed: those } = environments;
  const variance = those === undefined ? 0 : assumedVariance(those, { quantile: shown, sigma });
  const assumed = { variance, df: Number.POSITIVE_INFINITY };
  return {
    interval: ofPairs,
    // They keep a metric from failing, not from passing: it passes for those that served.
    at: (narrower) => ({ ...narrower, low: withVariance(narrower, assumed, question).low }),
    pValue: variance > 0 ? withVariance(base, assumed, question).pValue : 0,
  };
}

/** Of the logarithms. */
function deviationOf(values: Float64Array): number {
  const logs = values.map(Math.log);
  const mean = logs.reduce((sum, each) => sum + each, 0) / logs.length;
  return Math.sqrt(logs.reduce((sum, each) => sum + (each - mean) ** 2, 0) / logs.length);
}

function outermost(first: ConfidenceInterval, second: ConfidenceInterval): ConfidenceInterval {
  return { low: Math.min(first.low, second.low), high: Math.max(first.high, second.high) };
}

/** Changes instead of logarithms of ratios; of 0 exactly 0. */
function changeOf({ estimate, low, high }: LogEstimate): LogEstimate {
  return { estimate: Math.expm1(estimate), low: Math.expm1(low), high: Math.expm1(high) };
}
