import { defined } from '../../core/base/defined.js';
import { RepriseError } from '../../core/base/errors.js';
import { exitCodes } from '../../core/base/exit-codes.js';
import { withDatabase } from '../../core/database/with-database.js';
import type { CapacityReport, CapacityStep } from '../../core/judge/capacity/capacity-report.js';
import {
  type CapacityEnd,
  type CapacityQuestion,
  conclude,
} from '../../core/judge/capacity/conclude.js';
import {
  judgeObjective,
  mostSamples,
  type Objective,
} from '../../core/judge/capacity/objective.js';
import type { SearchSettings } from '../../core/judge/capacity/search.js';
import type { LocalLambda } from '../../local/config.js';
import type { RunRecord } from '../../results/document/run-meta.js';
import {
  CapacityStore,
  type KeptSearch,
  type SearchSpending,
} from '../../results/store/capacity-store.js';
import type { Scenario } from '../../scenarios/language/scenario.js';
import { recordingAccepted } from '../follow/follow-events.js';
import { concludeRun, type RunResult } from '../run/conclude-run.js';
import { refuseFewDescriptors } from '../run/descriptor-limit.js';
import { driveRun } from '../run/drive-run.js';
import { laneCount } from '../run/lane-jobs.js';
import { serveLocal } from '../run/local.js';
import { type PreparedRun, withPreparedRun } from '../run/prepare-run.js';
import type { RunOptions } from '../run/run-options.js';
import {
  followStep,
  notDrained,
  refuseUnfollowable,
  refuseWithoutLog,
  withDrain,
} from './follow-step.js';
import { findingOf, observeStep } from './observe-step.js';
import type { PlannedStep } from './plan-step.js';
import { sleepUnless } from './sleep-unless.js';
import { plannedOf, type StepTimes, stepScenario } from './step-scenario.js';
import { stepSecond } from './step-seconds.js';
import { walkSearch } from './walk.js';

/** What is looked for, and how. */
export interface CapacitySearchOptions {
  question: Omit<CapacityQuestion, 'objective' | 'scenario' | 'function' | 'steps'>;
  objective: Objective;
  settings: SearchSettings;
  times: StepTimes;
  /** What an earlier search found before it was cut off: this one goes on from there. */
  resumed?: KeptSearch;
  /** Kept with the search, for whoever takes it up again. */
  asked?: unknown;
  /** Called when a step ends. */
  onStep?: (step: CapacityStep) => void;
}

/** A search that has ended, in whatever way. */
export interface CapacityResult {
  report: CapacityReport;
  end: CapacityEnd;
  /** Why it was aborted: a budget, a lane that died, a disk that is full. */
  failure?: RepriseError;
}

/**
 * Finds the highest level at which the objective holds. Every step is a run of its own, stored like any
 * other, all against one local Lambda where the scenario has one. The scenario's budgets are those of
 * the whole search. Undefined when `confirm`, asked once, refused. Throws as `runScenario` does.
 */
export async function findCapacity(
  scenario: Scenario,
  search: CapacitySearchOptions,
  options: RunOptions,
): Promise<CapacityResult | undefined> {
  refuseUnfollowable(scenario, search.question.by);
  const { by } = search.question;
  const { from, max } = search.settings;
  stepScenario(scenario, by, from, search.times);
  if (!options.fleet) {
    refuseFewDescriptors(
      stepScenario(scenario, by, max, search.times),
      by === 'rate' ? plannedOf(by, max, search.times) : 0,
      laneCount(scenario, options.threads),
    );
  }
  const local = scenario.local && (await serveLocal(scenario.local));
  try {
    const steps = new CapacitySteps(scenario, search, { ...options, ...(local && { local }) });
    const end = await steps.walk();
    if (end === undefined) return undefined;
    const report = steps.report(end);
    const { failure } = steps;
    if (!steps.isUnstored) await steps.store(end);
    return { report, end, ...(failure && { failure }) };
  } finally {
    await local?.close();
  }
}

