import type { CommandModule } from 'yargs';
import {
  databasePath,
  dbOption,
  flagOption,
  type GivenBy,
  textOption,
} from '../options/options.js';
import { filterOf, filterOptions } from './filter-options.js';

const pruneOptions = {
  keep: textOption('Keep this many of the newest'),
  'older-than': textOption('Remove only what is older than this: 90d'),
  yes: flagOption('Do not ask', { alias: 'y' }),
} as const;

type PruneArgs = GivenBy<typeof pruneOptions> & GivenBy<typeof filterOptions> & { db: string };

/** `reprise runs prune`: removes old runs, and gives their space back. */
export const pruneCommand: CommandModule<object, PruneArgs> = {
  command: 'prune',
  describe: 'Remove old runs, and give their space back to the disk',
  builder: (yargs) =>
    yargs
      .options({ ...dbOption, ...pruneOptions, ...filterOptions })
      .example('$0 runs prune --keep 20 --older-than 90d', 'of the rest, what is older')
      .example('$0 runs prune --tag branch=try --keep 0 --yes', 'all with that tag'),
  handler: async (args) => {
    const { parseTimeSpan } = await import('../../core/quantity/duration.js');
    const { parseCount } = await import('../../core/quantity/count.js');
    const { RepriseError } = await import('../../core/base/errors.js');
    const { keep, 'older-than': olderThan, yes } = args;
    if (keep === undefined && olderThan === undefined) {
      throw new RepriseError('What to keep is not said.', {
        hint: 'Give --keep 20, --older-than 90d, or both.',
      });
    }
    const { pruneRuns } = await import('./prune-runs.js');
    const rule = {
      ...(keep !== undefined && { keep: keep === '0' ? 0 : parseCount(keep) }),
      ...(olderThan !== undefined && { olderThanMs: parseTimeSpan(olderThan) * 1000 }),
    };
    await pruneRuns(databasePath(args), filterOf(args, Date.now()), rule, yes);
  },
};
