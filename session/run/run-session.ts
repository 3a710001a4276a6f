import { systemClock } from '../../core/base/clock.js';
import { defined } from '../../core/base/defined.js';
import { messageOf, RepriseError } from '../../core/base/errors.js';
import { exitCodes } from '../../core/base/exit-codes.js';
import { AbortWatch, type BrokenRule } from '../../core/judge/abort-rules.js';
import type { ConcurrencyFindings } from '../../core/judge/concurrency/findings.js';
import { ConcurrencyJudge } from '../../core/judge/concurrency/judge-concurrency.js';
import type { LimitsEvidence } from '../../core/judge/concurrency/limits.js';
import type { Verdict } from '../../core/judge/verdict.js';
import type { LaneJob } from '../../core/lanes/lane-job.js';
import { type OpenLanes, openHere, openThreads } from '../../core/lanes/lanes.js';
import { addToBill, type Bill, costOf } from '../../core/measure/cost.js';
import { type Interval, secondUs, type Tick } from '../../core/measure/interval.js';
import type { PlannedWorkload, RunBooks } from '../../core/measure/run-books.js';
import type { ComparisonReport } from '../../results/document/comparison/comparison-report.js';
import { latencyOf } from '../../results/document/run-report.js';
import type { LivePlan } from '../../results/live/terminal/live-snapshot.js';
import type { EndStatus, RunWriter } from '../../results/store/run-writer.js';
import type { Scenario } from '../../scenarios/language/scenario.js';
import { abortRulesOf, brokenRuleError } from './abort-rules.js';
import { driveLanes } from './drive-lanes.js';
import { LiveFeed } from './live-feed.js';
import type { RunOptions } from './run-options.js';
import { SetTally } from './set-tally.js';
import { costSpent, invocationsSpent } from './spent-budget.js';

const liveEveryMs = 250;

/** One run while it goes: commits its seconds, shows it, and keeps its budget. */
export class RunSession {
  /** Why it was aborted, if it was. */
  failure: RepriseError | undefined;
  /** The rule of its own that ended it, if one did. */
  broken: BrokenRule | undefined;
  /** What `set` found in the payloads. */
  readonly sets: SetTally;
  readonly #writer: RunWriter;
  readonly #workloads: readonly PlannedWorkload[];
  readonly #scenario: Scenario;
  readonly #options: RunOptions;
  readonly #feed: LiveFeed;
  readonly #rule = new AbortController();
  readonly #watch: AbortWatch;
  readonly #concurrency: ConcurrencyJudge;
  /** By both clocks: the wall's says when, the monotonic one how long. */
  readonly #begun = { wallMs: Date.now(), clockUs: systemClock.nowUs() };
  #isStored: boolean | undefined;
  /** A second could not be stored: the run is ending, and what comes in meanwhile is stored at its end. */
  #isUnstorable = false;
  readonly #bills = new Map<number, Bill>();
  #isCostSpent = false;
  #isRecalled = false;
  /** The end of the latest tick. */
  #heardS = 0;

  constructor(
    writer: RunWriter,
    workloads: readonly PlannedWorkload[],
    scenario: Scenario,
    options: RunOptions,
    limits?: LimitsEvidence,
  ) {
    this.#writer = writer;
    this.#workloads = workloads;
    this.#scenario = scenario;
    this.#options = options;
    this.sets = new SetTally(scenario.workloads);
    this.#watch = new AbortWatch(abortRulesOf(scenario), workloads);
    this.#feed = new LiveFeed(workloads);
    this.#concurrency = new ConcurrencyJudge(workloads, limits);
  }

  /** Knows again what another process has stored of the run, before it is driven on. */
  recall(seconds: Iterable<Interval>): void {
    this.#isRecalled = true;
    for (const interval of seconds) {
      const endUs = (interval.second + 1) * secondUs;
      this.#writer.recall(interval);
      this.#onTick({ ...interval, endUs, lane: 0 });
      this.#heed(interval);
    }
  }

