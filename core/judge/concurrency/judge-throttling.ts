import {
  type ConcurrencyCeiling,
  placeOf,
  reservedCeiling,
  runningAt,
  unreservedCeiling,
} from './ceiling.js';
import type { ThrottlingFinding } from './findings.js';
import { judgeRate } from './judge-rate.js';
import type { ThrottlingEvidence, ThrottlingJudgement } from './throttling-evidence.js';

/** Says which limit throttled, where it began, and whether that is where it should. */
export function judgeThrottling(evidence: ThrottlingEvidence): ThrottlingFinding {
  const { reason, load, throttling } = evidence;
  const { count, firstS, lastS, inFlight, refusedInFlight, throughout = null } = throttling;
  const measured = { count, firstS, lastS, inFlight, refusedInFlight, throughout };
  const about = { reason, functions: [...load.functions], isSampled: !load.isWhole };
  return { ...about, ...measured, ...judgementOf(evidence) };
}

function judgementOf(evidence: ThrottlingEvidence): ThrottlingJudgement {
  const { reason, load, limits } = evidence;
  switch (reason) {
    case 'ConcurrentInvocationLimitExceeded':
      return judgeConcurrency(unreservedCeiling(load, limits), evidence);
    case 'ReservedFunctionConcurrentInvocationLimitExceeded':
      return judgeConcurrency(reservedCeiling(load.functions[0] as string, limits), evidence);
    case 'FunctionInvocationRateLimitExceeded':
    case 'ReservedFunctionInvocationRateLimitExceeded':
      return judgeRate(evidence);
    default:
      return judgeOther(evidence);
  }
}

function judgeConcurrency(
  ceiling: ConcurrencyCeiling,
  evidence: ThrottlingEvidence,
): ThrottlingJudgement {
  const { limit, value, provisioned } = ceiling;
  const { throttling, networkShare } = evidence;
  const { began, held } = runningAt(throttling, networkShare);
  return {
    ...{ limit, place: placeOf(ceiling, evidence), limitValue: value ?? null },
    unit: 'concurrency',
    cause: {
      ...{ kind: 'concurrency', provisioned },
      isSetMeanwhile: limit === 'reserved' && value === null,
      left: Math.round(Math.max(began.low, held.low)),
      isNetworkKnown: networkShare > 0,
    },
  };
}

function judgeOther({ reason, throttling }: ThrottlingEvidence): ThrottlingJudgement {
  const none = { limitValue: null, place: 'unknown' } as const;
  if (reason === 'CallerRateLimitExceeded') {
    const cause = { kind: 'callerRate', sentHz: throttling.sentHz } as const;
    return { ...none, limit: 'callerRate', unit: 'perSecond', cause };
  }
  const limit = reason === 'ConcurrentSnapshotCreateLimitExceeded' ? 'snapshots' : 'unknown';
  return { ...none, limit, unit: 'concurrency', cause: { kind: limit } };
}
