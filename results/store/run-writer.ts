import { RepriseError } from '../../core/base/errors.js';
import { exitCodes } from '../../core/base/exit-codes.js';
import type { Database, Statement } from '../../core/database/open.js';
import { SameFile } from '../../core/database/same-file.js';
import type { ConcurrencyFindings } from '../../core/judge/concurrency/findings.js';
import type { Verdict } from '../../core/judge/verdict.js';
import type { Interval } from '../../core/measure/interval.js';
import { Ledger } from '../../core/measure/ledger.js';
import {
  type BookFault,
  type PlannedWorkload,
  RunBooks,
  type RunStatus,
} from '../../core/measure/run-books.js';
import type { ComparisonReport } from '../document/comparison/comparison-report.js';
import type { RunMeta } from '../document/run-meta.js';
import {
  cellKeyText,
  cellRowColumns,
  cellToRow,
  stageRowColumns,
  stageToRow,
} from './ledger-rows.js';
import type { Machine } from './machine.js';
import { sampleRowColumns, sampleToRow } from './sample-rows.js';

/** How a run may end. */
export type EndStatus = Exclude<RunStatus, 'running'>;

/**
 * Writes one run: a second at a time, each in one transaction, with the run's totals up to and
 * including it. Whatever kills the process, what was committed is a whole second and its sum.
 */
export class RunWriter {
  readonly id: string;
  readonly #plan: readonly PlannedWorkload[];
  /** All seconds, those whose commit has failed among them. */
  readonly #total = new Ledger();
  /** The second that is being written; kept, so that its histograms' memory is used again. */
  readonly #second = new Ledger();
  /** What is in `#total` and not in the database: none, unless a commit has failed. */
  #pending: Interval[] = [];
  /** The end of the last second that it was given. */
  #seenS = 0;
  /** See `BooksOptions`; absent while it is driven. */
  #drivenUntilS: number | undefined;
  #learnt: Pick<RunMeta, 'workers'> = {};
  readonly #file: SameFile;
  readonly #statements: Statements;
  readonly #machine: Machine;
  readonly #commit: (intervals: readonly Interval[]) => void;

