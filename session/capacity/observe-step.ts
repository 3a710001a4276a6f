import { defined } from '../../core/base/defined.js';
import { isBacklog } from '../../core/judge/capacity/binding-limit.js';
import type {
  CapacityStep,
  LevelKind,
  StepFault,
} from '../../core/judge/capacity/capacity-report.js';
import { dispersionOf } from '../../core/judge/capacity/dispersion.js';
import type { StepFinding } from '../../core/judge/capacity/findings.js';
import { isHeld } from '../../core/judge/capacity/objective.js';
import type { StepPurpose } from '../../core/judge/capacity/search.js';
import type { Throughput } from '../../core/judge/capacity/throughput.js';
import { isGrowing, type Trend, trendOf } from '../../core/judge/capacity/trend.js';
import type { ThrottlingFinding } from '../../core/judge/concurrency/findings.js';
import type { Verdict } from '../../core/judge/verdict.js';
import type { EventBook } from '../../core/measure/event-book.js';
import type { LatencyHistogram } from '../../core/measure/histogram.js';
import type { Account, RunBooks } from '../../core/measure/run-books.js';
import { answersOf, eventAnswersOf, stepEvents } from './step-answers.js';
import { ceilingOf, rateOf, type StepSecond } from './step-seconds.js';

/** What a step's run left behind. */
export interface StepRun {
  runId: string;
  level: number;
  purpose: StepPurpose;
  books: RunBooks;
  verdicts: Verdict[];
  /** The same of what began warm. */
  warmVerdicts?: readonly Verdict[];
  /** The steps before it. */
  before?: readonly CapacityStep[];
  /** In order. */
  seconds: readonly StepSecond[];
  /** What became of its events, where they were followed; the seconds are then those of `EventSeconds`. */
  events?: EventBook;
  /** What the run says of its throttles. */
  throttling?: readonly ThrottlingFinding[];
}

/** Reads what a step showed. The measured stage is the last of its one workload. */
export function observeStep(given: StepRun): CapacityStep {
  const { books, seconds, throttling = [], warmVerdicts = [], before = [], events, ...run } = given;
  const { stages, architecture } = books.workloads[0] ?? { stages: [] };
  const index = stages.length - 1;
  const plan = stages[index];
  const part = books.stage(0, index);
  const [fromS, toS] = [plan?.startS ?? 0, (plan?.startS ?? 0) + (plan?.durationS ?? 0)];
  const measured = seconds.filter(({ second }) => second >= Math.floor(fromS) && second < toS);
  const whole = seconds.filter(({ second }) => second >= fromS && second + 1 <= toS);
  const answers = events ? eventAnswersOf(events, measured, architecture) : answersOf(part);
  const { served, response, meanServiceUs } = answers;
  const lengthS = Math.max(toS - fromS, 1e-6);
  const ceiling = ceilingOf(seconds, fromS, toS);
  const trend = trendOf(whole.map(({ inFlight }) => inFlight));
  const eventHz = events && part.planned / lengthS;
  const seen = { part, verdicts: run.verdicts, warmVerdicts, trend, ...defined({ eventHz }) };
  const times = {
    p50Us: response.count > 0 ? response.percentileUs(50) : null,
    p99Us: response.count > 0 ? response.percentileUs(99) : null,
  };
  const { result, why } = whatItShowed(seen, fromS);
  const stall = result === 'broke' ? stallIn({ ...run, ...times }, why, whole, before) : [];
  return {
    ...run,
    ...{ result, why: [...why, ...stall] },
    ...{ warmUpS: fromS, measureS: toS - fromS },
    askedHz: part.rate?.plannedHz ?? part.planned / lengthS,
    reachedHz: part.rate?.reachedHz ?? part.sent / lengthS,
    invocations: part.planned,
    served,
    throttled: part.outcomes.throttled,
    throttles: Object.fromEntries(part.throttles),
    throttledBy: mostThrottling(throttling),
    ...times,
    meanServiceUs,
    busy: meanServiceUs === null ? null : ((served / lengthS) * meanServiceUs) / 1e6,
    maxInFlight: Math.max(0, ...measured.map(({ maxInFlight }) => maxInFlight)),
    refusing: ((part.outcomes.throttled / lengthS) * part.refused.meanUs) / 1e6 || 0,
    coldStarts: answers.coldStarts,
    reports: answers.reports,
    ceilingHz: ceiling?.hz ?? null,
    ceilingErrorHz: ceiling?.errorHz ?? null,
    ...defined({ architecture }),
    throughput: throughputOf(part, whole, trend),
    dispersion: why.some(isOfNoLevel) ? null : slowTogether(response, whole),
    costPerMillionUsd: answers.costPerMillionUsd,
    ...(events && { events: stepEvents(events, measured) }),
  };
}

