import { defined } from '../base/defined.js';
import { countPlan } from './count.js';
import { isClosed, type StageSpec } from './loads/index.js';
import { planArrivals } from './plan.js';
import type { CaptureTimes, PlanSpec } from './plan-spec.js';

/**
 * The part of a plan that a budget of invocations lets through. The open plan stops by itself when it
 * is spent, and what it leaves is given to the closed loops in their order, each a count of its own.
 */
export function withinBudget(
  plan: PlanSpec,
  maxInvocations: number,
  captureTimes: CaptureTimes,
): PlanSpec {
  const open = countPlan(plan, captureTimes).stages.reduce((sum, { count = 0 }) => sum + count, 0);
  const caps = loopCaps(plan.workloads, maxInvocations - open);
  const workloads = plan.workloads.map((each, w) => ({
    ...each,
    stages: each.stages.map((stage, s): StageSpec => {
      const cap = caps.find(({ workload, index }) => workload === w && index === s);
      return isClosed(stage) && cap ? { ...stage, maxInvocations: cap.count } : stage;
    }),
  }));
  return { ...plan, maxInvocations, workloads };
}

/**
 * When the budget of a plan cuts it off, in seconds of the run: as the first arrival beyond it would
 * come due. Undefined where its open loads end first. Goes through the plan.
 */
export function budgetEndS(plan: PlanSpec, captureTimes: CaptureTimes): number | undefined {
  const { maxInvocations } = plan;
  if (maxInvocations === undefined) return undefined;
  const oneMore = { ...plan, maxInvocations: maxInvocations + 1 };
  for (const { index, intendedUs } of planArrivals(oneMore, captureTimes)) {
    if (index === maxInvocations) return intendedUs / 1e6;
  }
  return undefined;
}

type Workloads = readonly { stages: readonly StageSpec[] }[];

/** What a closed loop may send of a budget, and what it would send: absent where time ends it. */
interface LoopCap {
  workload: number;
  index: number;
  count: number;
  wanted?: number;
}

function loopCaps(workloads: Workloads, left: number): LoopCap[] {
  let rest = Math.max(0, left);
  return workloads.flatMap(({ stages }, workload) =>
    stages.flatMap((stage, index) => {
      if (!isClosed(stage)) return [];
      const { maxInvocations: wanted } = stage;
      const count = Math.min(wanted ?? Number.POSITIVE_INFINITY, rest);
      rest -= count;
      return [{ workload, index, count, ...defined({ wanted }) }];
    }),
  );
}

/** What of a plan is beyond a budget. */
export interface Excess {
  /** All that is known to be wanted: by rates, recorded timing, and closed loops that end by count. */
  planned: number;
  /** How many of them the budget keeps from being sent. */
  beyond: number;
  /** A closed loop that ends by time is cut short too, by nobody knows how many. */
  cutsLoop: boolean;
}

/** What is held against a budget. */
export interface Wanted {
  workloads: Workloads;
  /** The count of all open stages. */
  open: number;
  /** What a closed loop has sent; absent before the run. */
  sentBy?: (workload: number, stage: number) => number;
}

/**
 * What a budget of invocations keeps from being sent; undefined where all fits. Before the run a closed
 * loop that ends by time is not known to want more than it may; after it, it did when it sent all that.
 */
export function excessOf(
  { workloads, open, sentBy }: Wanted,
  maxInvocations: number,
): Excess | undefined {
  const caps = loopCaps(workloads, maxInvocations - open);
  const cut = caps.filter(({ workload, index, count, wanted }) => {
    if (count >= (wanted ?? Number.POSITIVE_INFINITY)) return false;
    return sentBy === undefined ? wanted !== undefined : sentBy(workload, index) >= count;
  });
  const beyond =
    Math.max(0, open - maxInvocations) +
    cut.reduce((sum, { count, wanted = count }) => sum + wanted - count, 0);
  const cutsLoop = cut.some(({ wanted }) => wanted === undefined);
  if (beyond === 0 && !cutsLoop) return undefined;
  return {
    planned: open + caps.reduce((sum, { wanted = 0 }) => sum + wanted, 0),
    beyond,
    cutsLoop,
  };
}
