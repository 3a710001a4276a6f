import { RepriseError } from '../../core/base/errors.js';
import { exitCodes } from '../../core/base/exit-codes.js';
import type { RunBooks } from '../../core/measure/run-books.js';
import { formatCount } from '../../core/quantity/format.js';
import { type Excess, excessOf } from '../../core/schedule/budget.js';
import { mostInvocations } from '../../scenarios/language/cost-budget.js';
import type { Scenario } from '../../scenarios/language/scenario.js';

/**
 * Why a run that came to its end has not sent all of its plan: a budget of invocations, or what a budget
 * of cost pays the requests of, was spent. Undefined where it has, or there is no budget. `books` are
 * those at the end, of the whole plan.
 */
export function invocationsSpent(scenario: Scenario, books: RunBooks): RepriseError | undefined {
  const most = mostInvocations(scenario);
  if (most === undefined) return undefined;
  const { workloads, limits } = scenario;
  const open = books.workloads
    .flatMap(({ stages }) => stages)
    .reduce((sum, { planned = 0 }) => sum + planned, 0);
  const sentBy = (workload: number, stage: number): number => books.stage(workload, stage).planned;
  const excess = excessOf({ workloads, open, sentBy }, most);
  if (excess === undefined) return undefined;
  const { maxInvocations, maxCostUsd = 0 } = limits;
  const { budget, hint } =
    most === maxInvocations
      ? {
          budget: `The budget of ${invocations(most)} is spent`,
          hint: 'Raise limits.maxInvocations (--max-invocations) to send all of it.',
        }
      : {
          budget: `The budget of $${maxCostUsd} is spent, which pays the requests of ${invocations(most)}`,
          hint: 'Raise limits.maxCost (--max-cost) to send all of it.',
        };
  return new RepriseError(`${budget}: ${whatWasCut(excess)}.`, {
    hint,
    exitCode: exitCodes.aborted,
  });
}

/** Why a run was stopped that had cost what it may; `books` are those at its end. */
export function costSpent(maxCostUsd: number, books: RunBooks): RepriseError {
  const { planned, sent } = books.total();
  const { neverDue } = books.cutOff();
  const rest = neverDue > 0 ? `: ${unsent(neverDue, planned)}` : '';
  return new RepriseError(
    `The budget of $${maxCostUsd} is spent, after ${invocations(sent)}${rest}.`,
    {
      hint: 'Raise limits.maxCost (--max-cost) to go further.',
      exitCode: exitCodes.aborted,
    },
  );
}

function whatWasCut({ beyond, planned, cutsLoop }: Excess): string {
  const parts = [
    ...(beyond > 0 ? [unsent(beyond, planned)] : []),
    ...(cutsLoop ? ['a closed loop was ended before its time'] : []),
  ];
  return parts.join(', and ');
}

function unsent(count: number, planned: number): string {
  return `${formatCount(count)} of the ${formatCount(planned)} planned ${count === 1 ? 'was' : 'were'} not sent`;
}

function invocations(count: number): string {
  return `${formatCount(count)} ${count === 1 ? 'invocation' : 'invocations'}`;
}
