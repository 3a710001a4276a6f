import type { Database } from '../../core/database/open.js';
import { findingsOf } from '../../core/follow/follow-store.js';
import type { ConcurrencyFindings } from '../../core/judge/concurrency/findings.js';
import { judgeConcurrency } from '../../core/judge/concurrency/judge-concurrency.js';
import type { Verdict } from '../../core/judge/verdict.js';
import type { Interval } from '../../core/measure/interval.js';
import { Ledger } from '../../core/measure/ledger.js';
import { type BookFault, RunBooks } from '../../core/measure/run-books.js';
import type { KeptSample } from '../../core/measure/sample-keeper.js';
import type { Reconciliation } from '../../core/reconcile/reconciliation.js';
import type { ComparisonReport } from '../document/comparison/comparison-report.js';
import { type LateSeconds, lateLimitUs } from '../document/lateness.js';
import type { Resumption, RunMeta, RunRecord } from '../document/run-meta.js';
import { type RunReport, reportOf, withFollow } from '../document/run-report.js';
import { checkBooks } from './check-books.js';
import { type CellRow, rowToCell, rowToStage, type StageRow } from './ledger-rows.js';
import { type Machine, thisMachine } from './machine.js';
import { goesOn, notFound } from './run-errors.js';
import { createRunId } from './run-id.js';
import { type RunRow, recordOf, statusOf } from './run-row.js';
import { RunWriter, type SecondColumns } from './run-writer.js';
import { rowToSample, type SampleRow } from './sample-rows.js';
import { readVerdict, type StoredVerdict } from './stored-verdicts.js';

/** The runs in a database. */
export class RunStore {
  readonly #db: Database;
  readonly #machine: Machine;

  /** The database's schema is up to date. */
  constructor(db: Database, machine: Machine = thisMachine) {
    this.#db = db;
    this.#machine = machine;
  }

