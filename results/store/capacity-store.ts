import { RepriseError } from '../../core/base/errors.js';
import type { Database } from '../../core/database/open.js';
import type { CapacityReport } from '../../core/judge/capacity/capacity-report.js';

import { readStoredSearch, type StoredSearch } from './stored-search.js';

/** The capacity searches in a database, each beside the run that was its last step. */
export class CapacityStore {
  readonly #db: Database;

  /** The database's schema is up to date. */
  constructor(db: Database) {
    this.#db = db;
  }

  /** Keeps a search with its last step, whose removal removes it too; without a step there is nothing to keep. */
  save(report: CapacityReport): void {
    const last = report.steps.at(-1);
    if (!last) return;
    this.#db
      .prepare('INSERT INTO capacity_searches (run_id, report) VALUES (?, ?)')
      .run(last.runId, JSON.stringify(report));
  }

  /** The search of which a run was the last step; of `last`, the latest search. Throws `RepriseError`. */
  load(reference: { runId: string } | 'last'): CapacityReport {
    const row =
      reference === 'last'
        ? this.#db
            .prepare<[], { report: string }>(
              'SELECT report FROM capacity_searches ORDER BY rowid DESC LIMIT 1',
            )
            .get()
        : this.#db
            .prepare<[string], { report: string }>(
              'SELECT report FROM capacity_searches WHERE run_id = ?',
            )
            .get(reference.runId);
    if (row) return readStoredSearch(JSON.parse(row.report) as StoredSearch);
    throw new RepriseError('There is no such capacity search.', {
      hint: 'See one with reprise capacity last, its steps with reprise runs.',
    });
  }
}
