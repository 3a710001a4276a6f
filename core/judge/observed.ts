import type { MetricComparison } from './compare/comparison.js';
import type { ExpectationScope } from './expectations/scope.js';
import type { Dimension, MissingData, PartialSum } from './metrics.js';
import type { Worded } from './worded.js';

/** Why there is nothing to judge an expectation by. */
export type NoData =
  | { why: MissingData | 'noSeconds' | 'noVersion' }
  /** The run has no such part; an empty scope does not say which. */
  | { why: 'noSuchPart'; scope: ExpectationScope }
  | { why: 'aliasNotRead'; qualifier: string }
  /** The service did not say how the alias weighs its versions. */
  | { why: 'unreadable'; reason: string };

/** The value of a metric, in the unit of its dimension. */
export interface SeenValue {
  kind: 'value';
  dimension: Dimension;
  value: number;
  /** What a percentage is of. */
  whole?: number;
  /** Of a rate whose `whole` is the planned one: what the load says. */
  askedHz?: number;
  /** The plan alone misses the limit, by chance or by rounding: the load as written would not. */
  isByPlan?: true;
  /** Of a percentile that has too few samples: how many it has and needs. */
  tooFew?: { metric: string; samples: number; needed: number };
  /** The value is a part of a sum that is not known: it is at least so much. */
  knownOf?: PartialSum;
  /** Events that are undecided: with them the value may be another. */
  undecided?: number;
  /** The time until an `Event` was accepted, not until it had run. */
  isOfAcceptance?: true;
}

/** What was seen of an expectation. */
export type Observed =
  | ({ kind: 'noData' } & NoData)
  | SeenValue
  /** The worst of all windows; `alike` of those judged have the same verdict. */
  | {
      kind: 'window';
      worst: Observed;
      isPass: boolean;
      fromS: number;
      toS: number;
      alike: number;
      judged: number;
    }
  /** The run goes on: windows are judged at its end. */
  | { kind: 'notYet' }
  | { kind: 'share'; count: number; test: ShareTest }
  | { kind: 'shares'; shares: SharesTest }
  | { kind: 'aliasChanged'; before: AliasWeights; after: AliasWeights }
  /** Of several targets, the one that decides. */
  | { kind: 'target'; functionName: string; qualifier: string; observed: Observed }
  /** A metric of a comparison. */
  | {
      kind: 'change';
      change: Pick<MetricComparison, 'estimate' | 'low' | 'high' | 'unit'>;
      pValue: number;
    }
  | Worded;

/** The exact binomial test of one version's share, and its Clopper–Pearson interval. */
export interface ShareTest {
  pValue: number;
  low: number;
  high: number;
  invocations: number;
  /** From `invocationsToSee` invocations on, a true share of `wrongShare` is found with power 0.8. */
  wrongShare?: number;
  invocationsToSee?: number;
}

/** The multinomial test of all versions' shares, at `alpha`. */
export interface SharesTest {
  pValue: number;
  method: 'exact' | 'monteCarlo';
  alpha: number;
  invocations: number;
  /** Asked and counted, with Clopper–Pearson intervals that hold together. */
  versions: { version: string; share: number; count: number; low: number; high: number }[];
  /** Versions that should not have run, and how often they did. */
  unexpected: Record<string, number>;
}

/** The share of each version, from 0 to 1. */
export type AliasWeights = Readonly<Record<string, number>>;

/** What else is worth saying of a verdict. */
export type VerdictNote =
  /** From so many invocations on, the wrong share is found with power 0.8. */
  | { kind: 'power'; share: number; wrongShare: number; invocations: number }
  /** What the alias weighed before the run, and whether it still did so after it. */
  | { kind: 'weights'; weights: AliasWeights; after: 'same' | 'cutOff' | { why: string } }
  | { kind: 'aliasChanged'; before: AliasWeights; after: AliasWeights }
  /** The expectation failed then, and ended the run. */
  | { kind: 'abortedRun'; atS: number }
  | Worded;