  /** Enters a run that begins now, in this process. */
  start(meta: RunMeta, startedAtMs: number = this.#machine.nowMs()): RunWriter {
    const { host, pid, nowMs } = this.#machine;
    let id = createRunId(startedAtMs);
    while (this.#row(id)) id = createRunId(startedAtMs);
    this.#db
      .prepare(
        `INSERT INTO runs (id, name, status, started_at_ms, committed_at_ms, pid, host, meta)
         VALUES (?, ?, 'running', ?, ?, ?, ?, ?)`,
      )
      .run(id, meta.name, startedAtMs, nowMs(), pid, host, JSON.stringify(meta));
    return new RunWriter(this.#db, id, meta.plan, this.#machine);
  }

  /**
   * Takes up a run whose process was killed: from now on it is this one's, and `committedS` seconds of it are
   * stored. Throws `RepriseError` where somebody was faster.
   */
  resume({ id, meta }: RunRecord): { writer: RunWriter; committedS: number } {
    const { host, pid, nowMs } = this.#machine;
    this.#db
      .transaction(() => {
        const row = this.#row(id);
        if (row?.status !== 'running' || statusOf(row, this.#machine) === 'running')
          throw goesOn(id);
        const atMs = nowMs();
        const afterS = Math.max(0, atMs - row.committed_at_ms) / 1000;
        const resumed: Resumption[] = [...(meta.resumed ?? []), { atMs, afterS }];
        this.#db
          .prepare(
            `UPDATE runs SET pid = ?, host = ?, committed_at_ms = ?,
                    meta = json_set(meta, '$.resumed', json(?)) WHERE id = ?`,
          )
          .run(pid, host, atMs, JSON.stringify(resumed), id);
      })
      .immediate();
    const writer = new RunWriter(this.#db, id, meta.plan, this.#machine);
    return { writer, committedS: this.#committedS(id) };
  }

  /** The latest runs first. */
  list(limit: number): RunRecord[] {
    return this.#db
      .prepare<[number], RunRow>(
        'SELECT * FROM runs ORDER BY started_at_ms DESC, rowid DESC LIMIT ?',
      )
      .all(limit)
      .map((row) => recordOf(row, this.#machine));
  }

  /** All of them, the latest first, read as they are asked for. */
  *all(): IterableIterator<RunRecord> {
    for (const id of this.ids()) {
      const row = this.#row(id);
      if (row) yield recordOf(row, this.#machine);
    }
  }

  /** The ids of all, the latest first. */
  ids(): string[] {
    return this.#db
      .prepare<[], string>('SELECT id FROM runs ORDER BY started_at_ms DESC, rowid DESC')
      .pluck()
      .all();
  }

  /**
   * The run that is meant: `last`, an id or its unambiguous beginning, or a name or a tag
   * (`KEY=VALUE`), which mean their latest run. Throws `RepriseError` when there is none or more than one.
   */
  find(reference: string): RunRecord {
    const row =
      reference === 'last'
        ? this.#last()
        : (this.#row(reference) ?? this.#named(reference) ?? this.#tagged(reference));
    if (row) return recordOf(row, this.#machine);
    const begun = this.#db
      .prepare<[{ reference: string }], RunRow>(
        'SELECT * FROM runs WHERE substr(id, 1, length(@reference)) = @reference LIMIT 6',
      )
      .all({ reference });
    if (begun.length === 1 && begun[0]) return recordOf(begun[0], this.#machine);
    const latest = this.list(5).map((latestRun) => latestRun.id);
    throw notFound(
      reference,
      begun.map(({ id }) => id),
      latest,
    );
  }

  /**
   * The run's numbers up to its last commit, and its verdicts. Reads the totals only, unless the run
   * was killed: then its seconds are still to be judged.
   */
  load(run: RunRecord): RunReport {
    const ledger = new Ledger();
    ledger.addData({ stages: this.#totalStages(run.id), cells: this.#totalCells(run.id) });
    const verdicts = this.#row(run.id)?.verdicts;
    const faults = this.check(run.id);
    const { wasKilled = false } = run;
    const drivenUntilS = run.meta.drivenUntilS ?? this.#committedS(run.id);
    const knownOf = { faults, wasKilled, drivenUntilS };
    const books = new RunBooks(run.meta.plan, ledger, run.status, knownOf);
    const stored = verdicts
      ? (JSON.parse(verdicts) as StoredVerdict[]).map(readVerdict)
      : undefined;
    const report = reportOf(run, books, stored, () => this.intervals(run));
    const concurrency = run.meta.findings ?? this.#judgeConcurrency(run, books);
    const follow = findingsOf(this.#db, run.id);
    const late = this.lateSeconds(run.id, books);
    const whole = { ...report, late, concurrency };
    return follow ? withFollow(whole, follow) : whole;
  }

  /** Puts other verdicts in the place of a run's: more has become known of it. */
  judgeAgain(id: string, verdicts: readonly Verdict[]): void {
    this.#db.prepare('UPDATE runs SET verdicts = ? WHERE id = ?').run(JSON.stringify(verdicts), id);
  }

  /** Keeps how a run compares with its baseline as more is known of it, with its verdicts as they are then. */
  keepBaseline(id: string, compared: ComparisonReport, verdicts: readonly Verdict[]): void {
    this.judgeAgain(id, verdicts);
    this.#keepInMeta(id, 'baseline', compared);
  }

  /** Keeps what CloudWatch says of a run, with its verdicts as they are then. */
  keepReconciliation(
    id: string,
    reconciliation: Reconciliation,
    verdicts: readonly Verdict[],
  ): void {
    this.judgeAgain(id, verdicts);
    this.#keepInMeta(id, 'reconciliation', reconciliation);
  }

  #keepInMeta(id: string, member: keyof RunMeta, value: unknown): void {
    this.#db
      .prepare("UPDATE runs SET meta = json_set(meta, '$.' || ?, json(?)) WHERE id = ?")
      .run(member, JSON.stringify(value), id);
  }

  /** Where the run's totals are not what its seconds add up to. */
  check(id: string): BookFault[] {
    return checkBooks(this.#db, id);
  }

  /** The end of the last committed second: nobody knows more of a run that has not said how it ended. */
  #committedS(id: string): number {
    return this.#db
      .prepare<[string], number>(
        'SELECT coalesce(max(second) + 1, 0) FROM run_intervals WHERE run_id = ?',
      )
      .pluck()
      .get(id) as number;
  }

  /** Of a run that never came to its end, or whose end an earlier version entered. */
  #judgeConcurrency(run: RunRecord, books: RunBooks): ConcurrencyFindings {
    return judgeConcurrency({ books, seconds: this.intervals(run), limits: run.meta.limits });
  }

  /** The seconds in which the generator was too late to be overlooked, and how its lanes fared then. */
  lateSeconds(id: string, books: RunBooks): LateSeconds {
    return this.#db
      .prepare<[string, number], LateSeconds>(
        `SELECT count(*) AS seconds, coalesce(avg(busy_share), 0) AS busyShare,
                coalesce(sum(gc_ms), 0) AS gcMs
         FROM run_intervals WHERE run_id = ? AND late_p99_us > ?`,
      )
      .get(id, lateLimitUs(books.total())) as LateSeconds;
  }

  /** The run second by second, in order, without samples; read as it is asked for. */
  *intervals({ id }: RunRecord): IterableIterator<Interval> {
    const stages = this.#db.prepare<[string, number], StageRow>(
      'SELECT * FROM run_interval_stages WHERE run_id = ? AND second = ?',
    );
    const cells = this.#db.prepare<[string, number], CellRow>(
      'SELECT * FROM run_interval_cells WHERE run_id = ? AND second = ?',
    );
    const seconds = this.#db.prepare<[string], SecondRow>(
      'SELECT * FROM run_intervals WHERE run_id = ? ORDER BY second',
    );
    for (const { second, in_flight, max_in_flight, busy_share, gc_ms } of seconds.all(id)) {
      yield {
        second,
        inFlight: in_flight,
        maxInFlight: max_in_flight,
        ledger: {
          stages: stages.all(id, second).map(rowToStage),
          cells: cells.all(id, second).map(rowToCell),
        },
        samples: [],
        health: { busyShare: busy_share, gcMs: gc_ms },
      };
    }
  }

  /** The invocations that were kept one by one, in the order in which they were intended. */
  samples({ id }: RunRecord): KeptSample[] {
    return this.#db
      .prepare<[string], SampleRow>(
        'SELECT * FROM run_samples WHERE run_id = ? ORDER BY intended_us, arrival_index',
      )
      .all(id)
      .map(rowToSample);
  }

  /** Takes a run out, with all its seconds and samples. */
  remove({ id }: RunRecord): void {
    this.#db.prepare('DELETE FROM runs WHERE id = ?').run(id);
  }

  #row(id: string): RunRow | undefined {
    return this.#db.prepare<[string], RunRow>('SELECT * FROM runs WHERE id = ?').get(id);
  }

  #last(): RunRow | undefined {
    return this.#db
      .prepare<[], RunRow>('SELECT * FROM runs ORDER BY started_at_ms DESC, rowid DESC LIMIT 1')
      .get();
  }

  #named(name: string): RunRow | undefined {
    return this.#db
      .prepare<[string], RunRow>(
        'SELECT * FROM runs WHERE name = ? ORDER BY started_at_ms DESC, rowid DESC LIMIT 1',
      )
      .get(name);
  }

  #tagged(reference: string): RunRow | undefined {
    const [, key, value] = /^([^=]+)=(.*)$/s.exec(reference) ?? [];
    return this.#db
      .prepare<[string | undefined, string | undefined], RunRow>(
        `SELECT runs.* FROM runs, json_each(runs.meta, '$.tags') tag
         WHERE tag.key = ? AND tag.value = ? ORDER BY started_at_ms DESC, runs.rowid DESC LIMIT 1`,
      )
      .get(key, value);
  }

  #totalStages(id: string) {
    return this.#db
      .prepare<[string], StageRow>('SELECT * FROM run_total_stages WHERE run_id = ?')
      .all(id)
      .map(rowToStage);
  }

  #totalCells(id: string) {
    return this.#db
      .prepare<[string], CellRow>('SELECT * FROM run_total_cells WHERE run_id = ?')
      .all(id)
      .map(rowToCell);
  }
}

interface SecondRow extends SecondColumns {
  second: number;
}
