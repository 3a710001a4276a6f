import { formatCount, formatHz, formatSeconds } from '../../quantity/format.js';
import { documentedRates, type RateRules, readOf, reservedOf } from './limits.js';
import type { Throttling } from './throttle-watch.js';
import {
  beginningText,
  type ThrottlingEvidence,
  type ThrottlingJudgement,
} from './throttling-evidence.js';

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
  if (!throughout) {
    return undecided(
      evidence,
      'It was too short to tell the request-rate rule from the scaling rate',
    );
  }
  const rates = limits?.rates ?? documentedRates;
  const units = unitsOf(evidence);
  const ruleHz = units && units.count * rates.requestsPerConcurrency;
  const { admittedHz } = throughout;
  if (units && ruleHz !== undefined && Math.abs(admittedHz - ruleHz) <= spread * ruleHz + 1) {
    const sum = `${rates.requestsPerConcurrency} requests a second for each unit of ${units.text} are ${formatHz(ruleHz)}`;
    return requestRate(evidence, ruleHz, sum, admittedHz);
  }
  return scalingRate(evidence, rates.scaling, throughout);
}

function requestRate(
  evidence: ThrottlingEvidence,
  ruleHz: number,
  sum: string,
  admittedHz: number,
): ThrottlingJudgement {
  return {
    ...{ limit: 'requestRate', limitValue: ruleHz, unit: 'perSecond', place: 'atLimit' },
    sentences: [
      `${beginningText(evidence)}, by the request-rate rule, where it should be: ${sum}, and ${formatHz(admittedHz)} were admitted.`,
      'Invocations shorter than 100 ms meet this rule before they meet the concurrency: only more concurrency raises it.',
    ],
  };
}

function scalingRate(
  evidence: ThrottlingEvidence,
  { environments, perS }: RateRules['scaling'],
  { growthHz, seconds, admittedHz }: Throughout,
): ThrottlingJudgement {
  const ruleHz = environments / perS;
  // One environment more or less at each end is within what whole seconds can tell.
  const isRule = Math.abs(growthHz - ruleHz) <= 0.25 * ruleHz + 1 / seconds;
  const rule = `a function may add ${formatCount(environments)} environments every ${formatSeconds(perS)}`;
  if (!isRule) {
    const grew = `${formatHz(admittedHz)} were admitted, and what ran at once grew by ${formatHz(growthHz)}`;
    return undecided(
      evidence,
      `Neither the request-rate rule nor the scaling rate (${rule}) explains it: ${grew}`,
    );
  }
  return {
    ...{ limit: 'scalingRate', limitValue: ruleHz, unit: 'perSecond', place: 'atLimit' },
    sentences: [
      `${beginningText(evidence)}, by the scaling rate, where it should be: ${rule}, and what ran at once grew by ${formatHz(growthHz)}.`,
      'A slower ramp stays below it, and provisioned concurrency is there at once.',
    ],
  };
}

function undecided(evidence: ThrottlingEvidence, why: string): ThrottlingJudgement {
  return {
    ...{ limit: 'unknown', limitValue: null, unit: 'perSecond', place: 'unknown' },
    sentences: [`${beginningText(evidence)}, by a limit on a rate. ${why}.`],
  };
}

/** The concurrency that the request-rate rule multiplies. */
function unitsOf({
  reason,
  load,
  limits,
}: ThrottlingEvidence): { count: number; text: string } | undefined {
  if (reason === 'FunctionInvocationRateLimitExceeded') {
    const count = readOf(limits?.account)?.concurrentExecutions;
    if (count === undefined) return undefined;
    return { count, text: `the account’s concurrency of ${formatCount(count)}` };
  }
  const name = load.functions[0] as string;
  const count = reservedOf(limits, name);
  if (typeof count !== 'number') return undefined;
  return { count, text: `its reserved concurrency of ${formatCount(count)}` };
}