function questionOf(scenario: Scenario, { question, objective, times }: CapacitySearchOptions) {
  const [workload] = scenario.workloads;
  const { functionName = '', qualifier } = workload ?? {};
  const samples = mostSamples(objective);
  return {
    ...question,
    scenario: scenario.name,
    function: qualifier === undefined ? functionName : `${functionName}:${qualifier}`,
    objective: objective.map(({ text }) => text),
    ...(samples && { steps: { askedS: times.measureS, ...samples } }),
  };
}

type StepOptions = RunOptions & { local?: LocalLambda };

/** The steps of one search, one after the other. */
class CapacitySteps {
  readonly done: CapacityStep[];
  failure: RepriseError | undefined;
  /** The database does not have the last step to its end, and takes nothing any more. */
  isUnstored = false;
  #latest: string | undefined;
  /** Events of the last step that were still in the queue when they were no longer waited for. */
  #waiting = 0;
  readonly #scenario: Scenario;
  readonly #search: CapacitySearchOptions;
  readonly #options: StepOptions;
  readonly #spent: SearchSpending;

  constructor(scenario: Scenario, search: CapacitySearchOptions, options: StepOptions) {
    this.#scenario = scenario;
    this.#search = search;
    this.#options = options;
    this.done = [...(search.resumed?.report.steps ?? [])];
    this.#spent = { ...(search.resumed?.spent ?? { invocations: 0, costUsd: 0 }) };
  }

