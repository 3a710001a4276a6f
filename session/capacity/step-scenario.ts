import { RepriseError } from '../../core/base/errors.js';
import type { LevelKind } from '../../core/judge/capacity/capacity-report.js';
import { measuredStage } from '../../core/judge/capacity/objective.js';
import type { StageSpec } from '../../core/schedule/loads/index.js';
import { levelText } from '../../results/document/wording/capacity.js';
import type { Scenario } from '../../scenarios/language/scenario.js';

/** How long the parts of a step take, in seconds. */
export interface StepTimes {
  /** At the step's own level, and not judged: environments start, connections open. */
  warmUpS: number;
  measureS: number;
  /** Silence after a step that broke, in which Lambda's burst limits refill. */
  coolDownS: number;
}

/**
 * One measurement as a scenario: two stages at the same level, of which the second is judged. All but
 * the load is the base's. Throws `RepriseError` where the base has several workloads.
 */
export function stepScenario(
  base: Scenario,
  by: LevelKind,
  level: number,
  times: StepTimes,
): Scenario {
  const [workload, ...others] = base.workloads;
  if (!workload || others.length > 0) {
    throw new RepriseError('A capacity search varies the load of one workload, not of several.', {
      hint: 'Give a scenario without `workloads:`.',
    });
  }
  const arrivals = arrivalsOf(workload.stages);
  const stage = (name: string, durationS: number): StageSpec[] => {
    if (durationS === 0) return [];
    if (by === 'concurrency') return [{ kind: 'concurrency', name, concurrency: level, durationS }];
    return [{ kind: 'rate', name, fromHz: level, toHz: level, durationS, arrivals }];
  };
  const stages = [...stage('warm-up', times.warmUpS), ...stage(measuredStage, times.measureS)];
  return {
    ...base,
    name: `${base.name}: ${levelText(by, level)}`,
    workloads: [{ ...workload, stages }],
    expectations: [],
  };
}

/** As the scenario's own load has it: Poisson where any stage is. */
function arrivalsOf(stages: readonly StageSpec[]): 'uniform' | 'poisson' {
  const isPoisson = stages.some((stage) => 'arrivals' in stage && stage.arrivals === 'poisson');
  return isPoisson ? 'poisson' : 'uniform';
}

/** How many invocations a step sends; a closed loop's are not known before. */
export function plannedOf(by: LevelKind, level: number, times: StepTimes): number {
  return by === 'rate' ? Math.ceil(level * (times.warmUpS + times.measureS)) : 0;
}
