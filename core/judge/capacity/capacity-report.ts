import type { OutcomeKind } from '../../invoke/outcome.js';
import type { Architecture } from '../../measure/cost.js';
import type { ThrottlingFinding } from '../concurrency/findings.js';
import type { Verdict } from '../verdict.js';
import type { Worded } from '../worded.js';
import type { StepResult } from './findings.js';
import type { StepPurpose } from './search.js';
import type { Throughput } from './throughput.js';

/** What a search varies: arrivals per second (open loop), or invocations in flight (closed loop). */
export type LevelKind = 'rate' | 'concurrency';

/** Why a step broke, or says nothing of the function. */
export type StepFault =
  /** A part of the objective did not hold. */
  | { kind: 'objective'; verdict: Verdict }
  /** What most failures were. */
  | { kind: 'mostly'; outcome: OutcomeKind; type: string; message: string }
  /** So many arrivals found the limit of what may be in flight reached. */
  | { kind: 'inFlightLimit'; arrivals: number }
  /** Half was sent later than this. */
  | { kind: 'late'; medianUs: number }
  /** What was in flight grew from the first second to the last: a backlog, and no equilibrium. */
  | { kind: 'backlog'; fromInFlight: number; toInFlight: number }
  /**
   * Events waited for their first start, ever more of them: from so many to so many, and, by Little's law, for
   * so long; how probable that is by chance.
   */
  | {
      kind: 'eventBacklog';
      fromWaiting: number;
      toWaiting: number;
      fromAgeUs: number;
      toAgeUs: number;
      pValue: number;
    }
  /** It broke because of so many environments that started; what began warm held. */
  | { kind: 'coldStarts'; coldStarts: number; warmUpS: number }
  /** The 99th percentile jumped for a moment, while the median stood still. */
  | { kind: 'stall'; atS: number; p50Us: number; p99Us: number }
  | Worded;

/** What one measurement showed. Plain data; times in microseconds, null without data. */
export interface CapacityStep {
  /** The run that it was, to be looked at with `reprise report`. */
  runId: string;
  /** A rate in Hz, or a concurrency. */
  level: number;
  purpose: StepPurpose;
  result: StepResult;
  /** Why it broke, or says nothing; empty where it held. */
  why: StepFault[];
  verdicts: Verdict[];
  /** How long it was warmed up and measured, in seconds; null where an earlier version stored it. */
  warmUpS: number | null;
  measureS: number | null;
  /** Arrivals per second asked for and sent. */
  askedHz: number;
  reachedHz: number;
  /** Served (`ok` and `functionError`) and throttled, by reason, in the measured part. */
  invocations: number;
  served: number;
  throttled: number;
  throttles: Record<string, number>;
  /** The limit that throttled most, as the run's own findings have it, and its configured value. */
  throttledBy: { limit: ThrottlingFinding['limit']; value: number | null } | null;
  /** Response time of what was served. */
  p50Us: number | null;
  p99Us: number | null;
  /** Mean service time of what was served. */
  meanServiceUs: number | null;
  /** Served per second × mean service time: what was busy on average (Little, 1961). */
  busy: number | null;
  /** In flight at most, throttled requests included, and how many of these there were on average. */
  maxInFlight: number;
  refusing: number;
  coldStarts: number;
  /** How many of the served said in a REPORT whether they started cold. */
  reports: number;
  /** Served per second while the rest was throttled; null where too little was. */
  ceilingHz: number | null;
  /** Its standard error. */
  ceilingErrorHz: number | null;
  /** Of the function, by whose price it is counted; absent: not known, and x86_64 assumed. */
  architecture?: Architecture;
  /** Answered per second while a backlog grew; null where none did. */
  throughput: Throughput | null;
  /** So many slow answers count as one, since they are slow together; null where none were counted. */
  dispersion: number | null;
  /** What the served cost for each million; null without REPORTs. */
  costPerMillionUsd: number | null;
  /** Present where events were followed: then the times are theirs, from the intended send to their end. */
  events?: StepEvents;
}

/** What became of a step's events. */
export interface StepEvents {
  /** Waiting for their first start at the end of a second, at most. */
  mostWaiting: number;
  /** From the intended send to the first start; null where none started. */
  queueP50Us: number | null;
  queueP99Us: number | null;
  /** How often each ran, on average; the retries of failures come after the step. */
  attemptsEach: number | null;
  /** Not at their end when they were no longer waited for. */
  pending: number;
}

