import type { Database } from '../../core/database/open.js';
import type { Comparison, ComparisonWarning } from '../../core/judge/compare/comparison.js';
import type { ComparisonReport } from '../document/comparison/comparison-report.js';
import { dataOf } from './stored-verdicts.js';

/** A comparison as any version stored it: earlier ones had warnings in sentences. */
type StoredReport = Omit<ComparisonReport, 'comparison'> & {
  comparison: Omit<Comparison, 'warnings'> & { warnings: (ComparisonWarning | string)[] };
};

/** The comparisons in a database, each beside the run that it was. */
export class ComparisonStore {
  readonly #db: Database;

  /** The database's schema is up to date. */
  constructor(db: Database) {
    this.#db = db;
  }

  /** Keeps a comparison of functions with its run, whose removal removes it too. */
  save(runId: string, report: ComparisonReport): void {
    this.#db
      .prepare('INSERT INTO run_comparisons (run_id, report) VALUES (?, ?)')
      .run(runId, JSON.stringify(report));
  }

  /** The run that was the latest comparison; undefined where there was none. */
  lastRunId(): string | undefined {
    return this.#db
      .prepare<[], string>(
        `SELECT run_id FROM run_comparisons JOIN runs ON runs.id = run_id
         ORDER BY started_at_ms DESC, runs.rowid DESC LIMIT 1`,
      )
      .pluck()
      .get();
  }

  /** The comparison that a run was; undefined where it was none, or did not get as far. */
  load(runId: string): ComparisonReport | undefined {
    const row = this.#db
      .prepare<[string], { report: string }>('SELECT report FROM run_comparisons WHERE run_id = ?')
      .get(runId);
    return row && readReport(JSON.parse(row.report) as StoredReport);
  }
}

function readReport(report: StoredReport): ComparisonReport {
  const { comparison } = report;
  const warnings = comparison.warnings.map((warning) => dataOf(warning));
  return { ...report, comparison: { ...comparison, warnings } };
}
