import { formatCount, formatUs, formatUsd } from '../../core/quantity/format.js';
import { excessOf } from '../../core/schedule/budget.js';
import { requestsWithin } from './cost-budget.js';
import type { CostEstimate } from './cost-estimate.js';
import type { Scenario, Workload } from './scenario.js';

/** Lambda's default timeout: a budget that only longer invocations exceed is not worth a warning. */
const longestOfInterestMs = 3000;

/** What is known of a plan that budgets are held against. */
export interface CountedPlan {
  /** The count of all open stages. */
  open: number;
  /** Of what will be sent; undefined where nobody knows how much. */
  cost: CostEstimate | undefined;
}

/** Where a run will end before its plan does, since a budget is spent, in plain sentences. */
export function budgetWarnings(
  { limits, workloads }: Scenario,
  { open, cost }: CountedPlan,
): string[] {
  const { maxInvocations, maxCostUsd } = limits;
  return [
    ...(maxInvocations === undefined ? [] : invocationWarnings(workloads, open, maxInvocations)),
    ...(maxCostUsd === undefined ? [] : unknownCosts({ limits, workloads })),
    ...(maxCostUsd === undefined || cost === undefined
      ? []
      : costWarnings({ limits, workloads }, cost, maxCostUsd)),
  ];
}

/** What of a cost that is bounded will not be known, in a sentence; none where all will be. */
export function unknownCosts(scenario: Pick<Scenario, 'limits' | 'workloads'>): string[] {
  if (scenario.limits.maxCostUsd === undefined) return [];
  const unknown = scenario.workloads.filter(hasNoReports);
  if (unknown.length === 0) return [];
  const names = unknown.map(
    ({ name, invocationType }) => `${name} (${whyNoReports(invocationType)})`,
  );
  const most = requestsWithin(scenario);
  const atMost = most === undefined ? '' : `, ${formatCount(most)} at most`;
  return [
    `The duration of ${names.join(' and ')} will not be known, so the budget (limits.maxCost) is held against the charge for its requests alone${atMost}: what it runs for costs more.`,
  ];
}

function hasNoReports({ invocationType, logType }: Workload): boolean {
  return logType === 'None' && invocationType !== 'DryRun';
}

function whyNoReports(invocationType: Workload['invocationType']): string {
  return invocationType === 'Event' ? 'Event' : 'log: None';
}

function invocationWarnings(
  workloads: Scenario['workloads'],
  open: number,
  maxInvocations: number,
): string[] {
  const excess = excessOf({ workloads, open }, maxInvocations);
  if (excess === undefined) return [];
  return [
    `The plan has ${formatCount(excess.planned)} invocations, and the budget (limits.maxInvocations) is ${formatCount(maxInvocations)}: the run will end there, with exit code 108, and ${formatCount(excess.beyond)} will not be sent.`,
  ];
}

function costWarnings(
  scenario: Pick<Scenario, 'limits' | 'workloads'>,
  { requestsUsd, per100MsUsd, memoryMb }: CostEstimate,
  maxCostUsd: number,
): string[] {
  const most = requestsWithin(scenario);
  if (requestsUsd > maxCostUsd && most !== undefined) {
    return [
      `The requests alone cost ${formatUsd(requestsUsd)}, and the budget (limits.maxCost) is ${formatUsd(maxCostUsd)}: the run will end after ${formatCount(most)} invocations at most, with exit code 108.`,
    ];
  }
  const toleratedMs = (100 * (maxCostUsd - requestsUsd)) / per100MsUsd;
  if (!(toleratedMs < longestOfInterestMs) || scenario.workloads.some(hasNoReports)) return [];
  return [
    `The budget (limits.maxCost) of ${formatUsd(maxCostUsd)} is less than the plan costs if an invocation is billed for more than ${formatUs(toleratedMs * 1000)} on average at ${formatCount(memoryMb)} MB: the run will end with exit code 108 when it is spent.`,
  ];
}