/** What a step is judged by. */
interface Seen {
  part: Account;
  verdicts: readonly Verdict[];
  warmVerdicts: readonly Verdict[];
  trend: Trend | undefined;
  /** Of events: how many were sent each second. */
  eventHz?: number;
}

/**
 * Of a load that came late a step says nothing. Else, if the objective fails on what was answered, or a
 * backlog grew, it broke, whatever the generator could not hold in flight because of that.
 */
function whatItShowed(seen: Seen, warmUpS: number): Pick<CapacityStep, 'result' | 'why'> {
  const { part, verdicts } = seen;
  const late = lateness(part);
  if (late.length > 0) return { result: 'void', why: late };
  const { dropped } = part.outcomes;
  const full: StepFault[] = dropped > 0 ? [{ kind: 'inFlightLimit', arrivals: dropped }] : [];
  const failed = verdicts.filter((verdict) => !isHeld(verdict) && !isOfDropped(verdict, dropped));
  const backlog = backlogIn(seen);
  if (failed.length + backlog.length === 0) {
    return { result: full.length > 0 ? 'void' : 'held', why: full };
  }
  const why = [...failed.map(objectiveFault), ...mainError(part, failed), ...backlog];
  return { result: 'broke', why: [...why, ...coldStartsIn(seen, failed, warmUpS), ...full] };
}

/** What a dropped arrival takes from a share that must be high says nothing of the function. */
function isOfDropped({ operator }: Verdict, dropped: number): boolean {
  return dropped > 0 && (operator === '>' || operator === '>=');
}

function backlogIn({ trend, eventHz }: Seen): StepFault[] {
  if (!trend || !isGrowing(trend)) return [];
  const { mean, growth, pValue } = trend;
  const [from, to] = [Math.max(0, mean - growth / 2), mean + growth / 2];
  if (eventHz === undefined) return [{ kind: 'backlog', fromInFlight: from, toInFlight: to }];
  // Little's law: what waits is the rate times how long each waits.
  const [fromAgeUs, toAgeUs] = [from, to].map((waiting) => (waiting / eventHz) * 1e6);
  const ages = { fromAgeUs: fromAgeUs as number, toAgeUs: toAgeUs as number };
  return [{ kind: 'eventBacklog', fromWaiting: from, toWaiting: to, ...ages, pValue }];
}

/** Fewer starts than this share throttle nobody. */
const coldShareOfThrottles = 0.005;

/**
 * Environments started, and that is why it broke: what began warm holds, or they still took up
 * concurrency while they started.
 */
function coldStartsIn(
  { part, warmVerdicts }: Seen,
  failed: readonly Verdict[],
  warmUpS: number,
): StepFault[] {
  const { coldStarts, throttles, reports } = part;
  if (coldStarts === 0 || failed.length === 0) return [];
  const isSlow = failed.every(
    ({ text, unit }) =>
      unit === 'us' && warmVerdicts.some((verdict) => verdict.text === text && isHeld(verdict)),
  );
  const isConcurrency = [...throttles.keys()].every((reason) => reason.includes('Concurrent'));
  const isFull = throttles.size > 0 && isConcurrency && coldStarts > reports * coldShareOfThrottles;
  return isSlow || isFull ? [{ kind: 'coldStarts', coldStarts, warmUpS }] : [];
}

/** By so much the 99th percentile jumps, and the median at most rises. */
const stall = { p99: 2, p50: 1.25, seconds: 0.25 };

/**
 * The tail is far beyond what the latest steps that held had, the median where theirs was, and all that
 * was slow came in few seconds: something stood still for a moment.
 */
