import type { CommandModule } from 'yargs';
import { confirm } from './confirm.js';
import { databasePath, dbOption, type GivenBy } from './options/options.js';
import { exportCommand, importCommand } from './runs/files.js';
import { filterOf, filterOptions, verdictOption } from './runs/filter-options.js';
import { pruneCommand } from './runs/prune.js';

type RunsArgs = GivenBy<typeof filterOptions> &
  GivenBy<typeof verdictOption> & { db: string; limit: string; json: boolean };

interface RemoveArgs {
  run: string;
  db: string;
  yes: boolean;
}

const remove: CommandModule<object, RemoveArgs> = {
  command: 'remove <run>',
  describe: 'Remove a run with all its intervals and samples',
  builder: (yargs) =>
    yargs
      .positional('run', {
        type: 'string',
        demandOption: true,
        describe: 'last, an id or its beginning',
      })
      .options(dbOption)
      .option('yes', { alias: 'y', type: 'boolean', default: false, describe: 'Do not ask' }),
  handler: async ({ run: reference, db, yes }) => {
    const { withDatabase } = await import('../core/database/with-database.js');
    const { RunStore } = await import('../results/store/run-store.js');
    const { giveBack } = await import('../core/database/give-back.js');
    const { formatBytes } = await import('../core/quantity/format.js');
    await withDatabase(databasePath({ db }), {}, async (database) => {
      const store = new RunStore(database);
      const run = store.find(reference);
      if (!yes && !(await confirm(`Remove run ${run.id} (${run.meta.name})?`))) return;
      store.remove(run);
      const bytes = formatBytes(giveBack(database));
      process.stdout.write(`Removed run ${run.id}; gave back ${bytes}.\n`);
    });
  },
};

/** Nothing is there, or nothing of what was asked for. */
function nothing(filter: object): string {
  return Object.keys(filter).length === 0
    ? 'No runs yet: reprise run'
    : 'No such run: reprise runs';
}

/** `reprise runs`: lists the runs in the database, the latest first, and removes them. */
export const runsCommand: CommandModule<object, RunsArgs> = {
  command: 'runs',
  describe: 'List, filter, prune, export, import or remove the runs in the database',
  builder: (yargs) =>
    yargs
      .command(remove)
      .command(pruneCommand)
      .command(exportCommand)
      .command(importCommand)
      .options({ ...dbOption, ...filterOptions, ...verdictOption })
      .option('limit', {
        type: 'string',
        default: '20',
        requiresArg: true,
        describe: 'How many, the latest first',
      })
      .option('json', { type: 'boolean', default: false, describe: 'As JSON' })
      .example('$0 runs --tag env=prod --verdict fail --since 7d', 'what failed this week')
      .example('$0 runs remove 20261123-141502-k3f --yes', 'without being asked'),
  handler: async ({ db, limit, json, ...which }) => {
    const { withDatabase } = await import('../core/database/with-database.js');
    const { parseCount } = await import('../core/quantity/count.js');
    const { listedRun, runsTable } = await import('../results/draw/terminal/run-list.js');
    const { RunStore } = await import('../results/store/run-store.js');
    const { findRuns } = await import('../results/store/run-filter.js');
    const { createStyle, wantsColour } = await import('../results/draw/terminal/style.js');
    await withDatabase(databasePath({ db }), { readonly: true }, (database) => {
      const filter = filterOf(which, Date.now());
      const found = findRuns(new RunStore(database), filter, parseCount(limit));
      const runs = found.map(listedRun);
      const style = createStyle(wantsColour(process.stdout, process.env));
      const lines = runs.length === 0 ? [nothing(filter)] : runsTable(runs, style);
      process.stdout.write(json ? `${JSON.stringify(runs, null, 2)}\n` : `${lines.join('\n')}\n`);
    });
  },
};
