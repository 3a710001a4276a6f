import { formatCount, formatHz } from '../../quantity/format.js';
import { type Ceiling, placeOf, reservedCeiling, runningAt, unreservedCeiling } from './ceiling.js';
import type { ThrottlingFinding } from './findings.js';
import { judgeRate } from './judge-rate.js';
import { namesOf } from './load.js';
import {
  beginningText,
  inFlightText,
  type ThrottlingEvidence,
  type ThrottlingJudgement,
} from './throttling-evidence.js';

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

function judgeConcurrency(ceiling: Ceiling, evidence: ThrottlingEvidence): ThrottlingJudgement {
  const { limit, value, name } = ceiling;
  const place = placeOf(ceiling, evidence);
  const judgement = { limit, place, limitValue: value ?? null, unit: 'concurrency' } as const;
  if (limit === 'reserved' && value === 0) {
    const names = namesOf(evidence.load);
    const text = `The reserved concurrency of ${names} is 0: Lambda throttles every invocation of it.`;
    return { ...judgement, sentences: [text] };
  }
  const where = {
    atLimit: `at ${name}, where it should be`,
    below: `below ${name}`,
    above: `above ${name}`,
    unknown: `by ${name}, which is not known`,
  }[place];
  const sentence = `${beginningText(evidence)}, ${where}: ${inFlightText(evidence)}.`;
  return { ...judgement, sentences: [sentence, ...consequences(place, ceiling, evidence)] };
}

/** What follows of where it began: who is starved, or who held the rest. */
function consequences(
  place: ThrottlingJudgement['place'],
  ceiling: Ceiling,
  evidence: ThrottlingEvidence,
): string[] {
  if (place === 'below') return [rivals(ceiling, evidence)];
  if (place === 'above') {
    return [
      evidence.networkShare > 0
        ? 'The rest was being refused, or is the spread of the measurement.'
        : 'The rest was on the network or being refused; log: Tail tells how much.',
    ];
  }
  if (ceiling.limit === 'reserved' && ceiling.value === null) {
    const names = namesOf(evidence.load);
    return [`${names} had no reserved concurrency when it was read: it was set meanwhile.`];
  }
  if (ceiling.limit === 'reserved' || place === 'unknown') return [];
  return [
    'This run took all of it: every function of the account without reserved concurrency was starved meanwhile.',
  ];
}

/** Who held what was not left for this run. */
function rivals({ limit, value, provisioned }: Ceiling, evidence: ThrottlingEvidence): string {
  const { began, held } = runningAt(evidence.throttling, evidence.networkShare);
  const left = Math.round(Math.max(began.low, held.low));
  const rest = formatCount((value ?? 0) + provisioned - left);
  const names = namesOf(evidence.load);
  const only = `Only about ${formatCount(left)} were left for`;
  return limit === 'unreserved'
    ? `${only} ${names}: other functions of the account held the other ${rest}. Reserved concurrency would keep its share.`
    : `${only} this run: others invoked ${names} too, or provisioned concurrency of another version or alias held the other ${rest}.`;
}

function judgeOther(evidence: ThrottlingEvidence): ThrottlingJudgement {
  const { reason, throttling } = evidence;
  const none = { limitValue: null, place: 'unknown' } as const;
  if (reason === 'CallerRateLimitExceeded') {
    return {
      ...{ ...none, limit: 'callerRate', unit: 'perSecond' },
      sentences: [
        `${beginningText(evidence)}, by the account’s rate of calls to the Lambda API, for which AWS names no number: this run sent ${formatHz(throttling.sentHz)} then.`,
      ],
    };
  }
  if (reason === 'ConcurrentSnapshotCreateLimitExceeded') {
    return {
      ...{ ...none, limit: 'snapshots', unit: 'concurrency' },
      sentences: [
        `${beginningText(evidence)}, by SnapStart: it was creating as many snapshots as it may.`,
      ],
    };
  }
  return {
    ...{ ...none, limit: 'unknown', unit: 'concurrency' },
    sentences: [
      `${beginningText(evidence)}, by a limit that is not known (${reason}): ${inFlightText(evidence)}.`,
    ],
  };
}
