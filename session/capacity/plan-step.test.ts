import { expect, it } from 'vitest';
import type { CapacityStep } from '../../core/judge/capacity/capacity-report.js';
import type { StepFinding } from '../../core/judge/capacity/findings.js';
import { parseObjective } from '../../core/judge/capacity/objective.js';
import type { StepPurpose } from '../../core/judge/capacity/search.js';
import { planStep, type StepRules } from './plan-step.js';

const rules = (slo: string): StepRules => ({
  ...{ by: 'rate', objective: parseObjective(slo) },
  times: { warmUpS: 3, measureS: 10, coolDownS: 10 },
});

it.each<[slo: string, purpose: StepPurpose, level: number, measureS: number]>([
  ['p99 < 300ms', 'climb', 10, 10],
  ['p99 < 300ms', 'narrow', 10, 110],
  ['p99 < 300ms', 'confirm', 50, 22],
  ['p99 < 300ms', 'confirm', 500, 10],
  ['p99 < 300ms, p99.9 < 1s', 'confirm', 50, 220],
  ['p99.9 < 1s', 'confirm', 1, 600],
  ['throttled == 0', 'confirm', 10, 10],
])('%s, %s at %d/s: %d s', (slo, purpose, level, measureS) => {
  expect(planStep(rules(slo), { level, purpose }, [], []).times.measureS).toBe(measureS);
});

it('takes longer where slow answers came together near that level, four times at most', () => {
  const step = (level: number, dispersion: number) => ({ level, dispersion }) as CapacityStep;
  const planned = (done: CapacityStep[]) =>
    planStep(rules('p99 < 300ms'), { level: 50, purpose: 'confirm' }, done, []).times.measureS;
  expect(planned([step(45, 2), step(100, 9)])).toBe(44);
  expect(planned([step(45, 20)])).toBe(88);
});

it('warms up twice as long after each step that was not warm, up to four times', () => {
  const cold: StepFinding = { level: 10, result: 'broke', isCold: true };
  const warmUps = [[], [cold], [cold, cold], [cold, cold, cold]].map(
    (findings) =>
      planStep(rules('p99 < 1s'), { level: 10, purpose: 'climb' }, [], findings).times.warmUpS,
  );
  expect(warmUps).toEqual([3, 6, 12, 12]);
});
