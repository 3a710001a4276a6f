import { withDatabase } from '../../core/database/with-database.js';
import type { Tolerances } from '../../core/judge/compare/comparison.js';
import { compareRuns } from '../../results/compare/compare-runs.js';
import type { ComparisonReport } from '../../results/compare/comparison-report.js';
import { RunStore } from '../../results/run-store.js';

/** Compares two runs of the database. Throws `RepriseError` where one of them is not there. */
export function compareStoredRuns(
  databasePath: string,
  old: string,
  now: string,
  tolerances: Tolerances,
): Promise<ComparisonReport> {
  return withDatabase(databasePath, { readonly: true }, (database) => {
    const store = new RunStore(database);
    const load = (reference: string) => store.load(store.find(reference));
    return compareRuns(load(old), load(now), tolerances);
  });
}
