import { defined } from '../../core/base/defined.js';
import type { InvokeTarget } from '../../core/invoke/client.js';
import type { PlannedStage, PlannedWorkload } from '../../core/measure/run-books.js';
import { countPlan, type StageCount } from '../../core/schedule/count.js';
import { curveOf, type StageSpec } from '../../core/schedule/loads/index.js';
import type { CaptureTimes, PlanSpec } from '../../core/schedule/plan-spec.js';
import type { Scenario, Workload } from '../../scenarios/language/scenario.js';

/**
 * The schedule's part of a scenario, all of it: a budget is no part of what is wanted
 * (see `withinBudget`). `payloadCounts` has one number for each workload.
 */
export function planOf(scenario: Scenario, payloadCounts: readonly number[]): PlanSpec {
  return {
    seed: scenario.seed,
    ...(scenario.paired && { paired: true }),
    workloads: scenario.workloads.map(({ name, payloads, stages, phase }, i) => ({
      name,
      order: payloads.order,
      payloadCount: payloadCounts[i] ?? 0,
      stages,
      ...defined({ phase }),
    })),
  };
}

/** What is stored with the run before its first invocation: where to, and how many of what (`countPlan`). */
export function plannedWorkloads(
  scenario: Scenario,
  plan: PlanSpec,
  captureTimes: CaptureTimes,
  wantsPeaks = false,
): PlannedWorkload[] {
  const { stages } = countPlan(plan, captureTimes, wantsPeaks);
  return scenario.workloads.map(
    ({ name, functionName, qualifier, architecture, invocationType, ...rest }, index) => ({
      name,
      functionName,
      ...defined({ qualifier, architecture }),
      invocationType,
      ...(rest.stream === true && { isStreamed: true as const }),
      stages: stages
        .filter(({ workload }) => workload === index)
        .map((count) => plannedStage(count, rest.stages[count.stage])),
    }),
  );
}

function plannedStage(counted: StageCount, spec: StageSpec | undefined): PlannedStage {
  const { name, count, startS, durationS, spanS, peakHz, isMean, concurrency } = counted;
  return {
    ...{ name, startS, peakHz },
    ...(isMean === true && { isMean }),
    ...defined({ planned: count, durationS, spanS, concurrency }),
    ...(spec && rateOf(spec)),
  };
}

/** A rate that changes linearly is two numbers; any other is kept as the load that it is. */
function rateOf(load: StageSpec): Pick<PlannedStage, 'rateHz' | 'load'> {
  const curve = curveOf(load);
  if (curve === undefined) return {};
  return curve.isLinear ? { rateHz: [curve.startHz, curve.endHz] } : { load };
}

/** What all invocations of a workload share. */
export function targetOf(workload: Workload): InvokeTarget {
  const { functionName, qualifier, invocationType, logType, clientContext, stream } = workload;
  return {
    ...{ functionName, invocationType, logType },
    ...defined({ qualifier, clientContext, stream }),
  };
}