  /** `id` is of a row of `runs`. */
  constructor(db: Database, id: string, plan: readonly PlannedWorkload[], machine: Machine) {
    this.id = id;
    this.#plan = plan;
    this.#machine = machine;
    this.#file = new SameFile(db);
    this.#statements = prepare(db);
    this.#commit = db.transaction((intervals: readonly Interval[]) => {
      for (const interval of intervals) this.#write(interval);
    });
  }

  /**
   * Commits a second of the run, together with those whose commit failed before: the stored totals
   * are always the sum of the stored seconds. Throws what SQLite throws: a full disk ends the run.
   */
  commit(interval: Interval): void {
    this.keep(interval);
    this.flush();
  }

  /** A second that is stored already, by the process that the run is taken up from; in their order. */
  recall({ ledger, second }: Interval): void {
    this.#total.addData(ledger);
    this.#seenS = second + 1;
  }

  /** Takes a second without trying to store it: each try may wait for a lock, or for a disk. */
  keep(interval: Interval): void {
    this.#total.addData(interval.ledger);
    this.#pending.push(interval);
    this.#seenS = interval.second + 1;
  }

  /** The run was cut off there, in seconds since its start, and what follows is its drain: the first call counts. */
  drivenUntil(seconds: number): void {
    this.#drivenUntilS ??= seconds;
  }

  /** What is known of the run only now, and stored at its end. */
  learn(learnt: Pick<RunMeta, 'workers'>): void {
    this.#learnt = learnt;
  }

  /** Tries again to store what could not be. Throws what SQLite throws, and where the file is gone. */
  flush(): void {
    if (this.#pending.length === 0) return;
    this.#file.check();
    this.#commit(this.#pending);
    this.#pending = [];
  }

  /** Whether every second so far is in the database. */
  get isStored(): boolean {
    return this.#pending.length === 0;
  }

  /** The seconds that are in memory only. */
  get pending(): readonly Interval[] {
    return this.#pending;
  }

  /** The run so far, as if it had ended so: also seconds whose commit has failed. */
  books(status: RunStatus, faults: readonly BookFault[] = []): RunBooks {
    const drivenUntilS = this.#drivenUntilS ?? this.#seenS;
    return new RunBooks(this.#plan, this.#total, status, { faults, drivenUntilS });
  }

  /** Says how the run ended, what it says of concurrency, and how it compares with its baseline. */
  finish(
    status: EndStatus,
    endedAtMs: number,
    verdicts: readonly Verdict[],
    concurrency?: ConcurrencyFindings,
    compared?: ComparisonReport,
  ): void {
    const row = { run_id: this.id, status, ended_at_ms: endedAtMs };
    const findings = concurrency ? JSON.stringify(concurrency) : null;
    const cut_off = JSON.stringify({ drivenUntilS: this.#drivenUntilS, ...this.#learnt });
    const baseline = compared ? JSON.stringify(compared) : null;
    const learnt = { verdicts: JSON.stringify(verdicts), findings, baseline, cut_off };
    this.#asOwner(this.#statements.finish, { ...row, ...learnt });
  }

  /** Throws `RepriseError` where another process has taken up the run, whose seconds are then that one's to store. */
  #asOwner(statement: Statement<[Record<string, unknown>]>, row: Record<string, unknown>): void {
    const { pid, host } = this.#machine;
    if (statement.run({ ...row, pid, host }).changes === 1) return;
    throw new RepriseError(`The run ${this.id} is another process's now, or was deleted.`, {
      hint: 'What is shown is from memory.',
      exitCode: exitCodes.aborted,
    });
  }

  #write(interval: Interval): void {
    const { second, samples } = interval;
    this.#second.clear();
    this.#second.addData(interval.ledger);
    const statements = this.#statements;
    const run_id = this.id;
    statements.interval.run({ run_id, second, ...this.#intervalRow(interval) });
    for (const entry of this.#second.stages()) {
      if (entry.due > 0) statements.intervalStage.run({ run_id, second, ...stageToRow(entry) });
    }
    const changed = new Set<string>();
    for (const cell of this.#second.cells()) {
      if (cell.count === 0) continue;
      changed.add(cellKeyText(cell.key));
      statements.intervalCell.run({ run_id, second, ...cellToRow(cell) });
    }
    this.#writeTotals(changed);
    for (const sample of samples) statements.sample.run({ run_id, ...sampleToRow(sample) });
    this.#asOwner(statements.heartbeat, { run_id, committed_at_ms: this.#machine.nowMs() });
  }

  #intervalRow({ inFlight, maxInFlight, health }: Interval): SecondColumns {
    const lateness = [...this.#second.stages()].map((stage) => stage.lateness.percentileUs(99));
    return {
      in_flight: inFlight,
      max_in_flight: maxInFlight,
      late_p99_us: Math.max(0, ...lateness),
      busy_share: health.busyShare,
      gc_ms: health.gcMs,
    };
  }

  /** Only what this second has changed. */
  #writeTotals(changed: ReadonlySet<string>): void {
    const run_id = this.id;
    for (const { workload, stage, due, sent } of this.#second.stages()) {
      const total = this.#total.stageOf(workload, stage);
      if (due + sent === 0 || !total) continue;
      this.#statements.totalStage.run({ run_id, ...stageToRow(total) });
    }
    for (const cell of this.#total.cells()) {
      if (!changed.has(cellKeyText(cell.key))) continue;
      this.#statements.totalCell.run({ run_id, ...cellToRow(cell) });
    }
  }
}

/** A second's row of `run_intervals`, without its key. */
export interface SecondColumns {
  in_flight: number;
  max_in_flight: number;
  /** Of the latest stage. */
  late_p99_us: number;
  busy_share: number;
  gc_ms: number;
}

const intervalColumns = ['in_flight', 'max_in_flight', 'late_p99_us', 'busy_share', 'gc_ms'];

type Statements = ReturnType<typeof prepare>;

function prepare(db: Database) {
  const second = ['run_id', 'second'];
  return {
    interval: insert(db, 'INSERT', 'run_intervals', [...second, ...intervalColumns]),
    intervalStage: insert(db, 'INSERT', 'run_interval_stages', [...second, ...stageRowColumns]),
    intervalCell: insert(db, 'INSERT', 'run_interval_cells', [...second, ...cellRowColumns]),
    totalStage: insert(db, 'REPLACE', 'run_total_stages', ['run_id', ...stageRowColumns]),
    totalCell: insert(db, 'REPLACE', 'run_total_cells', ['run_id', ...cellRowColumns]),
    sample: insert(db, 'REPLACE', 'run_samples', ['run_id', ...sampleRowColumns]),
    heartbeat: db.prepare<[Record<string, unknown>]>(
      `UPDATE runs SET committed_at_ms = @committed_at_ms
       WHERE id = @run_id AND pid = @pid AND host = @host`,
    ),
    finish: db.prepare<[Record<string, unknown>]>(
      `UPDATE runs SET status = @status, ended_at_ms = @ended_at_ms, verdicts = @verdicts,
              meta = json_patch(
                iif(@baseline IS NULL, with_findings, json_set(with_findings, '$.baseline', json(@baseline))),
                @cut_off)
       FROM (SELECT iif(@findings IS NULL, meta, json_set(meta, '$.findings', json(@findings))) AS with_findings
             FROM runs WHERE id = @run_id)
       WHERE id = @run_id AND pid = @pid AND host = @host`,
    ),
  };
}

function insert(
  db: Database,
  verb: 'INSERT' | 'REPLACE',
  tableName: string,
  columns: readonly string[],
): Statement<[Record<string, unknown>]> {
  const values = columns.map((column) => `@${column}`);
  return db.prepare(
    `${verb} INTO ${tableName} (${columns.join(', ')}) VALUES (${values.join(', ')})`,
  );
}