  /** Undefined: not confirmed. */
  walk(): Promise<CapacityEnd | undefined> {
    const { question, objective, settings, times } = this.#search;
    const rules = { by: question.by, objective, settings, times };
    return walkSearch(rules, this.done, (planned) => this.#take(planned));
  }

  async #take(planned: PlannedStep): Promise<CapacityStep | { end: CapacityEnd | undefined }> {
    if (this.#isBeyondBudget(planned)) return { end: this.#overspent() };
    if (this.#waiting > 0) {
      this.failure = notDrained(this.#waiting, this.#scenario);
      return { end: 'aborted' };
    }
    await this.#coolDown();
    if (this.#isStopped()) return { end: 'interrupted' };
    const taken = await this.#run(planned);
    if (taken === undefined) return { end: undefined };
    if ('runId' in taken) return taken;
    const isStopped = taken.isFollowStopped || taken.report.run.status === 'interrupted';
    if (isStopped) return { end: 'interrupted' };
    this.failure = taken.failure;
    return { end: 'aborted' };
  }

  /** What is found so far, if it ended so. */
  report(end: CapacityEnd): CapacityReport {
    const question = questionOf(this.#scenario, this.#search);
    const findings = this.done.map((step) => findingOf(step, question.by));
    const report = conclude(question, end, findings, this.done);
    const runId = this.#latest;
    if (!isCutOff(end) || runId === undefined) return report;
    const resumable = { kind: 'resumable', runId } as const;
    return { ...report, warnings: [...report.warnings, resumable] };
  }

  /** Keeps what is found: while a step goes on, for whoever asks after a crash; at last, how it ended. */
  store(end?: CapacityEnd): Promise<void> {
    const runId = this.#latest;
    if (runId === undefined) return Promise.resolve();
    const search = {
      ...{ report: this.report(end ?? 'interrupted'), runId, isOver: end !== undefined },
      ...{ spent: this.#spent, asked: this.#search.asked, replaces: this.#search.resumed?.runId },
    };
    return withDatabase(this.#options.databasePath, {}, (db) => new CapacityStore(db).save(search));
  }

  #run(planned: PlannedStep): Promise<CapacityStep | RunResult | undefined> {
    const { question } = this.#search;
    const { confirm, ...rest } = this.#options;
    const within = withDrain(this.#withinBudget());
    const step = stepScenario(within, question.by, planned.level, planned.times);
    // Consent and the proof of permission are asked for once.
    const options = this.#latest === undefined ? this.#options : { ...rest, preflight: false };
    return withPreparedRun(step, options, (prepared) => {
      refuseWithoutLog(prepared);
      return this.#measure(prepared, planned);
    });
  }

  /** What the step showed; where it did not come to its end, its run. */
  async #measure(
    prepared: PreparedRun,
    { level, purpose }: PlannedStep,
  ): Promise<CapacityStep | RunResult> {
    const { objective, onStep } = this.#search;
    let storing: Promise<void> | undefined;
    const options = {
      ...this.#options,
      onStored: (run: RunRecord) => {
        this.#latest = run.id;
        storing = this.store();
        this.#options.onStored?.(run);
      },
    };
    const driven = await driveRun(prepared, recordingAccepted(prepared, options));
    const { runId, books, status } = driven;
    const concluded = concludeRun(prepared, driven, judgeObjective(objective, books));
    this.isUnstored = concluded.unstored !== undefined;
    await storing;
    const followed = await followStep(prepared, driven, concluded, options);
    const result = followed?.result ?? concluded;
    this.#spend(result);
    if (status !== 'finished' || result.isFollowStopped) return result;
    this.#waiting = followed?.waiting ?? 0;
    const { store } = prepared;
    const { concurrency } = result.report;
    const events = followed?.book;
    const verdicts = judgeObjective(objective, books, defined({ events }));
    if (followed) store.judgeAgain(runId, verdicts);
    const found = observeStep({
      ...{ runId, level, purpose, books, verdicts, before: this.done },
      warmVerdicts: events ? [] : judgeObjective(objective, books, { start: 'warm' }),
      seconds: followed?.seconds ?? Array.from(store.intervals(store.find(runId)), stepSecond),
      ...defined({ events }),
      ...(concurrency && { throttling: concurrency.throttling }),
    });
    onStep?.(found);
    return found;
  }

  #spend({ report: { books } }: RunResult): void {
    const total = books.total();
    this.#spent.invocations += total.sent;
    this.#spent.costUsd += total.cost.usd;
  }

  /** What is left of the budgets is what the next step may spend. */
  #withinBudget(): Scenario {
    const { maxInvocations, maxCostUsd, ...limits } = this.#scenario.limits;
    const { invocations, costUsd } = this.#spent;
    const left = {
      ...(maxInvocations !== undefined && { maxInvocations: maxInvocations - invocations }),
      ...(maxCostUsd !== undefined && { maxCostUsd: maxCostUsd - costUsd }),
    };
    return { ...this.#scenario, limits: { ...limits, ...left } };
  }

  #isBeyondBudget({ level, times }: PlannedStep): boolean {
    const { by } = this.#search.question;
    const { maxInvocations = Number.POSITIVE_INFINITY } = this.#scenario.limits;
    return this.#spent.invocations + plannedOf(by, level, times) > maxInvocations;
  }

  #overspent(): CapacityEnd {
    const { maxInvocations = 0 } = this.#scenario.limits;
    this.failure = new RepriseError(
      `The budget of ${maxInvocations} invocations does not allow the next step.`,
      {
        hint: 'Raise limits.maxInvocations (--max-invocations), or shorten the steps (--step).',
        exitCode: exitCodes.aborted,
      },
    );
    return 'budget';
  }

  #isStopped(): boolean {
    const { stop, abort } = this.#options;
    return stop?.aborted === true || abort?.aborted === true;
  }

  /** After a step that broke, or throttled at all; ends early when stopped. */
  async #coolDown(): Promise<void> {
    const last = this.done.at(-1);
    if (!last || (last.result === 'held' && Object.keys(last.throttles).length === 0)) return;
    const { stop, abort } = this.#options;
    await sleepUnless(this.#search.times.coolDownS * 1000, [stop, abort]);
  }
}

/** Whether a search that ended so can be taken up again. */
function isCutOff(end: CapacityEnd): boolean {
  return end === 'interrupted' || end === 'aborted' || end === 'budget';
}
