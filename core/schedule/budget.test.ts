import { describe, expect, it } from 'vitest';
import { excessOf, withinBudget } from './budget.js';
import type { StageSpec } from './loads/index.js';
import { planArrivals } from './plan.js';
import type { CaptureTimes, PlanSpec } from './plan-spec.js';

const noTimes: CaptureTimes = { iterate: () => [], at: () => 0 };

const rate = (hz: number, durationS: number): StageSpec => ({
  ...{ kind: 'rate', name: `${hz}/s`, fromHz: hz, toHz: hz },
  ...{ durationS, arrivals: 'uniform' },
});
const loop = (ends: { durationS?: number; maxInvocations?: number }): StageSpec => ({
  ...{ kind: 'concurrency', name: 'loop', concurrency: 2, ...ends },
});
const workload = (...stages: StageSpec[]) => ({
  ...{ name: 'w', order: 'recorded' as const, payloadCount: 1, stages },
});

const cases: {
  name: string;
  budget: number;
  workloads: PlanSpec['workloads'];
  open: number;
  /** What is let through: of the open plan, and of each loop. */
  within: [open: number, loops: number[]];
  /** What of it is too much, as far as that is known before the run. */
  before?: object;
  /** What the loops have sent, and what was too much then. */
  sent: number[];
  after?: object;
}[] = [
  {
    name: 'that an open plan exceeds cuts it',
    ...{ budget: 30, workloads: [workload(rate(20, 5))], open: 100 },
    ...{ within: [30, []], sent: [] },
    before: { planned: 100, beyond: 70, cutsLoop: false },
    after: { planned: 100, beyond: 70, cutsLoop: false },
  },
  {
    name: 'that all fits into cuts nothing',
    ...{ budget: 100, workloads: [workload(rate(20, 5))], open: 100 },
    ...{ within: [100, []], sent: [] },
  },
  {
    name: 'leaves the rest to a loop, which its time may end first',
    ...{ budget: 30, workloads: [workload(rate(20, 1), loop({ durationS: 1 }))], open: 20 },
    ...{ within: [20, [10]], sent: [9] },
  },
  {
    name: 'ends a loop that has sent the rest',
    ...{ budget: 30, workloads: [workload(rate(20, 1), loop({ durationS: 1 }))], open: 20 },
    ...{ within: [20, [10]], sent: [10] },
    after: { planned: 20, beyond: 0, cutsLoop: true },
  },
  {
    name: 'is not given to two loops twice',
    ...{
      budget: 100,
      workloads: [workload(loop({ durationS: 1 })), workload(loop({ durationS: 1 }))],
    },
    ...{ open: 0, within: [0, [100, 0]], sent: [100, 0] },
    after: { planned: 0, beyond: 0, cutsLoop: true },
  },
  {
    name: 'leaves a loop its own count',
    ...{ budget: 100, workloads: [workload(loop({ maxInvocations: 40 }), loop({ durationS: 1 }))] },
    ...{ open: 0, within: [0, [40, 60]], sent: [40, 59] },
  },
  {
    name: 'counts what loops want that end by count',
    ...{ budget: 50, workloads: [workload(rate(20, 1), loop({ maxInvocations: 40 }))] },
    ...{ open: 20, within: [20, [30]], sent: [30] },
    before: { planned: 60, beyond: 10, cutsLoop: false },
    after: { planned: 60, beyond: 10, cutsLoop: false },
  },
];

describe('a budget', () => {
  it.each(cases)('$name', ({ budget, workloads, open, within, before, sent, after }) => {
    const plan = withinBudget({ seed: 1, workloads }, budget, noTimes);
    const loops = plan.workloads
      .flatMap(({ stages }) => stages)
      .filter(({ kind }) => kind === 'concurrency');
    expect([
      [...planArrivals(plan, noTimes)].length,
      loops.map(({ maxInvocations }) => maxInvocations),
    ]).toEqual(within);
    expect(excessOf({ workloads, open }, budget)).toEqual(before);
    const left = [...sent];
    const bySlot = new Map(
      workloads.flatMap(({ stages }, w) =>
        stages.flatMap(({ kind }, s) =>
          kind === 'concurrency' ? [[`${w}/${s}`, left.shift() ?? 0] as const] : [],
        ),
      ),
    );
    const sentBy = (w: number, s: number): number => bySlot.get(`${w}/${s}`) ?? 0;
    expect(excessOf({ workloads, open, sentBy }, budget)).toEqual(after);
  });
});
