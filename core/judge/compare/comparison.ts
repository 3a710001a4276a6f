import type { DifferenceKind } from '../../measure/paired-answer.js';
import type { PairedCounts } from '../statistics/proportions.js';
import type { Worded } from '../worded.js';
import type { FieldExample } from './field-tally.js';

/**
 * What a comparison, or one of its metrics, says: `pass`, shown to be no worse than the tolerance;
 * `fail`, shown to be worse; `inconclusive`, neither, for want of data.
 */
export type ComparisonVerdict = 'pass' | 'fail' | 'inconclusive';

/**
 * What is compared. `latency`: how much slower in general (Hodges–Lehmann). `p50`, `p90`, `p99`: that
 * percentile. Of streamed responses `ttfb`, `ttfb.p50` and so on: the same of the time to the first byte. Of followed events `async.endToEnd` and so on: the same of the time to their end, and
 * `async.queue.p50` and so on of the time to their first start. `errors`: how many more invocations fail.
 * `async.failures`: how many more events end otherwise than completed. `responses`: how many more
 * responses differ than by noise.
 */
export const comparisonMetricNames = [
  'latency',
  'p50',
  'p90',
  'p99',
  'ttfb',
  'ttfb.p50',
  'ttfb.p90',
  'ttfb.p99',
  'async.endToEnd',
  'async.endToEnd.p50',
  'async.endToEnd.p90',
  'async.endToEnd.p99',
  'async.queue.p50',
  'async.queue.p90',
  'async.queue.p99',
  'errors',
  'async.failures',
  'responses',
] as const;
export type MetricName = (typeof comparisonMetricNames)[number];

/** How one metric differs from old to new. */
export interface MetricComparison {
  name: MetricName;
  /** `relative`: 0.1 is 10% more than old. `share`: 0.001 is 0.1% of the invocations more. */
  unit: 'relative' | 'share';
  /** The change from old to new with its interval, positive where new is worse; null without data. */
  estimate: number | null;
  low: number | null;
  high: number | null;
  /** The change that is still accepted. */
  tolerance: number;
  /** How surprising the data would be if new were exactly as bad as tolerated, unadjusted. */
  pValue: number;
  /** The same, adjusted for the number of metrics (Holm): at most alpha in what fails. */
  adjustedPValue: number;
  verdict: ComparisonVerdict;
  /** What the metric is made of: warm pairs, pairs that ran, pairs of responses. */
  pairs: number;
  /** Of an inconclusive one: about how many would tell; absent where no number would. */
  pairsNeeded?: number;
  /** Fewer pairs than this metric needs for an interval: so many would do. */
  pairsRequired?: number;
  /** Of a metric of time: as many independent pairs would tell as much as those in their order. */
  effectivePairs?: number;
  /** Of an inconclusive one that more pairs alone do not decide: what keeps it open. */
  limit?: VerdictLimit;
  /** The change from old to its control. */
  control?: number;
  /** The two values themselves, in microseconds or as shares. */
  old: number | null;
  new: number | null;
}

/**
 * `drift`: latencies wander so slowly that their spread was not seen. `environments`: too few of them
 * served to tell a slower version from slower environments. `lostWorker`: a fleet lost one, so that less was
 * shown than was asked for. `notFollowed`: what became of a side's events was not looked for.
 * `undecidedEvents`: of some events nobody knows how they ended.
 */
export type VerdictLimit =
  | ('drift' | 'environments' | 'lostWorker')
  | ('notFollowed' | 'undecidedEvents');

/** The execution environments behind the warm pairs of each side. */
export interface EnvironmentSummary {
  /** Whether log streams told them apart; else they are estimated by Little's law. */
  isKnown: boolean;
  /** Whether what they differ by was measured and is in every interval of time; else it was assumed. */
  isMeasured: boolean;
  old: number;
  new: number;
  /** Where assumed: the standard deviation of the logarithm of their speeds, 0.2 is about 20 %. */
  spread?: number;
  /** Where assumed: no smaller change can be shown to be worse. */
  smallestDifference?: number;
}

