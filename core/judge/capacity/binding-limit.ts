import type { ThrottlingFinding } from '../concurrency/findings.js';
import type { BindingLimit, BindingLimitKind, CapacityStep, StepFault } from './capacity-report.js';
import { isHeld } from './objective.js';

/** Lambda's reasons for a 429 (AWS Lambda API reference, TooManyRequestsException). */
const byReason: Record<string, BindingLimitKind> = {
  ReservedFunctionConcurrentInvocationLimitExceeded: 'reservedConcurrency',
  ConcurrentInvocationLimitExceeded: 'accountConcurrency',
  FunctionInvocationRateLimitExceeded: 'invocationRate',
  ReservedFunctionInvocationRateLimitExceeded: 'invocationRate',
  CallerRateLimitExceeded: 'callerRate',
};

/** From this share of cold starts on, what throttles is the starting of environments. */
const coldShareOfBurst = 0.01;

/** The kinds as the findings of a run have them, which know the configured limits. */
const byFinding: Record<ThrottlingFinding['limit'], BindingLimitKind | undefined> = {
  reserved: 'reservedConcurrency',
  unreserved: 'accountConcurrency',
  requestRate: 'requestRate',
  scalingRate: 'burst',
  callerRate: 'callerRate',
  snapshots: undefined,
  unknown: undefined,
};

/** Names the limit that the given step, the lowest that broke, ran into. */
export function bindingLimit(step: CapacityStep, throughputHz?: number): BindingLimit {
  const reason = mainReason(step);
  if (has(step, 'coldStarts')) return coldStartLimit(step);
  const isWaiting = throughputHz !== undefined || step.why.every(isBacklog);
  if (isWaiting && step.why.some(isBacklog)) return throughputLimit(step, throughputHz ?? null);
  if (reason === undefined || isTooSlow(step)) return objectiveLimit(step);
  const found = step.throttledBy && byFinding[step.throttledBy.limit];
  const kind = found ?? byReason[reason] ?? 'unknown';
  if (kind === 'reservedConcurrency' || kind === 'accountConcurrency') {
    return concurrencyLimit(kind, step, reason);
  }
  if (kind === 'burst') return burst(step, reason);
  return kind === 'invocationRate' ? invocationRate(step, reason) : rateLimit(kind, step, reason);
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

/** What comes waits, in or before the function. */
export function isBacklog({ kind }: StepFault): boolean {
  return kind === 'backlog' || kind === 'eventBacklog';
}

function has({ why }: CapacityStep, kind: StepFault['kind']): boolean {
  return why.some((fault) => fault.kind === kind);
}

function coldStartLimit({ why }: CapacityStep): BindingLimit {
  return { kind: 'coldStarts', value: null, unit: null, evidence: { kind: 'objective', why } };
}

/** Nothing throttles: what comes faster than it is answered waits. */
function throughputLimit({ why }: CapacityStep, value: number | null): BindingLimit {
  const evidence = { kind: 'objective', why } as const;
  const unit = value === null ? null : 'perSecond';
  return { kind: 'throughput', value, unit, evidence };
}

function objectiveLimit({ verdicts, why }: CapacityStep): BindingLimit {
  const failed = verdicts.find((verdict) => !isHeld(verdict));
  const kind = failed?.unit === 'us' ? 'latency' : failed ? 'errors' : 'unknown';
  return { kind, value: null, unit: null, evidence: { kind: 'objective', why } };
}

/**
 * A throttled request finds as many busy as the limit allows, and is in flight itself: the most that
 * was in flight, without it and its like. What was busy on average is below that, since the one that
 * ends waits for the next arrival.
 */
function concurrencyLimit(
  kind: 'reservedConcurrency' | 'accountConcurrency',
  step: CapacityStep,
  reason: string,
): BindingLimit {
  const { busy, maxInFlight, refusing, throttledBy } = step;
  const seen = Math.round(Math.max(busy ?? 0, maxInFlight - Math.max(1, refusing)));
  const value = throttledBy?.value ?? seen;
  return { kind, value, unit: 'concurrency', evidence: { kind: 'throttles', reason } };
}

/**
 * One reason for two rules, and nothing but the cold starts tells them apart: the burst rule refuses
 * new environments while some start, the request-rate rule refuses although none has to.
 */
function invocationRate(step: CapacityStep, reason: string): BindingLimit {
  const { ceilingHz, coldStarts, reports } = step;
  if (reports === 0) {
    const evidence = { kind: 'throttles', reason } as const;
    return { kind: 'invocationRate', value: ceilingHz, unit: 'perSecond', evidence };
  }
  return coldStarts < reports * coldShareOfBurst
    ? rateLimit('requestRate', step, reason)
    : burst(step, reason);
}

function burst(step: CapacityStep, reason: string): BindingLimit {
  const { coldStarts, askedHz, invocations, throttledBy } = step;
  const value = throttledBy?.value ?? (coldStarts * askedHz) / invocations;
  const evidence = { kind: 'throttles', reason } as const;
  return { kind: 'burst', value, unit: 'environmentsPerSecond', evidence };
}

function rateLimit(kind: BindingLimitKind, step: CapacityStep, reason: string): BindingLimit {
  const value = step.throttledBy?.value ?? step.ceilingHz;
  const unit = value === null ? null : 'perSecond';
  return { kind, value, unit, evidence: { kind: 'throttles', reason } };
}
