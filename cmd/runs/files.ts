import type { CommandModule } from 'yargs';
import { databasePath, dbOption, textOption } from '../options/options.js';

interface ExportArgs {
  run: string;
  db: string;
  out: string | undefined;
}

/** `reprise runs export`: one file, a run with its evidence. */
export const exportCommand: CommandModule<object, ExportArgs> = {
  command: 'export <run>',
  describe: 'Write a run with all its evidence into a file of its own',
  builder: (yargs) =>
    yargs
      .positional('run', {
        type: 'string',
        demandOption: true,
        describe: 'last, an id, a name, a tag',
      })
      .options(dbOption)
      .option('out', textOption('The file; default: the run with .db'))
      .example('$0 runs export last --out baseline.db', 'for --baseline baseline.db elsewhere'),
  handler: async ({ run: reference, db, out }) => {
    const { withDatabase } = await import('../../core/database/with-database.js');
    const { RunStore } = await import('../../results/store/run-store.js');
    const { exportRun } = await import('../../results/store/run-files.js');
    const path = databasePath({ db });
    const run = await withDatabase(path, { readonly: true }, (database) =>
      new RunStore(database).find(reference),
    );
    const file = out ?? `${run.id}.db`;
    exportRun(path, run, file);
    process.stdout.write(`Wrote run ${run.id} to ${file}.\n`);
  },
};

interface ImportArgs {
  file: string;
  db: string;
}

/** `reprise runs import`: takes the runs of such a file in. */
export const importCommand: CommandModule<object, ImportArgs> = {
  command: 'import <file>',
  describe: 'Take in the runs of a file that runs export has written',
  builder: (yargs) =>
    yargs
      .positional('file', { type: 'string', demandOption: true, describe: 'The file' })
      .options(dbOption),
  handler: async ({ file, db }) => {
    const { withDatabase } = await import('../../core/database/with-database.js');
    const { importRuns } = await import('../../results/store/run-files.js');
    const ids = await withDatabase(databasePath({ db }), {}, (database) =>
      importRuns(database, file),
    );
    const what = ids.length === 0 ? 'Nothing new' : ids.join(', ');
    process.stdout.write(`Imported from ${file}: ${what}.\n`);
  },
};
