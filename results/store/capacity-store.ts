import { defined } from '../../core/base/defined.js';
import { RepriseError } from '../../core/base/errors.js';
import type { Database } from '../../core/database/open.js';
import type { CapacityReport } from '../../core/judge/capacity/capacity-report.js';
import { readStoredSearch, type StoredSearch } from './stored-search.js';

/** What all steps of a search have spent, of what its budgets are. */
export interface SearchSpending {
  invocations: number;
  costUsd: number;
}

/** A search as it is stored: while it goes on, with the steps so far. */
export interface KeptSearch {
  report: CapacityReport;
  /** The run beside which it is stored: its latest step. */
  runId: string;
  isOver: boolean;
  /** Absent from what earlier versions stored. */
  spent?: SearchSpending;
  /** What was asked for, in the words of whoever asked. */
  asked?: unknown;
}

interface SearchRow {
  run_id: string;
  report: string;
}

type StoredRow = StoredSearch & Partial<Pick<KeptSearch, 'isOver' | 'spent' | 'asked'>>;

type SavedSearch = KeptSearch & { replaces?: string | undefined };

/** The capacity searches in a database, each beside the run that was its last step. */
export class CapacityStore {
  readonly #db: Database;

  /** The database's schema is up to date. */
  constructor(db: Database) {
    this.#db = db;
  }

  /**
   * Keeps a search with its latest step, whose removal removes it too, in place of what was kept of it
   * with its earlier ones, and of the search that it `replaces`, which it took up again.
   */
  save({ report, runId, isOver, spent, asked, replaces }: SavedSearch): void {
    const text = JSON.stringify({ ...report, ...(!isOver && { isOver }), spent, asked });
    const remove = this.#db.prepare('DELETE FROM capacity_searches WHERE run_id = ?');
    this.#db.transaction(() => {
      for (const step of report.steps) remove.run(step.runId);
      if (replaces !== undefined) remove.run(replaces);
      this.#db
        .prepare('INSERT OR REPLACE INTO capacity_searches (run_id, report) VALUES (?, ?)')
        .run(runId, text);
    })();
  }

  /** The search that a run was a step of; of `last`, the latest search. Throws `RepriseError`. */
  load(reference: { runId: string } | 'last'): KeptSearch {
    const row = reference === 'last' ? this.#latest() : this.#ofRun(reference.runId);
    if (row) {
      const { isOver = true, spent, asked, ...stored } = JSON.parse(row.report) as StoredRow;
      const report = readStoredSearch(stored);
      return { report, runId: row.run_id, isOver, ...defined({ spent, asked }) };
    }
    throw new RepriseError('There is no such capacity search.', {
      hint: 'See one with reprise capacity last, its steps with reprise runs.',
    });
  }

  #latest(): SearchRow | undefined {
    return this.#db
      .prepare<[], SearchRow>('SELECT * FROM capacity_searches ORDER BY rowid DESC LIMIT 1')
      .get();
  }

  /** Its latest step's, else any that has it among its steps. */
  #ofRun(runId: string): SearchRow | undefined {
    return this.#db
      .prepare<[string, string], SearchRow>(
        `SELECT * FROM capacity_searches
         WHERE run_id = ? OR EXISTS (
           SELECT 1 FROM json_each(report, '$.steps') WHERE value ->> 'runId' = ?)
         ORDER BY rowid DESC LIMIT 1`,
      )
      .get(runId, runId);
  }
}
