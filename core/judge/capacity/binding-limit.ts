import { formatHz } from '../../quantity/format.js';
import type { ThrottlingFinding } from '../concurrency/findings.js';
import type { BindingLimit, CapacityStep, LimitKind } from './capacity-report.js';
import { isHeld } from './objective.js';

/** Lambda's reasons for a 429 (AWS Lambda API reference, TooManyRequestsException). */
const byReason: Record<string, LimitKind> = {
  ReservedFunctionConcurrentInvocationLimitExceeded: 'reservedConcurrency',
  ConcurrentInvocationLimitExceeded: 'accountConcurrency',
  FunctionInvocationRateLimitExceeded: 'invocationRate',
  ReservedFunctionInvocationRateLimitExceeded: 'invocationRate',
  CallerRateLimitExceeded: 'callerRate',
};

/** From this share of cold starts on, what throttles is the starting of environments. */
const coldShareOfBurst = 0.01;

/** The kinds as the findings of a run have them, which know the configured limits. */
const byFinding: Record<ThrottlingFinding['limit'], LimitKind | undefined> = {
  reserved: 'reservedConcurrency',
  unreserved: 'accountConcurrency',
  requestRate: 'requestRate',
  scalingRate: 'burst',
  callerRate: 'callerRate',
  snapshots: undefined,
  unknown: undefined,
};

/** Names the limit that the given step, the lowest that broke, ran into. */
export function bindingLimit(step: CapacityStep): BindingLimit {
  const reason = mainReason(step);
  if (reason === undefined || isTooSlow(step)) return objectiveLimit(step);
  const found = step.throttledBy && byFinding[step.throttledBy.limit];
  const kind = found ?? byReason[reason] ?? 'unknown';
  if (kind === 'reservedConcurrency' || kind === 'accountConcurrency') {
    return concurrencyLimit(kind, step);
  }
  if (kind === 'burst') return burst(step);
  return kind === 'invocationRate' ? invocationRate(step) : rateLimit(kind, step, reason);
}

/** Lambda's reason for most of a step's throttles. */
export function mainReason({ throttles }: CapacityStep): string | undefined {
  return Object.entries(throttles).sort(([, a], [, b]) => b - a)[0]?.[0];
}

/** The function was too slow, and nothing else: throttles that the objective allows did not break it. */
function isTooSlow({ verdicts }: CapacityStep): boolean {
  const failed = verdicts.filter((verdict) => !isHeld(verdict));
  return failed.length > 0 && failed.every(({ unit }) => unit === 'us');
}

function objectiveLimit({ verdicts, why }: CapacityStep): BindingLimit {
  const failed = verdicts.find((verdict) => !isHeld(verdict));
  const kind = failed?.unit === 'us' ? 'latency' : failed ? 'errors' : 'unknown';
  return { kind, value: null, unit: null, text: `the objective breaks: ${why.join('; ')}` };
}

const concurrencyNames = {
  reservedConcurrency: "the function's reserved concurrency",
  accountConcurrency: "the account's unreserved concurrency",
} as const;

/**
 * A throttled request finds as many busy as the limit allows, and is in flight itself: the most that
 * was in flight, without it and its like. What was busy on average is below that, since the one that
 * ends waits for the next arrival.
 */
function concurrencyLimit(kind: keyof typeof concurrencyNames, step: CapacityStep): BindingLimit {
  const { busy, maxInFlight, refusing, throttledBy } = step;
  const seen = Math.round(Math.max(busy ?? 0, maxInFlight - Math.max(1, refusing)));
  const value = throttledBy?.value ?? seen;
  const text = `${concurrencyNames[kind]} of ${value} throttles`;
  return { kind, value, unit: 'concurrency', text };
}

/**
 * One reason for two rules, and nothing but the cold starts tells them apart: the burst rule refuses
 * new environments while some start, the request-rate rule refuses although none has to.
 */
function invocationRate(step: CapacityStep): BindingLimit {
  const { ceilingHz, coldStarts, reports } = step;
  if (reports === 0) {
    const why =
      'the request-rate or the burst rule throttles; with log: Tail the report says which';
    return { kind: 'invocationRate', value: ceilingHz, unit: 'perSecond', text: why };
  }
  return coldStarts < reports * coldShareOfBurst ? rateLimit('requestRate', step, '') : burst(step);
}

function burst({ coldStarts, askedHz, invocations, throttledBy }: CapacityStep): BindingLimit {
  const value = throttledBy?.value ?? (coldStarts * askedHz) / invocations;
  const text = `the burst rule throttles, at ${formatHz(value)} new environments`;
  return { kind: 'burst', value, unit: 'environmentsPerSecond', text };
}

function rateLimit(kind: LimitKind, step: CapacityStep, reason: string): BindingLimit {
  const value = step.throttledBy?.value ?? step.ceilingHz;
  const at = value === null ? '' : `, at ${formatHz(value)}`;
  const names: Partial<Record<LimitKind, string>> = {
    requestRate: 'the request-rate rule (10 for each unit of concurrency) throttles',
    callerRate: "the caller's rate limit throttles",
  };
  const text = `${names[kind] ?? `Lambda throttles (${reason})`}${at}`;
  return { kind, value, unit: value === null ? null : 'perSecond', text };
}
