import type { RunBooks } from '../../measure/run-books.js';
import type { LimitsEvidence } from './limits.js';
import type { RunSecond } from './load-second.js';

/** Which of Lambda's limits throttles; `unknown` where the reason alone does not tell. */
export type LimitKind =
  | 'unreserved'
  | 'reserved'
  | 'requestRate'
  | 'scalingRate'
  | 'callerRate'
  | 'snapshots'
  | 'unknown';

/**
 * Where throttling began, against the configured limit. `below`: something else held a part of it.
 * `above`: more was in flight than the limit and what the measurement adds explain.
 */
export type LimitPlace = 'atLimit' | 'below' | 'above' | 'unknown';

/**
 * How the limit was told, and what a sentence says of it beside the finding's own numbers.
 * `concurrency`: by how much ran at once. `requestRate`: so many requests a second for each unit of
 * concurrency were admitted. `scalingRate`: what ran at once grew by what a function may add.
 * `someRate`: one of these two, and not known which. The rest by Lambda's reason alone.
 */
export type ThrottlingCause =
  | {
      kind: 'concurrency';
      /** What provisioned concurrency adds to the limit. */
      provisioned: number;
      /** None was reserved when it was read: it was set meanwhile. */
      isSetMeanwhile: boolean;
      /** About how many the run could have at once. */
      left: number;
      /** REPORTs tell how long invocations were on the network. */
      isNetworkKnown: boolean;
    }
  | {
      kind: 'requestRate';
      /** Whose concurrency it is. */
      of: 'account' | 'function';
      concurrency: number;
      requestsPerConcurrency: number;
      admittedHz: number;
    }
  | { kind: 'scalingRate'; environments: number; perS: number; growthHz: number }
  | { kind: 'someRate'; why: 'tooShort' }
  | {
      kind: 'someRate';
      why: 'neither';
      environments: number;
      perS: number;
      admittedHz: number;
      growthHz: number;
    }
  /** `sentHz`: in the second in which it began. */
  | { kind: 'callerRate'; sentHz: number }
  | { kind: 'snapshots' }
  | { kind: 'unknown' };

/** The throttles of one reason: which limit that is, and whether it is where it should be. */
export interface ThrottlingFinding {
  reason: string;
  /** Whose invocations were throttled, as the scenario writes them; several share a pool. */
  functions: string[];
  count: number;
  /** Seconds of the run. */
  firstS: number;
  lastS: number;
  limit: LimitKind;
  /** The configured limit, in `unit`; null where it is not known. */
  limitValue: number | null;
  unit: 'concurrency' | 'perSecond';
  place: LimitPlace;
  /** The most in flight in the second in which it began; about how many of these were being refused. */
  inFlight: number;
  refusedInFlight: number;
  /** Read at the ends of seconds, since other functions were in flight beside. */
  isSampled: boolean;
  /**
   * Medians of the seconds that were throttled from end to end (null where there was none): how many
   * were running at once, how many were sent and not throttled, and by how much the first grew.
   */
  throughout: { seconds: number; running: number; admittedHz: number; growthHz: number } | null;
  cause: ThrottlingCause;
}

/** What one version's or alias's provisioned concurrency did, and what went beyond it. */
export interface ProvisionedFinding {
  functionName: string;
  qualifier: string;
  requested: number;
  /** Ready when it was read, before the run. */
  allocated: number;
  status: string;
  peakInFlight: number;
  isSampled: boolean;
  /** Invocations with a REPORT, and with an init phase in it. */
  reports: number;
  coldStarts: number;
  /** `spilled`: some ran on demand; `held`: none is known to; `unknown`: no REPORT says. */
  spillover: 'held' | 'spilled' | 'unknown';
  details: ProvisionedDetails;
}

/** What a sentence says of provisioned concurrency beside the finding's own numbers. */
export interface ProvisionedDetails {
  /** How many at once spilled over; 0 also where some did although all were within what is provisioned. */
  beyond: number;
  /** The most that were sent in a second, and what the provisioned concurrency takes. */
  peakHz: number;
  requestsPerConcurrency: number;
  initP50Us: number;
  /** The inits were over before the invocations came: they are longer than all that these took. */
  isInitBefore: boolean;
}

/** Little's law over a stretch of the run: arrival rate × mean service time, against what was in flight. */
export interface Demand {
  fromS: number;
  toS: number;
  /** Everything that came due, whether it was sent and served or not. */
  arrivalHz: number;
  /** Of what was served. */
  serviceMs: number;
  /** The product: so many at once the load needs where nothing refuses it. */
  needed: number;
  /** In flight over the stretch, whatever came of it, and the most. */
  meanInFlight: number;
  peakInFlight: number;
}

/** What concurrency one function's load needed, in the whole run and where it was busiest. */
export interface DemandFinding {
  functionName: string;
  whole: Demand;
  busiest: Demand;
  details: DemandDetails;
}

/** Why what was in flight is not what the load needed: something never came back, or was not let in. */
export type DemandGap = 'unanswered' | 'notSent' | 'throttled' | 'throttledOrNotSent';

/** What a sentence says of the demand beside its numbers. */
export interface DemandDetails {
  /** A closed loop keeps so many in flight, and needs none. */
  isClosed: boolean;
  /** The busiest stretch needs so much more than the whole that it is told beside it. */
  isBusierApart: boolean;
  /** Null where the two agree, or nothing known explains it. */
  wholeGap: DemandGap | null;
  busiestGap: DemandGap | null;
}

/** What could not be found out. */
export type ConcurrencyGap =
  /** Nobody waits for these: when they run cannot be seen. */
  | { kind: 'unawaited'; invocationType: string }
  /** No limit could be read, all for the same reason. */
  | { kind: 'noLimits'; why: string }
  | { kind: 'noAccountLimit'; why: string }
  | { kind: 'noReservedLimit'; functionName: string; why: string }
  | { kind: 'noProvisionedLimit'; functionName: string; qualifier: string; why: string };

/** Everything that a run says of concurrency. */
export interface ConcurrencyFindings {
  throttling: ThrottlingFinding[];
  provisioned: ProvisionedFinding[];
  demand: DemandFinding[];
  /** What could not be found out. */
  notes: ConcurrencyGap[];
}

/** What the findings are made from. */
export interface ConcurrencyEvidence {
  books: RunBooks;
  /** The run second by second, in order; read once. */
  seconds: Iterable<RunSecond>;
  /** Absent where they were not read. */
  limits?: LimitsEvidence | undefined;
}
