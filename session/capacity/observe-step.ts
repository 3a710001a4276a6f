import { defined } from '../../core/base/defined.js';
import type {
  CapacityStep,
  LevelKind,
  StepFault,
} from '../../core/judge/capacity/capacity-report.js';
import { isHeld } from '../../core/judge/capacity/objective.js';
import type { StepFinding, StepPurpose } from '../../core/judge/capacity/search.js';
import type { ThrottlingFinding } from '../../core/judge/concurrency/findings.js';
import type { Verdict } from '../../core/judge/verdict.js';
import { lambdaPrices } from '../../core/measure/cost.js';
import type { Account, RunBooks } from '../../core/measure/run-books.js';
import { ceilingOf, type StepSecond } from './step-seconds.js';

/** What a step's run left behind. */
export interface StepRun {
  runId: string;
  level: number;
  purpose: StepPurpose;
  books: RunBooks;
  verdicts: Verdict[];
  /** In order. */
  seconds: readonly StepSecond[];
  /** What the run says of its throttles. */
  throttling?: readonly ThrottlingFinding[];
}

/** Reads what a step showed. The measured stage is the last of its one workload. */
export function observeStep({ books, seconds, throttling = [], ...run }: StepRun): CapacityStep {
  const { stages, architecture } = books.workloads[0] ?? { stages: [] };
  const index = stages.length - 1;
  const plan = stages[index];
  const part = books.stage(0, index);
  const [fromS, toS] = [plan?.startS ?? 0, (plan?.startS ?? 0) + (plan?.durationS ?? 0)];
  const measured = seconds.filter(({ second }) => second >= Math.floor(fromS) && second < toS);
  const served = part.outcomes.ok + part.outcomes.functionError;
  const lengthS = Math.max(toS - fromS, 1e-6);
  const meanServiceUs = served > 0 ? part.service.meanUs : null;
  const ceilingHz = ceilingOf(seconds, fromS, toS);
  const why = generatorFault(part);
  const failed = run.verdicts.filter((verdict) => !isHeld(verdict));
  return {
    ...run,
    result: why.length > 0 ? 'void' : failed.length > 0 ? 'broke' : 'held',
    why: why.length > 0 ? why : [...failed.map(objectiveFault), ...mainError(part, failed)],
    askedHz: part.rate?.plannedHz ?? part.planned / lengthS,
    reachedHz: part.rate?.reachedHz ?? part.sent / lengthS,
    invocations: part.planned,
    served,
    throttled: part.outcomes.throttled,
    throttles: Object.fromEntries(part.throttles),
    throttledBy: mostThrottling(throttling),
    p50Us: served > 0 ? part.response.percentileUs(50) : null,
    p99Us: served > 0 ? part.response.percentileUs(99) : null,
    meanServiceUs,
    busy: meanServiceUs === null ? null : ((served / lengthS) * meanServiceUs) / 1e6,
    maxInFlight: Math.max(0, ...measured.map(({ maxInFlight }) => maxInFlight)),
    refusing: ((part.outcomes.throttled / lengthS) * part.refused.meanUs) / 1e6 || 0,
    coldStarts: part.coldStarts,
    reports: part.reports,
    ceilingHz: ceilingHz ?? null,
    ...defined({ architecture }),
    costPerMillionUsd:
      part.reports === 0
        ? null
        : (lambdaPrices.perRequestUsd + part.cost.durationUsd / part.reports) * 1e6,
  };
}

function objectiveFault(verdict: Verdict): StepFault {
  return { kind: 'objective', verdict };
}

/** What most failures were, where a step broke for them. */
function mainError({ errors }: Account, failed: readonly Verdict[]): StepFault[] {
  const [most] = errors;
  if (!most || failed.length === 0) return [];
  const { kind: outcome, type, message } = most;
  return [{ kind: 'mostly', outcome, type, message }];
}

function mostThrottling(findings: readonly ThrottlingFinding[]): CapacityStep['throttledBy'] {
  const [most] = [...findings].sort((a, b) => b.count - a.count);
  return most ? { limit: most.limit, value: most.limitValue } : null;
}

/** What a step taught the search. A closed loop's ceiling is no level of its own. */
export function findingOf(step: CapacityStep, by: LevelKind): StepFinding {
  const { level, result, ceilingHz } = step;
  return {
    ...{ level, result, isClear: brokeClearly(step), isDead: step.served === 0 },
    ...(by === 'rate' &&
      ceilingHz !== null && { ceiling: { level: ceilingHz, isBucket: isRate(step) } }),
  };
}

/** Most throttles were for a rate of requests, not for what was in flight. */
function isRate({ throttles, throttled }: CapacityStep): boolean {
  const concurrent = Object.entries(throttles)
    .filter(([reason]) => reason.includes('Concurrent'))
    .reduce((sum, [, count]) => sum + count, 0);
  return concurrent < throttled / 2;
}

/** Throttled by this share, or over its limit by this factor, a step broke beyond doubt. */
const clear = { throttledShare: 0.05, factor: 2 };

/** Whether a step broke by so much that no noise of the machine or the network explains it. */
function brokeClearly(step: CapacityStep): boolean {
  const { result, throttled, invocations, verdicts } = step;
  if (result !== 'broke') return false;
  if (step.served === 0) return true;
  if (throttled > invocations * clear.throttledShare) return true;
  return verdicts.some(
    (verdict) => !isHeld(verdict) && verdict.unit === 'us' && isOver(verdict, clear.factor),
  );
}

function isOver({ value = 0, limit }: Verdict, factor: number): boolean {
  return value > limit * factor;
}

/**
 * A stall or a busy machine makes some arrivals late, by milliseconds; a generator that can do no more
 * falls behind with all of them, and ever further: 1% short for ten seconds is 50 ms at the median.
 */
const fallenBehindUs = 50_000;

/** Why the step says nothing of the function: its load was not what it should have been. */
function generatorFault(part: Account): StepFault[] {
  const { dropped } = part.outcomes;
  if (dropped > 0) return [{ kind: 'inFlightLimit', arrivals: dropped }];
  const medianUs = part.lateness.percentileUs(50);
  return medianUs > fallenBehindUs ? [{ kind: 'late', medianUs }] : [];
}