  /** Sends the plan as far as its budgets reach. Throws what opening the lanes throws. */
  async drive(
    jobs: readonly LaneJob[],
    open: OpenLanes = this.#options.threads === 0 ? openHere : openThreads,
  ): Promise<EndStatus> {
    const { stop = never, abort = never, onLive, onAnswer, onSamples } = this.#options;
    let live: NodeJS.Timeout | undefined;
    let startedUs = 0;
    const passedS = (): number => Math.max(0, (systemClock.nowUs() - startedUs) / 1e6);
    // While nobody was there to hear it, nobody may have been sending either.
    const drivenS = (): number =>
      this.#isRecalled ? Math.min(passedS(), this.#heardS) : passedS();
    const listener = {
      onStart: (startUs: number): void => {
        startedUs = startUs;
        const plan = livePlan(this.#scenario.name, this.#workloads);
        this.#options.onStart?.(plan, this.#writer.id, startUs);
        if (!onLive) return;
        const show = (): void => onLive(this.#feed.snapshot(passedS()));
        live = setInterval(show, liveEveryMs);
      },
      onCutOff: (): void => this.#writer.drivenUntil(drivenS()),
      onTick: (tick: Tick): void => this.#onTick(tick),
      onSets: this.sets.add,
      ...defined({ onAnswer, onSamples }),
      onInterval: (interval: Interval): void => this.#commit(interval),
    };
    try {
      const control = { stop: AbortSignal.any([stop, this.#rule.signal]), abort };
      const died = await driveLanes(jobs, listener, control, open);
      // After the wait: a rule may have named its reason meanwhile.
      this.failure ??= died;
    } finally {
      clearInterval(live);
    }
    const isStopped = stop.aborted || abort.aborted;
    this.failure ??= this.#spentBudget(isStopped);
    if (this.failure) return 'aborted';
    return isStopped ? 'interrupted' : 'finished';
  }

  /** What its seconds say of concurrency. */
  concurrency(books: RunBooks): ConcurrencyFindings {
    return this.#concurrency.findings(books);
  }

  /** Whether all its seconds are in the database, after one more try at the end. */
  isStored(): boolean {
    if (this.#isStored !== undefined) return this.#isStored;
    try {
      this.#writer.flush();
    } catch {
      // Said when it failed for the first time.
    }
    this.#isStored = this.#writer.isStored;
    return this.#isStored;
  }

  /** Enters how it ended, as far as the disk allows. */
  finish(
    status: EndStatus,
    verdicts: readonly Verdict[],
    concurrency: ConcurrencyFindings,
    compared?: ComparisonReport,
  ): void {
    try {
      this.#writer.finish(status, this.#endedAtMs(), verdicts, concurrency, compared);
    } catch (error) {
      this.failure ??= notStored(error);
    }
  }

  /** The start and what has passed since: a wall clock that is set meanwhile changes no length. */
  #endedAtMs(): number {
    return this.#begun.wallMs + Math.round((systemClock.nowUs() - this.#begun.clockUs) / 1000);
  }

  #onTick(tick: Tick): void {
    this.#heardS = Math.max(this.#heardS, tick.endUs / 1e6);
    if (this.#options.onLive) this.#feed.add(tick);
    for (const cell of tick.ledger.cells) addToBill(this.#bills, cell);
    const { maxCostUsd = Number.POSITIVE_INFINITY } = this.#scenario.limits;
    if (costOf(this.#bills, this.#workloads).usd < maxCostUsd) return;
    this.#isCostSpent = true;
    this.#rule.abort();
  }

  /** Which budget ended the run, and what it left; who stopped it before that was earlier. */
  #spentBudget(isStopped: boolean): RepriseError | undefined {
    const { maxCostUsd = Number.POSITIVE_INFINITY } = this.#scenario.limits;
    const books = this.#writer.books('aborted');
    if (this.#isCostSpent) return costSpent(maxCostUsd, books);
    return isStopped ? undefined : invocationsSpent(this.#scenario, books);
  }

  /** A second that cannot be stored ends the run: load without a record of it helps nobody. */
  #commit(interval: Interval): void {
    try {
      if (this.#isUnstorable) this.#writer.keep(interval);
      else this.#writer.commit(interval);
    } catch (error) {
      this.#isUnstorable = true;
      this.#abort(notStored(error));
    }
    this.#heed(interval);
  }

  /** A second that is over is judged by the run's own rules. */
  #heed(interval: Interval): void {
    this.#concurrency.add(interval);
    this.#options.onInterval?.(interval);
    if (this.broken || this.#rule.signal.aborted) return;
    this.broken = this.#watch.add(interval, () => this.#writer.books('running'));
    if (this.broken) this.#abort(brokenRuleError(this.broken));
  }

  #abort(why: RepriseError): void {
    this.failure ??= why;
    this.#rule.abort();
  }
}

const never = new AbortController().signal;

function notStored(error: unknown): RepriseError {
  if (error instanceof RepriseError) return error;
  return new RepriseError(`The run cannot be stored: ${messageOf(error)}.`, {
    hint: 'Make room, or name a database elsewhere with --db. What is shown is from memory.',
    exitCode: exitCodes.aborted,
    cause: error,
  });
}

function livePlan(name: string, workloads: readonly PlannedWorkload[]): LivePlan {
  const stages = workloads.flatMap((workload) => workload.stages);
  const totalS = Math.max(
    ...stages.map(({ startS, durationS = Number.POSITIVE_INFINITY }) => startS + durationS),
  );
  const isOpen = stages.every(({ planned }) => planned !== undefined);
  return {
    name,
    ...(Number.isFinite(totalS) && { totalS }),
    ...(isOpen && { planned: stages.reduce((sum, { planned = 0 }) => sum + planned, 0) }),
    latencyOf: [...new Set(workloads.map(({ invocationType }) => latencyOf(invocationType)))],
  };
}
