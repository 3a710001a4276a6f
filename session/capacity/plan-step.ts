import type { LevelKind } from '../../core/judge/capacity/capacity-report.js';
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
 * for; what the answer rests on is long enough for its percentile to be judged. After a step that was
 * not warmed up the warm-up is twice as long.
 */
export function planStep(
  { by, objective, times }: StepRules,
  { level, purpose }: { level: number; purpose: StepPurpose },
  findings: readonly StepFinding[],
): PlannedStep {
  const factor = warmUpFactor(findings);
  const warmUpS = factor === 1 ? times.warmUpS : Math.max(leastWarmUpS, times.warmUpS) * factor;
  const neededS =
    purpose === 'climb' || by === 'concurrency' ? 0 : secondsNeeded(objective, level);
  const measureS = Math.max(times.measureS, Math.min(neededS, longestStepS));
  return { level, purpose, times: { ...times, warmUpS, measureS } };
}

/** Whole seconds that give the objective's percentiles their answers at a rate, and some to spare. */
export function secondsNeeded(objective: Objective, rateHz: number): number {
  const { needed = 0 } = mostSamples(objective) ?? {};
  return Math.ceil((needed / rateHz) * toSpare);
}

/** Chance makes some Poisson steps shorter than they are on average, and errors do not count. */
const toSpare = 1.1;
