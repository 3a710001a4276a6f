import type { CommandModule } from 'yargs';
import { type CompareArgs, compareOptions } from './compare/args.js';
import { fileOrExample } from './options/example.js';
import { databasePath, lastGiven } from './options/options.js';

/** `reprise compare`: is the new version as fast and as correct as the old, on the same payloads? */
export const compareCommand: CommandModule<object, CompareArgs> = {
  command: 'compare <old> [new]',
  describe: 'Compare two versions of a function on the same payloads, or two runs',
  builder: (yargs) =>
    yargs
      .positional('old', {
        type: 'string',
        demandOption: true,
        describe: 'Function with its version or alias, or a run',
      })
      .positional('new', {
        type: 'string',
        describe: 'The same; absent: shows the comparison that the run `old` was',
      })
      .options(compareOptions)
      .example('$0 compare checkout:11 checkout:12 --recording friday', 'two versions')
      .example(
        '$0 compare checkout:11 checkout:12 --recording friday --again --ignore "**.time"',
        'leaving out what differs by itself',
      )
      .example(
        '$0 compare orders:11 orders:12 --recording friday --type Event --follow',
        'by what becomes of their events',
      )
      .example('$0 compare 20261123-141502-k3f last', 'two runs')
      .epilogue(
        'Exit codes: 0 shown to be no worse than the tolerances, 99 shown to be worse, 100 not enough data.',
      ),
  handler: async ({ example, ...args }) => {
    const { compare } = await import('./compare/execute-compare.js');
    process.exitCode = await compare({
      ...args,
      example: undefined,
      scenario: fileOrExample(args.scenario, example),
      db: databasePath({ db: lastGiven(args.db) }),
    });
  },
};
