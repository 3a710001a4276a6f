import { withDatabase } from '../../core/database/with-database.js';
import type { Tolerances } from '../../core/judge/compare/comparison.js';
import { compareRuns } from '../../results/store/compare-runs.js';
import { RunStore } from '../../results/store/run-store.js';
import type { ShownComparison } from './print-comparison.js';

/** Compares two runs of the database. Throws `RepriseError` where one of them is not there. */
export function compareStoredRuns(
  databasePath: string,
  old: string,
  now: string,
  tolerances: Tolerances,
): Promise<ShownComparison> {
  return withDatabase(databasePath, { readonly: true }, (database) => {
    const store = new RunStore(database);
    const [first, second] = [store.load(store.find(old)), store.load(store.find(now))];
    return { report: compareRuns(first, second, tolerances), runs: [first, second] };
  });
}
