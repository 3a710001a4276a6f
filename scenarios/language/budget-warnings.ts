import { formatCount, formatUs, formatUsd } from '../../core/quantity/format.js';
import { excessOf } from '../../core/schedule/budget.js';
import type { CostEstimate } from './cost-estimate.js';
import type { Scenario } from './scenario.js';

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
    ...(maxCostUsd === undefined || cost === undefined ? [] : costWarnings(cost, maxCostUsd)),
  ];
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
  { requestsUsd, per100MsUsd, memoryMb }: CostEstimate,
  maxCostUsd: number,
): string[] {
  const ending = 'the run will end with exit code 108 when it is spent.';
  if (requestsUsd > maxCostUsd) {
    return [
      `The requests alone cost ${formatUsd(requestsUsd)}, and the budget (limits.maxCost) is ${formatUsd(maxCostUsd)}: ${ending}`,
    ];
  }
  const toleratedMs = (100 * (maxCostUsd - requestsUsd)) / per100MsUsd;
  if (!(toleratedMs < longestOfInterestMs)) return [];
  return [
    `The budget (limits.maxCost) of ${formatUsd(maxCostUsd)} is less than the plan costs if an invocation is billed for more than ${formatUs(toleratedMs * 1000)} on average at ${formatCount(memoryMb)} MB: ${ending}`,
  ];
}
