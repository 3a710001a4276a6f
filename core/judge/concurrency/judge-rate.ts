import { documentedRates, type RateRules, readOf, reservedOf } from './limits.js';
import type { Throttling } from './throttle-watch.js';
import type { ThrottlingEvidence, ThrottlingJudgement } from './throttling-evidence.js';

type Throughout = NonNullable<Throttling['throughout']>;

/** How far a measured rate may lie from its rule and still be it. */
const spread = 0.15;

/**
 * Two rules share these reasons: the requests a second for each unit of concurrency, and the rate at
 * which a function may add execution environments. What is admitted each second tells the first,
 * how fast the invocations in flight grow the second.
 */
export function judgeRate(evidence: ThrottlingEvidence): ThrottlingJudgement {
  const { limits, throttling } = evidence;
  const { throughout } = throttling;
  if (!throughout) return undecided({ kind: 'someRate', why: 'tooShort' });
  const { requestsPerConcurrency, scaling } = limits?.rates ?? documentedRates;
  const units = unitsOf(evidence);
  const { admittedHz } = throughout;
  const ruleHz = units ? units.concurrency * requestsPerConcurrency : Number.NaN;
  if (units && Math.abs(admittedHz - ruleHz) <= spread * ruleHz + 1) {
    return {
      ...{ limit: 'requestRate', limitValue: ruleHz, unit: 'perSecond', place: 'atLimit' },
      cause: { kind: 'requestRate', ...units, requestsPerConcurrency, admittedHz },
    };
  }
  return scalingRate(scaling, throughout);
}

function scalingRate(
  { environments, perS }: RateRules['scaling'],
  { growthHz, seconds, admittedHz }: Throughout,
): ThrottlingJudgement {
  const ruleHz = environments / perS;
  // One environment more or less at each end is within what whole seconds can tell.
  const isRule = Math.abs(growthHz - ruleHz) <= 0.25 * ruleHz + 1 / seconds;
  const measured = { environments, perS, growthHz };
  if (!isRule) return undecided({ kind: 'someRate', why: 'neither', ...measured, admittedHz });
  return {
    ...{ limit: 'scalingRate', limitValue: ruleHz, unit: 'perSecond', place: 'atLimit' },
    cause: { kind: 'scalingRate', ...measured },
  };
}

function undecided(cause: ThrottlingJudgement['cause']): ThrottlingJudgement {
  return { limit: 'unknown', limitValue: null, unit: 'perSecond', place: 'unknown', cause };
}

/** The concurrency that the request-rate rule multiplies; undefined where it is not known. */
function unitsOf({
  reason,
  load,
  limits,
}: ThrottlingEvidence): { of: 'account' | 'function'; concurrency: number } | undefined {
  if (reason === 'FunctionInvocationRateLimitExceeded') {
    const concurrency = readOf(limits?.account)?.concurrentExecutions;
    return concurrency === undefined ? undefined : { of: 'account', concurrency };
  }
  const concurrency = reservedOf(limits, load.functions[0] as string);
  return typeof concurrency === 'number' ? { of: 'function', concurrency } : undefined;
}
