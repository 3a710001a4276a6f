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
  /** What it means, each a whole sentence. */
  sentences: string[];
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
  sentences: string[];
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
  sentences: string[];
}

/** Everything that a run says of concurrency. */
export interface ConcurrencyFindings {
  throttling: ThrottlingFinding[];
  provisioned: ProvisionedFinding[];
  demand: DemandFinding[];
  /** What could not be found out, and why. */
  notes: string[];
}

/** What the findings are made from. */
export interface ConcurrencyEvidence {
  books: RunBooks;
  /** The run second by second, in order; read once. */
  seconds: Iterable<RunSecond>;
  /** Absent where they were not read. */
  limits?: LimitsEvidence | undefined;
}
