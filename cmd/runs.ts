import type { CommandModule } from 'yargs';
import { confirm } from './confirm.js';
import { databasePath, dbOption } from './options/options.js';

interface RunsArgs {
  db: string;
  limit: string;
  json: boolean;
}

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
    await withDatabase(databasePath({ db }), {}, async (database) => {
      const store = new RunStore(database);
      const run = store.find(reference);
      if (!yes && !(await confirm(`Remove run ${run.id} (${run.meta.name})?`))) return;
      store.remove(run);
      process.stdout.write(`Removed run ${run.id}.\n`);
    });
  },
};

/** `reprise runs`: lists the runs in the database, the latest first, and removes them. */
export const runsCommand: CommandModule<object, RunsArgs> = {
  command: 'runs',
  describe: 'List the runs in the database, or remove one',
  builder: (yargs) =>
    yargs
      .command(remove)
      .options(dbOption)
      .option('limit', {
        type: 'string',
        default: '20',
        requiresArg: true,
        describe: 'How many, the latest first',
      })
      .option('json', { type: 'boolean', default: false, describe: 'As JSON' })
      .example('$0 runs remove 20261123-141502-k3f --yes', 'without being asked'),
  handler: async ({ db, limit, json }) => {
    const { withDatabase } = await import('../core/database/with-database.js');
    const { parseCount } = await import('../core/quantity/count.js');
    const { listedRun, runsTable } = await import('../results/draw/terminal/run-list.js');
    const { RunStore } = await import('../results/store/run-store.js');
    const { createStyle, wantsColour } = await import('../results/draw/terminal/style.js');
    await withDatabase(databasePath({ db }), { readonly: true }, (database) => {
      const store = new RunStore(database);
      const runs = store.list(parseCount(limit)).map((run) => listedRun(store.load(run)));
      const style = createStyle(wantsColour(process.stdout, process.env));
      const lines = runs.length === 0 ? ['No runs yet: reprise run'] : runsTable(runs, style);
      process.stdout.write(json ? `${JSON.stringify(runs, null, 2)}\n` : `${lines.join('\n')}\n`);
    });
  },
};
