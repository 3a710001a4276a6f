import { defined } from '../../base/defined.js';
import type { PlannedWorkload } from '../../measure/run-books.js';
import type { Condition } from '../expectation.js';
import { seenFrom } from '../versions/judge-shares.js';
import { samplesNeeded } from './sample-size.js';
import { type ExpectationScope, selectionOf } from './scope.js';

/** How many invocations an expectation needs to be judged, beside what a plan has for it. */
export interface SampleNeed {
  text: string;
  /** What they are needed for: a percentile, or to find a wrong share with power 0.8. */
  purpose:
    | { kind: 'percentile'; name: string }
    /** `isRequired`: too few of them, and a right share is inconclusive. */
    | { kind: 'share'; share: number; wrongShare: number; isRequired: boolean };
  needed: number;
  /** At most so many: what is throttled or fails to connect counts for nothing. */
  planned: number;
  /** They are wanted, and planned on average, in each window of so many seconds. */
  windowS?: number;
}

/**
 * What an expectation needs and what a plan has for it (`plannedWorkloads`). Undefined for those that
 * any number can judge, `versions in alias`, whose weights are read later, and where a closed loop
 * sends nobody knows how many.
 */
export function sampleNeed(
  condition: Condition,
  workloads: readonly PlannedWorkload[],
): SampleNeed | undefined {
  const { text, scope = {} } = condition;
  if (condition.kind === 'versionShare') {
    const planned = plannedIn(scope, workloads);
    if (planned === undefined) return undefined;
    const { share } = condition;
    const isRequired = condition.wrongShare !== undefined;
    const { wrongShare, invocations: needed } = seenFrom(condition);
    return { text, purpose: { kind: 'share', share, wrongShare, isRequired }, needed, planned };
  }
  if (condition.kind !== 'comparison') return undefined;
  const { metric, windowS } = condition;
  const needed = metric.percentile === undefined ? Infinity : samplesNeeded(metric.percentile);
  const planned = plannedIn(scope, workloads, windowS);
  if (!Number.isFinite(needed) || planned === undefined) return undefined;
  const purpose = { kind: 'percentile', name: metric.name } as const;
  return { text, purpose, needed, planned, ...defined({ windowS }) };
}

/** In the stages that a scope means: in all of them, or in a window of the sparsest. */
function plannedIn(
  scope: ExpectationScope,
  workloads: readonly PlannedWorkload[],
  windowS?: number,
): number | undefined {
  const stages = selectionOf(scope, workloads).stages.flatMap(
    ({ workload, stage }) => workloads[workload]?.stages[stage] ?? [],
  );
  if (stages.length === 0 || stages.some(({ planned }) => planned === undefined)) return undefined;
  if (windowS === undefined) return stages.reduce((sum, { planned = 0 }) => sum + planned, 0);
  const inWindow = stages.flatMap(({ planned = 0, durationS = 0 }) =>
    planned > 0 ? [planned * Math.min(1, windowS / durationS)] : [],
  );
  return inWindow.length === 0 ? undefined : Math.floor(Math.min(...inWindow));
}