/** What keeps a function from taking more. */
export type BindingLimitKind =
  | 'reservedConcurrency'
  | 'accountConcurrency'
  | 'requestRate'
  | 'burst'
  | 'invocationRate'
  | 'callerRate'
  | 'throughput'
  | 'coldStarts'
  | 'latency'
  | 'errors'
  | 'generator'
  | 'budget'
  | 'maximum'
  | 'unknown';

/** The limit that binds, as far as it was seen. */
export interface BindingLimit {
  kind: BindingLimitKind;
  /** As measured: concurrency, requests per second, environments per second; null where it has none. */
  value: number | null;
  unit: 'concurrency' | 'perSecond' | 'environmentsPerSecond' | null;
  evidence: LimitEvidence;
}

/**
 * What shows that a limit binds: the objective broke, Lambda throttled for that reason, the generator could do no more;
 * or nothing was seen of any.
 */
export type LimitEvidence =
  | { kind: 'objective'; why: StepFault[] }
  | { kind: 'throttles'; reason: string }
  | { kind: 'generator'; why: StepFault[] }
  | { kind: 'none' }
  | Worded;

/** What to set so that the sustainable rate is served with room to spare. */
export interface Recommendation {
  /** Busy on average at the sustainable rate, by Little's law, and in flight at most. */
  needed: number;
  peak: number;
  /** Reserved, or provisioned where no cold start is wanted: the peak with the headroom on top. */
  concurrency: number;
  headroom: number;
  basis: RecommendationBasis;
}

/** What a recommendation is computed from. */
export type RecommendationBasis =
  | {
      kind: 'measured';
      rateHz: number;
      meanServiceUs: number;
      /** So many allow the rate, at `requestsPerConcurrency` each. */
      forRate: number;
      requestsPerConcurrency: number;
    }
  | Worded;

/**
 * Why a search has its verdict: how it was cut short; that nothing held; that what was asked for lies
 * above the highest level tried, or above what is sustained.
 */
export type CapacityReason =
  | { kind: 'generator' | 'contradiction' | 'budget' | 'interrupted' | 'aborted' }
  | { kind: 'nothingHeld' | 'aboveMaximum' | 'belowAsked' }
  | Worded;

/** What a reader should know before believing a search. */
export type CapacityWarning =
  /** A part of the objective had too few samples at the sustained level. */
  | { kind: 'fewSamples'; verdict: Verdict }
  /** A step held above what a rate limit lets through for long. */
  | { kind: 'onCredit' }
  /** A step held above what is answered each second while a backlog grows. */
  | { kind: 'aboveThroughput' }
  /** Steps were longer than asked for, the longest so long: the metric needs so many answers. */
  | { kind: 'longerSteps'; askedS: number; longestS: number; metric: string; needed: number }
  /** Steps contradict each other by more than the precision asked for. */
  | { kind: 'noisySteps' }
  /**
   * Events ran so often each, and what is tried again comes after a step: where it comes during the load,
   * so much less is sustained.
   */
  | { kind: 'retriedLater'; attemptsEach: number; rateHz: number }
  /** It ended before it was over, and can be taken up again by this run. */
  | { kind: 'resumable'; runId: string }
  | Worded;

export type CapacityVerdict = 'pass' | 'fail' | 'inconclusive';

/** A capacity search that has ended, in whatever way. Plain data. */
export interface CapacityReport {
  verdict: CapacityVerdict;
  /** Why it has that verdict, where the sustainable rate alone does not say. */
  why: CapacityReason | null;
  scenario: string;
  function: string;
  by: LevelKind;
  objective: string[];
  /** What had to be reached; null where nothing had. */
  atLeast: number | null;
  precision: number;
  sustainable: Sustainable | null;
  limit: BindingLimit;
  recommendation: Recommendation | null;
  costPerMillionUsd: number | null;
  steps: CapacityStep[];
  warnings: CapacityWarning[];
}

/** The highest level at which the objective holds. */
export interface Sustainable {
  level: number;
  /** The rate at that level: of a search by concurrency, what was reached. */
  rateHz: number;
  /** Between which rates the limit lies, with what the steps differ by; `highHz` is null where none broke. */
  lowHz: number;
  highHz: number | null;
}
