import { type Cost, costOf } from './cost.js';
import { drivenTime } from './driven.js';
import { type Breakdown, fold, type OutcomeCounts, type Scope, sumOf } from './fold.js';
import type { Ledger } from './ledger.js';
import { type MeanRate, meanRate } from './mean-rate.js';
import type { PlannedStage, PlannedWorkload } from './planned.js';

export type { PlannedStage, PlannedWorkload } from './planned.js';

/** `running` is of a run that is still going on elsewhere. */
export type RunStatus = 'running' | 'finished' | 'interrupted' | 'aborted';

/** A part of the run with its plan: the unit of every table and of every expectation. */
export interface Account extends Breakdown {
  /** Equals the sum of `outcomes`. */
  planned: number;
  cost: Cost;
  /** Absent for closed loops and before the first send. */
  rate?: MeanRate;
}

/** How a `RunBooks` is to be read; absent: the whole run, whose stored seconds nobody has asked. */
export interface BooksOptions {
  /** `soFar`: of a run that goes on, what has ended; the rest is still to come, not `aborted`. */
  extent?: 'whole' | 'soFar';
  /** Where the stored totals and the stored seconds differ. */
  faults?: readonly BookFault[];
  /** Its process was killed: what it did after its last committed second nobody knows. */
  wasKilled?: boolean;
  /**
   * Until which second of the run it was driven, where it did not come to the end of its plan; absent:
   * to the end of the second of its last send.
   */
  drivenUntilS?: number;
}

/** What the end of a run cut off: together, its `aborted` arrivals. */
export interface CutOff {
  /** Sent and not answered. */
  inFlight: number;
  /** Not come due. */
  neverDue: number;
  /** Of a run that was killed, instead of these: sent after the last committed second, or never. */
  notRecorded?: number;
}

/** A place where the books do not add up. */
export type BookFault =
  /** Planned arrivals against the sum of their outcomes. */
  | { what: 'outcomes'; expected: number; found: number }
  /** A count below zero. */
  | { what: 'negative'; of: string; found: number }
  /** A total that is not the sum of its seconds; `of` names the count (`due of workload 0, stage 1`). */
  | { what: 'seconds'; of: string; expected: number; found: number }
  /** A finished run has something in flight: by the lanes (`expected`), or by due and ended (`found`). */
  | { what: 'inFlight'; expected: number; found: number };

/** A stage by its place in the plan. */
export interface StageRef {
  workload: number;
  stage: number;
}

/** Some stages of a run, and of what was served there perhaps one version, or one kind of start. */
export interface Selection {
  stages: readonly StageRef[];
  version?: string;
  start?: 'cold' | 'warm';
}

/** What of a ledger lies in a selection. What came due has neither a version nor a start. */
export function scopeOf({ stages, version, start }: Selection): Scope {
  const isSelected = (workload: number, stage: number): boolean =>
    stages.some((ref) => ref.workload === workload && ref.stage === stage);
  const isOfServed = version !== undefined || start !== undefined;
  return {
    stage: ({ workload, stage }) => !isOfServed && isSelected(workload, stage),
    cell: ({ key }) =>
      isSelected(key.workload, key.stage) &&
      (version === undefined || key.version === version) &&
      (start === undefined || key.start === start),
  };
}

/** A run's plan and its ledger together: who wants numbers of a run, asks here. */
export class RunBooks {
  readonly workloads: readonly PlannedWorkload[];
  readonly status: RunStatus;
  readonly #ledger: Ledger;
  /** Only what has ended is planned, so that nothing is cut off. */
  readonly #isSoFar: boolean;
  readonly #storedFaults: readonly BookFault[];
  readonly #wasKilled: boolean;
  readonly #drivenUntilS: number | undefined;

  constructor(
    workloads: readonly PlannedWorkload[],
    ledger: Ledger,
    status: RunStatus,
    { extent = 'whole', faults = [], wasKilled = false, drivenUntilS }: BooksOptions = {},
  ) {
    this.workloads = workloads;
    this.status = status;
    this.#ledger = ledger;
    this.#isSoFar = extent === 'soFar';
    this.#storedFaults = faults;
    this.#wasKilled = wasKilled;
    this.#drivenUntilS = drivenUntilS;
  }

