import { explainDatabaseError } from '../../core/database/database-error.js';
import { openDatabase } from '../../core/database/open.js';
import type { RunDetails } from '../document/run-details.js';
import type { RunRecord } from '../document/run-meta.js';
import { RunStore } from './run-store.js';

/**
 * The details of a run in a database file, which is open only while they are read: what needs none
 * of them opens nothing. Reading throws `RepriseError` as `openDatabase` does.
 */
export function detailsIn(databasePath: string, run: RunRecord): RunDetails {
  const reading = function* <T>(of: (store: RunStore) => Iterable<T>): Iterable<T> {
    const database = openDatabase(databasePath, { readonly: true });
    try {
      yield* of(new RunStore(database));
    } catch (error) {
      throw explainDatabaseError(error, databasePath);
    } finally {
      database.close();
    }
  };
  return {
    intervals: () => reading((store) => store.intervals(run)),
    samples: () => reading((store) => store.samples(run)),
  };
}
