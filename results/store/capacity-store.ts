import { RepriseError } from '../../core/base/errors.js';
import type { Database } from '../../core/database/open.js';
import type { CapacityReport } from '../../core/judge/capacity/capacity-report.js';
import { readStoredSearch, type StoredSearch } from './stored-search.js';

/** A search as it is stored: while it goes on, with the steps so far. */
export interface KeptSearch {
  report: CapacityReport;
  /** The run beside which it is stored: its latest step. */
  runId: string;
  isOver: boolean;
}

interface SearchRow {
  run_id: string;
  report: string;
}

/** The capacity searches in a database, each beside the run that was its last step. */
export class CapacityStore {
  readonly #db: Database;

  /** The database's schema is up to date. */
  constructor(db: Database) {
    this.#db = db;
  }

  /**
   * Keeps a search with its latest step, whose removal removes it too, in place of what was kept of it
   * with its earlier ones.
   */
  save({ report, runId, isOver }: KeptSearch): void {
    const text = JSON.stringify({ ...report, ...(!isOver && { isOver }) });
    const remove = this.#db.prepare('DELETE FROM capacity_searches WHERE run_id = ?');
    this.#db.transaction(() => {
      for (const step of report.steps) remove.run(step.runId);
      this.#db
        .prepare('INSERT OR REPLACE INTO capacity_searches (run_id, report) VALUES (?, ?)')
        .run(runId, text);
    })();
  }

  /** The search whose latest step a run was; of `last`, the latest search. Throws `RepriseError`. */
  load(reference: { runId: string } | 'last'): KeptSearch {
    const row =
      reference === 'last'
        ? this.#db
            .prepare<[], SearchRow>('SELECT * FROM capacity_searches ORDER BY rowid DESC LIMIT 1')
            .get()
        : this.#db
            .prepare<[string], SearchRow>('SELECT * FROM capacity_searches WHERE run_id = ?')
            .get(reference.runId);
    if (row) {
      const { isOver = true, ...stored } = JSON.parse(row.report) as StoredSearch & {
        isOver?: boolean;
      };
      return { report: readStoredSearch(stored), runId: row.run_id, isOver };
    }
    throw new RepriseError('There is no such capacity search.', {
      hint: 'See one with reprise capacity last, its steps with reprise runs.',
    });
  }
}
