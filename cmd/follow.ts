import type { CommandModule } from 'yargs';
import { defined } from '../core/base/defined.js';
import type { SummaryLength } from '../results/draw/terminal/summary-length.js';
import {
  allGiven,
  databasePath,
  dbOption,
  lastGiven,
  listOption,
  outDescription,
  quietOption,
  runPositional,
  summaryOption,
} from './options/options.js';
import { type ServiceArgs, serviceOf, serviceOptions } from './options/service-options.js';

type FollowArgs = ServiceArgs & {
  run: string;
  db: string;
  for: string | string[] | undefined;
  out: string | string[] | undefined;
  quiet: boolean;
  summary: SummaryLength;
};

/** `reprise follow`: what became of a run's events, from where it was known last. */
export const followCommand: CommandModule<object, FollowArgs> = {
  command: 'follow [run]',
  describe: "Find out what became of a run's events, now",
  builder: (yargs) =>
    yargs
      .positional('run', runPositional)
      .options(dbOption)
      .options(serviceOptions)
      .option(
        'for',
        listOption('How long at most; default: what is left of the time that the run gave it'),
      )
      .option('out', listOption(outDescription))
      .options(quietOption)
      .options(summaryOption)
      .example('$0 follow last', 'go on where a run was stopped, or look once more')
      .example('$0 follow last --for 10m', 'until each event has an end, or 10 minutes are over'),
  handler: async ({ run, db, out, quiet, summary, for: forText, ...service }) => {
    const { follow } = await import('./follow/execute-follow.js');
    const { parseTimeSpan } = await import('../core/quantity/duration.js');
    const text = forText === undefined ? undefined : lastGiven(forText);
    process.exitCode = await follow({
      ...{ run, quiet, summary, outputs: allGiven(out), services: serviceOf(service) },
      databasePath: databasePath({ db }),
      ...defined({ forS: text === undefined ? undefined : parseTimeSpan(text) }),
    });
  },
};
