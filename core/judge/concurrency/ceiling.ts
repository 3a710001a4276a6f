import type { LimitPlace } from './findings.js';
import { type LimitsEvidence, readOf, reservedOf } from './limits.js';
import type { Load } from './load.js';
import type { Throttling } from './throttle-watch.js';
import type { ThrottlingEvidence } from './throttling-evidence.js';

/** How many invocations of a load may run at once, and by which limit. */
export interface ConcurrencyCeiling {
  limit: 'unreserved' | 'reserved';
  /** As it is configured; null: none is set, undefined: not known. */
  value: number | null | undefined;
  /** What provisioned concurrency adds to it. */
  provisioned: number;
}

/** Of functions without reserved concurrency: the pool, and what is provisioned for them beside it. */
export function unreservedCeiling(
  load: Load,
  limits: LimitsEvidence | undefined,
): ConcurrencyCeiling {
  const value = readOf(limits?.account)?.unreservedConcurrentExecutions;
  const provisioned = (limits?.provisioned ?? [])
    .filter(({ functionName }) => load.functions.includes(functionName))
    .reduce((sum, { config }) => sum + (readOf(config)?.requested ?? 0), 0);
  return { limit: 'unreserved', value, provisioned };
}

/** Of one function with reserved concurrency: what is provisioned for it lies within. */
export function reservedCeiling(
  functionName: string,
  limits: LimitsEvidence | undefined,
): ConcurrencyCeiling {
  return { limit: 'reserved', value: reservedOf(limits, functionName), provisioned: 0 };
}

/** How far a measured concurrency may lie from its limit and still be it: a tenth, and one. */
const spread = 0.1;

/**
 * About how many were under way in Lambda where throttling began, and while it lasted. Each from
 * `low` to `high`: what is in flight here is more than that, by the throttles on their way back, and
 * by `networkShare` of the time of all others, which no REPORT accounts for and which Lambda may hold
 * a slot for or not.
 */
export function runningAt(
  { inFlight, refusedInFlight, throughout }: Throttling,
  networkShare: number,
): Record<'began' | 'held', { low: number; high: number }> {
  const between = (high: number) => ({ low: high * (1 - networkShare), high });
  const began = inFlight - refusedInFlight;
  return { began: between(began), held: between(throughout?.running ?? began) };
}

/** Whether a limit throttled where it should. */
export function placeOf(
  { value, provisioned }: ConcurrencyCeiling,
  {
    throttling,
    networkShare,
    load,
  }: Pick<ThrottlingEvidence, 'throttling' | 'networkShare' | 'load'>,
): LimitPlace {
  if (typeof value !== 'number') return 'unknown';
  const limit = value + provisioned;
  const slack = spread * limit + 1;
  const { began, held } = runningAt(throttling, networkShare);
  const most = Math.max(began.high, held.high);
  // Without the peak within a second: arrivals by chance reach two standard deviations (of Poisson's
  // distribution) above what a second's end or mean shows.
  const unseen = load.isWhole ? 0 : 2 * Math.sqrt(most);
  if (most + unseen < limit - slack) return 'below';
  return Math.min(began.low, held.low) > limit + slack ? 'above' : 'atLimit';
}