function stallIn(
  step: Pick<CapacityStep, 'level' | 'p50Us' | 'p99Us' | 'verdicts'>,
  why: readonly StepFault[],
  seconds: readonly StepSecond[],
  before: readonly CapacityStep[],
): StepFault[] {
  const { p50Us, p99Us, verdicts } = step;
  const usual = before.findLast(({ result }) => result === 'held');
  if (!usual?.p50Us || !usual.p99Us || !p50Us || !p99Us) return [];
  const failed = verdicts.filter((verdict) => !isHeld(verdict));
  const isOther = why.some(isOfNoLevel);
  if (isOther || failed.some(({ unit }) => unit !== 'us')) return [];
  if (p99Us < usual.p99Us * stall.p99 || p50Us > usual.p50Us * stall.p50) return [];
  const limitUs = Math.min(...failed.map(({ limit }) => limit));
  const slow = seconds.filter(({ response }) => response.maxUs > limitUs);
  const [first] = slow;
  if (!first || slow.length > Math.max(2, seconds.length * stall.seconds)) return [];
  return [{ kind: 'stall', atS: first.second - (seconds[0]?.second ?? 0), p50Us, p99Us }];
}

/** What is slow for such a reason comes together, and would not at a level that holds. */
function isOfNoLevel(fault: StepFault): boolean {
  return fault.kind === 'coldStarts' || isBacklog(fault);
}

/** What is above this percentile of a step is slow, for that step. */
const slowPercentile = 95;

function slowTogether(all: LatencyHistogram, seconds: readonly StepSecond[]): number {
  const slowUs = all.percentileUs(slowPercentile);
  return dispersionOf(seconds.map(({ response }) => response.count - response.countAtMost(slowUs)));
}

/** Growing by this share of the arrivals, a backlog is there all the time but for the first quarter. */
const clearlyGrowing = 0.05;

/** What was answered each second, while more came than was. */
function throughputOf(
  { outcomes, planned, throttles }: Account,
  seconds: readonly StepSecond[],
  trend: Trend | undefined,
): Throughput | null {
  const isGrown = trend && isGrowing(trend) && trend.growth > planned * clearlyGrowing;
  const isFull = outcomes.dropped > planned * clearlyGrowing;
  const later = seconds.slice(Math.floor(seconds.length / 4));
  const n = later.length;
  if (n < 2 || throttles.size > 0 || !(isGrown || isFull)) return null;
  return rateOf(later);
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
  const { level, result, ceilingHz, ceilingErrorHz, throttled, throughput, dispersion } = step;
  const is = (cause: StepFault['kind']) => step.why.some(({ kind }) => kind === cause);
  return {
    ...{ level, result, isClear: brokeClearly(step), isDead: step.served === 0 },
    ...(is('coldStarts') && { isCold: true }),
    ...(is('stall') && { isStalled: true }),
    ...(by === 'rate' &&
      ceilingHz !== null && {
        ceiling: {
          ...{ level: ceilingHz, errorHz: ceilingErrorHz ?? 0 },
          ...{ isBucket: isRate(step), refused: throttled },
        },
      }),
    ...(by === 'rate' && throughput !== null && { throughput }),
    ...(dispersion !== null && { dispersion }),
  };
}

/** Most throttles were for a rate of requests, not for what was in flight. */
function isRate({ throttles, throttled }: CapacityStep): boolean {
  const concurrent = Object.entries(throttles)
    .filter(([reason]) => reason.includes('Concurrent'))
    .reduce((sum, [, count]) => sum + count, 0);
  return concurrent < throttled / 2;
}

/** Throttled by this share, a step broke beyond doubt. */
const clearlyThrottled = 0.05;

/** Whether so much was throttled that no noise of the machine or the network explains it. */
function brokeClearly({ result, throttled, invocations }: CapacityStep): boolean {
  return result === 'broke' && throttled > invocations * clearlyThrottled;
}

/**
 * A stall or a busy machine makes some arrivals late, by milliseconds; a generator that can do no more
 * falls behind with all of them, and ever further: 1% short for ten seconds is 50 ms at the median.
 */
const fallenBehindUs = 50_000;

/** Its load was not what it should have been, so that it says nothing of the function. */
function lateness(part: Account): StepFault[] {
  const medianUs = part.lateness.percentileUs(50);
  return medianUs > fallenBehindUs ? [{ kind: 'late', medianUs }] : [];
}
