import type { CommandModule } from 'yargs';
import { defined } from '../../core/base/defined.js';
import { RepriseError } from '../../core/base/errors.js';
import type { SplitRule } from '../../core/recording/rearrange/split-rule.js';
import { splitKeys } from '../../core/recording/rearrange/split-rule.js';
import type { WhereFlags } from '../../scenarios/language/where-flags.js';
import { databasePath, dbOption, textOption } from '../options/options.js';
import { type ModeFlags, modeOptions, publishMode } from '../options/publish-mode.js';
import { whereOptions } from '../options/where-options.js';

type WhereArgs = {
  [K in keyof typeof whereOptions]: K extends 'unique' ? boolean | undefined : string | undefined;
};

interface DiffArgs {
  a: string;
  b: string;
  db: string;
  json: boolean;
}

type MergeArgs = WhereArgs & ModeFlags & { names: string[]; as: string; db: string };

type SplitArgs = WhereArgs &
  ModeFlags & {
    name: string;
    db: string;
    by: (typeof splitKeys)[number] | undefined;
    parts: number | undefined;
    at: string | undefined;
  };

const diff: CommandModule<object, DiffArgs> = {
  command: 'diff <a> <b>',
  describe: 'Compare two recordings by their payloads; ends with 1 where they differ',
  builder: (yargs) =>
    yargs
      .positional('a', { type: 'string', demandOption: true, describe: 'A recording' })
      .positional('b', { type: 'string', demandOption: true, describe: 'Another' })
      .options(dbOption)
      .option('json', { type: 'boolean', default: false, describe: 'As JSON' }),
  handler: async (args) => {
    const { diffTwo } = await import('./run-rearrange.js');
    if (!(await diffTwo(databasePath(args), args.a, args.b, args.json))) process.exitCode = 1;
  },
};

const merge: CommandModule<object, MergeArgs> = {
  command: 'merge <names..>',
  describe: 'Copy recordings into one, in the order of capture times',
  builder: (yargs) =>
    yargs
      .positional('names', {
        type: 'string',
        array: true,
        demandOption: true,
        describe: 'Recordings; they stay as they are',
      })
      .option('as', textOption('Name of the new recording', { demandOption: true }))
      .options(modeOptions)
      .options(whereOptions)
      .options(dbOption)
      .example('$0 recordings merge thursday friday --as week', 'two days as one')
      .example('$0 recordings merge friday --as failures --where-outcome failed', 'a part of one'),
  handler: async (args) => {
    const { parseWhere } = await import('../../scenarios/language/parse-where.js');
    const { merge: mergeAll } = await import('./run-rearrange.js');
    const where = parseWhere(args as WhereFlags);
    await mergeAll(databasePath(args), {
      ...{ from: args.names, name: args.as, mode: publishMode(args) },
      ...defined({ where }),
    });
  },
};

const split: CommandModule<object, SplitArgs> = {
  command: 'split <name>',
  describe: 'Copy a recording into parts, named NAME-…',
  builder: (yargs) =>
    yargs
      .positional('name', { type: 'string', demandOption: true, describe: 'It stays as it is' })
      .option('by', {
        choices: splitKeys,
        requiresArg: true,
        describe: 'A part for each of these',
      })
      .option('parts', {
        type: 'number',
        requiresArg: true,
        describe: 'So many parts of equal size, one after the other',
      })
      .option(
        'at',
        textOption('Before and after a time: 2026-11-20T10:00Z, or +10m from the start'),
      )
      .options(modeOptions)
      .options(whereOptions)
      .options(dbOption)
      .example('$0 recordings split friday --by function', 'friday-checkout, friday-stock, …'),
  handler: async (args) => {
    const { parseWhere } = await import('../../scenarios/language/parse-where.js');
    const { parseTimeBound } = await import('../../core/recording/selection/parse-selection.js');
    const { split: splitOne } = await import('./run-rearrange.js');
    const where = parseWhere(args as WhereFlags);
    await splitOne(databasePath(args), {
      ...{ name: args.name, rule: splitRule(args, parseTimeBound), mode: publishMode(args) },
      ...defined({ where }),
    });
  },
};

/** Exactly one of the three. Throws `RepriseError` for none and for more. */
function splitRule(
  { by, parts, at }: Pick<SplitArgs, 'by' | 'parts' | 'at'>,
  parseTime: (text: string) => Extract<SplitRule, { kind: 'at' }>['time'],
): SplitRule {
  const hint = 'Say one of --by function, --by qualifier, --by hour, --parts 4, --at +10m.';
  if ([by, parts, at].filter((each) => each !== undefined).length !== 1) {
    throw new RepriseError('One of --by, --parts and --at is needed.', { hint });
  }
  if (by !== undefined) return { kind: 'by', key: by };
  if (at !== undefined) return { kind: 'at', time: parseTime(at) };
  if (parts !== undefined && Number.isInteger(parts) && parts >= 2 && parts <= 1000) {
    return { kind: 'parts', count: parts };
  }
  throw new RepriseError(`--parts: ${parts} is not a number from 2 to 1000`, { hint });
}

/** `reprise recordings diff`, `merge` and `split`. */
export const rearrangeCommands: readonly CommandModule[] = [
  diff as CommandModule,
  merge as unknown as CommandModule,
  split as unknown as CommandModule,
];
