import { formatCount } from '../../quantity/format.js';
import type { LimitPlace } from './findings.js';
import { type LimitsEvidence, readOf, reservedOf } from './limits.js';
import type { Load } from './load.js';
import type { Throttling } from './throttle-watch.js';

/** How many invocations of a load may run at once, and by which limit. */
export interface Ceiling {
  limit: 'unreserved' | 'reserved';
  /** As it is configured; null: none is set, undefined: not known. */
  value: number | null | undefined;
  /** What provisioned concurrency adds to it. */
  provisioned: number;
  /** `the account’s unreserved concurrency of 100` */
  name: string;
}

/** Of functions without reserved concurrency: the pool, and what is provisioned for them beside it. */
export function unreservedCeiling(load: Load, limits: LimitsEvidence | undefined): Ceiling {
  const value = readOf(limits?.account)?.unreservedConcurrentExecutions;
  const provisioned = (limits?.provisioned ?? [])
    .filter(({ functionName }) => load.functions.includes(functionName))
    .reduce((sum, { config }) => sum + (readOf(config)?.requested ?? 0), 0);
  const more = provisioned === 0 ? '' : ` and ${formatCount(provisioned)} provisioned`;
  const name = `the account’s unreserved concurrency${ofText(value)}${more}`;
  return { limit: 'unreserved', value, provisioned, name };
}

/** Of one function with reserved concurrency: what is provisioned for it lies within. */
export function reservedCeiling(functionName: string, limits: LimitsEvidence | undefined): Ceiling {
  const value = reservedOf(limits, functionName);
  const name = `its reserved concurrency${ofText(value)}`;
  return { limit: 'reserved', value, provisioned: 0, name };
}

/** How far a measured concurrency may lie from its limit and still be it: a tenth, and one. */
const spread = 0.1;

/**
 * About how many were running in Lambda where throttling began, and while it lasted. What is in
 * flight here is more than that: throttles on their way back, and `networkShare` of the time of all
 * others, which is what REPORTs do not account for.
 */
export function runningAt(
  { inFlight, refusedInFlight, throughout }: Throttling,
  networkShare: number,
): { began: number; held: number } {
  const began = (inFlight - refusedInFlight) * (1 - networkShare);
  return { began, held: throughout ? throughout.running * (1 - networkShare) : began };
}

/** Whether a limit throttled where it should. */
export function placeOf(
  { value, provisioned }: Ceiling,
  throttling: Throttling,
  networkShare: number,
): LimitPlace {
  if (typeof value !== 'number') return 'unknown';
  const limit = value + provisioned;
  const slack = spread * limit + 1;
  const { began, held } = runningAt(throttling, networkShare);
  if (Math.max(began, held) < limit - slack) return 'below';
  return Math.min(began, held) > limit + slack ? 'above' : 'atLimit';
}

function ofText(value: number | null | undefined): string {
  return typeof value === 'number' ? ` of ${formatCount(value)}` : '';
}
