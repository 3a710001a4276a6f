/** How a run is reconciled with CloudWatch. */
export interface ReconcileOptions {
  /** How long its metrics are waited for, in seconds; default ten minutes. */
  withinS?: number;
  /** The share of a function's invocations that others may make, from 0 to 1; default 0. */
  othersShare?: number;
}

/** What is waited for metrics unless it is said otherwise. */
export const defaultWithinS = 600;
