import { describe, expect, it } from 'vitest';
import { loadScenario } from '../../scenarios/load.js';
import { countPlan } from '../schedule/count.js';
import type { CaptureTimes } from '../schedule/plan-spec.js';
import { planOf } from './planning.js';

const noTimes: CaptureTimes = { iterate: () => [], at: () => 0 };

function planFor(maxInvocations: string, stage: string[]) {
  const scenario = loadScenario(undefined, { flags: { function: 'f', maxInvocations, stage } });
  return planOf(scenario, [1], noTimes);
}

describe('a budget', () => {
  it.each([
    ['cuts the open plan', '30', ['rate: 20/s, for: 5s'], 30, []],
    [
      'leaves the rest to closed loops',
      '30',
      ['rate: 20/s, for: 1s', 'concurrency: 2, for: 1s'],
      20,
      [10],
    ],
    [
      'is not given to two loops twice',
      '100',
      ['concurrency: 2, for: 1s', 'concurrency: 3, for: 1s'],
      0,
      [100, 0],
    ],
    [
      'leaves a loop its own count',
      '100',
      ['concurrency: 2, for: 1s, invocations: 40', 'concurrency: 3, for: 1s'],
      0,
      [40, 60],
    ],
  ])('%s', (_name, budget, stages, open, closed) => {
    const plan = planFor(budget, stages);
    const counted = countPlan(plan, noTimes).stages.reduce((sum, { count = 0 }) => sum + count, 0);
    const loops = plan.workloads
      .flatMap((workload) => workload.stages)
      .filter((s) => s.kind === 'concurrency');
    expect([counted, loops.map((loop) => loop.maxInvocations)]).toEqual([open, closed]);
  });
});