  total(): Account {
    return this.#account(
      {},
      this.workloads.flatMap(({ stages }, workload) =>
        stages.map((_, stage) => ({ workload, stage })),
      ),
    );
  }

  workload(index: number): Account {
    return this.#account(
      { cell: ({ key }) => key.workload === index, stage: (s) => s.workload === index },
      (this.workloads[index]?.stages ?? []).map((_, stage) => ({ workload: index, stage })),
    );
  }

  stage(workload: number, index: number): Account {
    return this.#account(
      {
        cell: ({ key }) => key.workload === workload && key.stage === index,
        stage: (s) => s.workload === workload && s.stage === index,
      },
      [{ workload, stage: index }],
    );
  }

  /** When driving ended: infinite where the plan's own end did that. */
  get drivenUntilS(): number {
    if (this.status === 'finished') return Number.POSITIVE_INFINITY;
    if (this.#drivenUntilS !== undefined) return this.#drivenUntilS;
    const lastUs = [...this.#ledger.stages()].map(({ lastSentUs }) => lastSentUs);
    return Math.floor(Math.max(...lastUs) / 1e6) + 1;
  }

  /** How long these stages were on, each moment once; undefined where a count ended a closed loop, or none was on. */
  drivenS(stages: readonly StageRef[]): number | undefined {
    const plans = stages.map((ref) => this.#plan(ref));
    const { lengthS } = drivenTime(plans, this.drivenUntilS);
    return Number.isFinite(lengthS) && lengthS > 0 ? lengthS : undefined;
  }

  /** What ended in one executed version, or (empty) without any. Planned is what ended there. */
  version(version: string): Account {
    const breakdown = fold(this.#ledger, {
      cell: ({ key }) => key.version === version,
      stage: () => false,
    });
    if (version === '') {
      const { planned } = this.total();
      breakdown.outcomes.aborted += this.#unaccounted(planned, fold(this.#ledger).outcomes);
    }
    return this.#ended(breakdown);
  }

  /** A selection; with a version or a start nothing is planned for it, and planned is what ended there. */
  part(selection: Selection): Account {
    const scope = scopeOf(selection);
    if (selection.version === undefined && selection.start === undefined) {
      return this.#account(scope, selection.stages);
    }
    return this.#ended(fold(this.#ledger, scope));
  }

  /** Of everything that was served, what began cold, or warm. */
  start(start: 'cold' | 'warm'): Breakdown {
    return fold(this.#ledger, { cell: ({ key }) => key.start === start, stage: () => false });
  }

  /** Whether every planned arrival has exactly one outcome, and every witness says the same. */
  get isBalanced(): boolean {
    return this.faults().length === 0;
  }

  /**
   * What does not add up: planned against outcomes, numbers below zero (of a run that was cut off,
   * `aborted` is what is left, so it must not be less than none), and what the stored seconds say.
   */
  faults(): readonly BookFault[] {
    const { planned, outcomes } = this.total();
    const ended = sumOf(outcomes);
    const faults: BookFault[] = [...this.#storedFaults];
    if (planned !== ended) faults.push({ what: 'outcomes', expected: planned, found: ended });
    // Of a run that goes on nothing was cut off: what is in flight is still to come.
    const counts = this.#isSoFar ? outcomes : { ...outcomes, ...this.cutOff() };
    for (const [name, count] of Object.entries(counts)) {
      if (count < 0) faults.push({ what: 'negative', of: name, found: count });
    }
    return faults;
  }

  /** Arrivals `aborted` by the end of the run. */
  cutOff(): CutOff {
    const breakdown = fold(this.#ledger);
    const { aborted } = this.total().outcomes;
    const inFlight = breakdown.outcomes.aborted + breakdown.due - sumOf(breakdown.outcomes);
    const rest = aborted - inFlight;
    return this.#wasKilled
      ? { inFlight, neverDue: 0, notRecorded: rest }
      : { inFlight, neverDue: rest };
  }

  #account(scope: Scope, stages: readonly StageRef[]): Account {
    const breakdown = fold(this.#ledger, scope);
    const plans = stages.map((ref) => this.#plan(ref));
    const planned = stages.reduce((sum, ref) => sum + this.#planned(ref), 0);
    const came = this.status === 'finished' ? planned : breakdown.due;
    const rate = meanRate(breakdown, came, plans, this.drivenUntilS);
    breakdown.outcomes.aborted += this.#unaccounted(planned, breakdown.outcomes);
    return { ...breakdown, planned, cost: this.#cost(breakdown), ...(rate && { rate }) };
  }

  /** Of what has neither a plan nor a rate: what ended there was planned. */
  #ended(breakdown: Breakdown): Account {
    return { ...breakdown, planned: sumOf(breakdown.outcomes), cost: this.#cost(breakdown) };
  }

  #cost({ bills }: Breakdown): Cost {
    return costOf(bills, this.workloads);
  }

  #plan({ workload, stage }: StageRef): PlannedStage {
    return this.workloads[workload]?.stages[stage] as PlannedStage;
  }

  /** The plan's own number, or (closed loops) what came due. */
  #planned(ref: StageRef): number {
    if (this.#isSoFar) return this.#endedIn(ref);
    return this.#plan(ref).planned ?? this.#ledger.stageOf(ref.workload, ref.stage)?.due ?? 0;
  }

  #endedIn({ workload, stage }: StageRef): number {
    let count = 0;
    for (const { key, count: each } of this.#ledger.cells()) {
      if (key.workload === workload && key.stage === stage) count += each;
    }
    return count;
  }

  #unaccounted(planned: number, outcomes: OutcomeCounts): number {
    return this.status === 'finished' || this.#isSoFar ? 0 : planned - sumOf(outcomes);
  }
}
