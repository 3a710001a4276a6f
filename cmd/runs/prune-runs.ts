import { giveBack } from '../../core/database/give-back.js';
import { withDatabase } from '../../core/database/with-database.js';
import { formatBytes, formatCount } from '../../core/quantity/format.js';
import {
  matches,
  type PruneRule,
  type RunFilter,
  runsToPrune,
} from '../../results/store/run-filter.js';
import { RunStore } from '../../results/store/run-store.js';
import { confirm } from '../confirm.js';

/** Removes the runs that a rule does not keep, after asking unless `yes`. */
export async function pruneRuns(
  databasePath: string,
  filter: RunFilter,
  rule: PruneRule,
  yes: boolean,
): Promise<void> {
  await withDatabase(databasePath, {}, async (database) => {
    const store = new RunStore(database);
    const all = [...store.all()];
    const meant = all.filter((run) => matches(run, filter));
    const { old, baselines } = runsToPrune(meant, rule, Date.now(), all);
    for (const { id } of baselines) {
      process.stdout.write(`Kept ${id}: a run that stays was held against it.\n`);
    }
    const what = `${formatCount(old.length)} of ${formatCount(meant.length)} runs`;
    if (old.length === 0) {
      process.stdout.write(`Nothing to remove: all ${formatCount(meant.length)} runs are kept.\n`);
      return;
    }
    if (!yes && !(await confirm(`Remove ${what}?`))) return;
    for (const run of old) store.remove(run);
    process.stdout.write(`Removed ${what}; gave back ${formatBytes(giveBack(database))}.\n`);
  });
}
