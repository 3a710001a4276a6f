import type { CommandModule } from 'yargs';
import type { WhereFlags } from '../scenarios/language/where-flags.js';
import { databasePath, dbOption, textOption } from './options/options.js';
import { whereOptions } from './options/where-options.js';
import { rearrangeCommands } from './recordings/rearrange.js';

interface ListArgs {
  db: string;
  json: boolean;
}

interface ShowArgs extends ListArgs {
  name: string;
}

interface ExportArgs {
  name: string;
  db: string;
  out: string;
}

interface RemoveArgs {
  name: string;
  db: string;
  yes: boolean;
}

const namePositional = {
  type: 'string',
  demandOption: true,
  describe: 'Name of the recording',
} as const;

const jsonOption = { json: { type: 'boolean', default: false, describe: 'As JSON' } } as const;

const list: CommandModule<object, ListArgs> = {
  command: ['list', '$0'],
  describe: 'List the recordings',
  builder: (yargs) => yargs.options(dbOption).options(jsonOption),
  handler: async (args) => {
    const { listRecordings } = await import('./recordings/list.js');
    await listRecordings(databasePath(args), args.json);
  },
};

const show: CommandModule<object, ShowArgs> = {
  command: 'show <name>',
  describe: 'Show what is in a recording: count, time span, sizes, functions',
  builder: (yargs) =>
    yargs.positional('name', namePositional).options(dbOption).options(jsonOption),
  handler: async (args) => {
    const { showRecording } = await import('./recordings/show.js');
    await showRecording(databasePath(args), args.name, args.json);
  },
};

const exportRecords: CommandModule<object, ExportArgs> = {
  command: 'export <name>',
  describe: 'Write a recording as JSON Lines that import again to the same bytes',
  builder: (yargs) =>
    yargs
      .positional('name', namePositional)
      .options(dbOption)
      .options(whereOptions)
      .option(
        'out',
        textOption('File to write, zipped if it ends in .gz; - for standard output', {
          default: '-',
        }),
      )
      .example('$0 recordings export friday --out friday.jsonl.gz', 'to keep or pass on'),
  handler: async (args) => {
    const { exportRecording } = await import('./recordings/export.js');
    const { parseWhere } = await import('../scenarios/language/parse-where.js');
    await exportRecording(databasePath(args), args.name, args.out, parseWhere(args as WhereFlags));
  },
};

const remove: CommandModule<object, RemoveArgs> = {
  command: 'remove <name>',
  describe: 'Remove a recording with all its payloads',
  builder: (yargs) =>
    yargs
      .positional('name', namePositional)
      .options(dbOption)
      .option('yes', { alias: 'y', type: 'boolean', default: false, describe: 'Do not ask' }),
  handler: async (args) => {
    const { removeRecording } = await import('./recordings/remove.js');
    await removeRecording(databasePath(args), args.name, args.yes);
  },
};

/** `reprise recordings …`: what has been recorded. */
export const recordingsCommand: CommandModule = {
  command: 'recordings',
  describe: 'List, show, export, compare, merge, split or remove recordings',
  builder: (yargs) =>
    yargs
      .command(list)
      .command(show)
      .command(exportRecords)
      .command([...rearrangeCommands])
      .command(remove),
  handler: () => {},
};