/** A field in which responses differ. */
export interface FieldComparison {
  path: string;
  /** Pairs in which it differs between old and new. */
  differs: number;
  /** Pairs in which it differs between old and itself. */
  noise: number;
  /** `fail`: it changed. `pass`: it differs no more than old does from itself. */
  verdict: ComparisonVerdict;
  /** Chance of differing so much more often than by noise; absent where noise was not looked for. */
  pValue?: number;
  kinds: Partial<Record<DifferenceKind, number>>;
  examples: FieldExample[];
}

/** One side's cold starts: shown apart, and no part of any verdict. */
export interface ColdStartSummary {
  count: number;
  /** Of so many invocations whose REPORT was read. */
  of: number;
  initP50Us: number | null;
}

/** What a comparison is held against. */
export interface Tolerances {
  /** Accepted slowdown: 0.1 is 10%. */
  maxSlowdown: number;
  /** Accepted rise of the share of errors, and of changed responses: 0.001 is 0.1%. */
  maxErrorIncrease: number;
  /** Chance of a false alarm over all metrics; intervals are at level 1 - `alpha`. */
  alpha: number;
  /** What decides; the rest is not looked at. */
  metrics: readonly MetricName[];
  /**
   * How unlike execution environments are taken to be where that cannot be measured: the standard
   * deviation of the logarithm of their speeds.
   */
  environmentSpread: number;
  seed: number;
}

/** What a reader of a comparison should know before believing its verdict. */
export type ComparisonWarning =
  /** The generator fell behind: latencies are partly its own, and none passes. */
  | { kind: 'generatorLate' }
  /** So many workers of a fleet were lost: less was shown than was asked for, and nothing passes. */
  | { kind: 'lostWorkers'; workers: number }
  /** Only `ended` of the planned pairs were sent and answered on both sides. */
  | { kind: 'fewPairs'; ended: number; planned: number }
  /** So many of those that ended say nothing of the function. */
  | { kind: 'throttled' | 'notSent'; pairs: number; ended: number }
  /** No log tail came back: cold starts cannot be told from warm invocations. */
  | { kind: 'noLogTail' }
  /** So many pairs have an event of which nobody knows how it ended: nothing of events passes. */
  | { kind: 'undecidedEvents'; pairs: number; ended: number }
  /** Pairs whose responses were not compared for want of memory. */
  | { kind: 'lostResponses'; pairs: number }
  | Worded;

/** A comparison of two functions or two runs, judged. */
export interface Comparison {
  verdict: ComparisonVerdict;
  /** `paired`: the same payloads to both, together. `unpaired`: two runs of their own. */
  design: 'paired' | 'unpaired';
  /** Pairs that ended on both sides; for runs, the smaller number of invocations. */
  pairs: number;
  /** Pairs that ended and say nothing of the function, by why. */
  excluded: { throttled: number; notSent: number };
  tolerances: Tolerances;
  metrics: MetricComparison[];
  /**
   * McNemar's table: pairs that ran on both sides, by which of them failed (first is old). Absent of
   * runs, where nothing is paired, and of comparisons that an earlier version stored.
   */
  errorPairs?: PairedCounts;
  /** Absent where responses were not compared. */
  fields?: FieldComparison[];
  /** Whether old was sent twice, or a control, so that noise is known. */
  isNoiseKnown: boolean;
  /** Absent without metrics of time, and of comparisons that an earlier version stored. */
  environments?: EnvironmentSummary;
  /** The sending machine could not keep its times: no metric of time passes. */
  isGeneratorLate: boolean;
  coldStarts: { old: ColdStartSummary; new: ColdStartSummary };
  /** What a reader should know before believing the verdict. */
  warnings: ComparisonWarning[];
  /** About how many pairs would decide an inconclusive comparison; absent where no number would. */
  pairsNeeded?: number;
}
