import type { CapacityStep, LevelKind } from '../../core/judge/capacity/capacity-report.js';
import type { StepFinding } from '../../core/judge/capacity/findings.js';
import { warmUpFactor } from '../../core/judge/capacity/findings.js';
import { mostSamples, type Objective } from '../../core/judge/capacity/objective.js';
import type { StepPurpose } from '../../core/judge/capacity/search.js';
import type { StepTimes } from './step-scenario.js';

/** One measurement that is to be taken. */
export interface PlannedStep {
  level: number;
  purpose: StepPurpose;
  times: StepTimes;
}

/** No step is made longer than this, whatever its percentile needs. */
export const longestStepS = 600;

/** Environments may need so long to start where a search asked for no warm-up at all. */
const leastWarmUpS = 3;

/** What a search's steps are planned by. */
export interface StepRules {
  by: LevelKind;
  objective: Objective;
  times: StepTimes;
}

/**
 * How long a step takes. A step of the climb only says where to look next, and takes what was asked
 * for; what the answer rests on is long enough for its percentile to be judged, and longer where slow
 * answers come together. After a step that was not warmed up the warm-up is twice as long.
 */
export function planStep(
  { by, objective, times }: StepRules,
  { level, purpose }: { level: number; purpose: StepPurpose },
  done: readonly CapacityStep[],
  findings: readonly StepFinding[],
): PlannedStep {
  const factor = warmUpFactor(findings);
  const warmUpS = factor === 1 ? times.warmUpS : Math.max(leastWarmUpS, times.warmUpS) * factor;
  const isShort = purpose === 'climb' || by === 'concurrency';
  const neededS = isShort ? 0 : secondsNeeded(objective, level, dispersionNear(level, done));
  const measureS = Math.max(times.measureS, Math.min(neededS, longestStepS));
  return { level, purpose, times: { ...times, warmUpS, measureS } };
}

/** Whole seconds in which a rate gives the objective's percentiles enough answers, and some to spare. */
export function secondsNeeded(objective: Objective, rateHz: number, dispersion = 1): number {
  const { needed = 0 } = mostSamples(objective) ?? {};
  return Math.ceil((needed / rateHz) * toSpare * dispersion - 1e-9);
}

/** Chance makes some Poisson steps shorter than they are on average, and errors do not count. */
const toSpare = 1.1;

/** Steps so near, as a factor, tell how slow answers come together; and how much longer that makes a step at most. */
const near = 1.3;
const mostDispersion = 4;

function dispersionNear(level: number, done: readonly CapacityStep[]): number {
  const close = done.filter((step) => step.level < level * near && step.level > level / near);
  return Math.min(mostDispersion, Math.max(1, ...close.map(({ dispersion }) => dispersion ?? 1)));
}
