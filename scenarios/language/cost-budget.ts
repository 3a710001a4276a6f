import { lambdaPrices } from '../../core/measure/cost.js';
import type { Scenario } from './scenario.js';

/**
 * How many invocations a budget pays the requests of: so many are sent at most, whatever becomes known
 * of their durations. Undefined where there is no budget, or something is sent that is not billed.
 */
export function requestsWithin({
  limits: { maxCostUsd },
  workloads,
}: Pick<Scenario, 'limits' | 'workloads'>): number | undefined {
  if (maxCostUsd === undefined) return undefined;
  if (workloads.some(({ invocationType }) => invocationType === 'DryRun')) return undefined;
  // A budget of $0.0001 is 500 requests, and not what binary division makes of it.
  return Math.floor(maxCostUsd / lambdaPrices.perRequestUsd + 1e-6);
}

/** The tighter of the two budgets as a number of invocations; undefined where neither bounds it. */
export function mostInvocations(scenario: Scenario): number | undefined {
  const { maxInvocations = Number.POSITIVE_INFINITY } = scenario.limits;
  const most = Math.min(maxInvocations, requestsWithin(scenario) ?? Number.POSITIVE_INFINITY);
  return Number.isFinite(most) ? most : undefined;
}
