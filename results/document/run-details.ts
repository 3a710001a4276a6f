import { explainDatabaseError } from '../../core/database/database-error.js';
import { openDatabase } from '../../core/database/open.js';
import type { Interval } from '../../core/measure/interval.js';
import type { KeptSample } from '../../core/measure/sample-keeper.js';
import type { RunRecord } from '../store/run-meta.js';
import { RunStore } from '../store/run-store.js';

/** What a run holds beside its totals. Each call reads from the first second again. */
export interface RunDetails {
  /** Second by second, in order; read as it is asked for, so that memory stays flat. */
  intervals(): Iterable<Interval>;
  /** The invocations that were kept one by one, in the order in which they were intended. */
  samples(): Iterable<KeptSample>;
}

/** Of a run of which nothing but the totals is known. */
export const noDetails: RunDetails = { intervals: () => [], samples: () => [] };

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
