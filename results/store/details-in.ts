import { explainDatabaseError } from '../../core/database/database-error.js';
import { openDatabase } from '../../core/database/open.js';
import type { Interval } from '../../core/measure/interval.js';
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

/**
 * The details of a run that could not be stored to its end, taken from the open database while that is
 * still there, with the seconds that never got into it.
 */
export function heldDetails(
  store: RunStore,
  run: RunRecord,
  pending: readonly Interval[],
): RunDetails {
  const intervals = [...store.intervals(run), ...pending];
  const samples = new Map(store.samples(run).map((sample) => [sample.slot, sample]));
  for (const sample of pending.flatMap((interval) => interval.samples)) {
    samples.set(sample.slot, sample);
  }
  const inOrder = [...samples.values()].sort((a, b) => a.intendedUs - b.intendedUs);
  return { intervals: () => intervals, samples: () => inOrder };
}
