import { defined } from '../../core/base/defined.js';
import type { CapacityReport, CapacityStep } from '../../core/judge/capacity/capacity-report.js';
import { conclude } from '../../core/judge/capacity/conclude.js';
import {
  judgeObjective,
  mostSamples,
  parseObjective,
} from '../../core/judge/capacity/objective.js';
import { findingOf, observeStep } from './observe-step.js';
import type { PlannedStep } from './plan-step.js';
import { StepRecorder } from './step-recorder.fixture.js';
import type { StepTimes } from './step-scenario.js';
import { walkSearch } from './walk.js';

/** What a search in virtual time is asked. */
export interface VirtualQuestion {
  slo: string;
  from?: number;
  max?: number;
  precision?: number;
  times?: Partial<StepTimes>;
}

/** Drives one step to its end, all answers in, into the recorder; the nth of its search. */
export type DriveStep = (planned: PlannedStep, nth: number, recorder: StepRecorder) => void;

/** A whole search over steps in virtual time: the product's own, but for what sends and what waits. */
export async function searchInVirtualTime(
  given: VirtualQuestion,
  drive: DriveStep,
  coolDown: (seconds: number) => void,
): Promise<CapacityReport> {
  const objective = parseObjective(given.slo);
  const precision = given.precision ?? 0.05;
  const times = { warmUpS: 3, measureS: 10, coolDownS: 10, ...given.times };
  const settings = {
    ...{ from: given.from ?? 10, max: given.max ?? 2000, precision, maxSteps: 40 },
    isWhole: false,
  };
  const samples = mostSamples(objective);
  const steps: CapacityStep[] = [];
  const by = 'rate' as const;
  const end = await walkSearch<never>({ by, objective, times, settings }, steps, (planned) => {
    const { level, purpose } = planned;
    const recorder = new StepRecorder();
    drive(planned, steps.length, recorder);
    const { book: events, seconds } = { seconds: recorder.seconds, ...recorder.events };
    const books = recorder.books(level, planned.times);
    const step = observeStep({
      ...{ runId: String(steps.length), level, purpose, seconds, before: [...steps] },
      ...{ books, verdicts: judgeObjective(objective, books, defined({ events })) },
      ...defined({ events }),
      warmVerdicts: judgeObjective(objective, books, { start: 'warm' }),
    });
    if (step.result !== 'held') coolDown(times.coolDownS);
    return Promise.resolve(step);
  });
  const question = {
    ...{ scenario: 'virtual', function: 'f', by, objective: [given.slo] },
    ...{ precision, headroom: 0.2 },
    ...(samples && { steps: { askedS: times.measureS, ...samples } }),
  };
  const findings = steps.map((step) => findingOf(step, by));
  return conclude(question, end, findings, steps);
}
