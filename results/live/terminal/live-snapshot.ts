import type { Breakdown } from '../../../core/measure/fold.js';

/** What the live view needs to know before the first invocation. */
export interface LivePlan {
  name: string;
  /** Absent where the run ends by count alone, or at a closed loop's pace. */
  totalS?: number;
  /** Absent for closed loops. */
  planned?: number;
  /** What the latencies are of: for `Event` workloads `acceptance`. */
  latencyOf: readonly ('invocation' | 'acceptance' | 'validation')[];
}

/** The run as it stands, four times a second. */
export interface LiveSnapshot {
  elapsedS: number;
  /**
   * The rate that the plan asks for over all workloads, on average of the same seconds as `recent`, so
   * that a ramp does not seem to lag; absent for closed loops.
   */
  askedHz?: number;
  inFlight: number;
  /** What came due and ended in the last few seconds, and how many seconds that is. */
  recent: Breakdown;
  recentS: number;
  /** Of the whole run so far: counts only, which cost nothing to keep. */
  total: Pick<Breakdown, 'outcomes' | 'versions'>;
}
