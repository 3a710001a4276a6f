import type { CommandModule } from 'yargs';
import { databasePath, dbOption, flagOption, type GivenBy, textOption } from './options/options.js';

const uiOptions = {
  port: textOption('Port on loopback; default: a free one'),
  open: flagOption('Open a browser'),
  limit: textOption('How many of the latest runs; default 200'),
  out: textOption('Write the pages into this folder instead of serving them'),
} as const;

type UiArgs = GivenBy<typeof uiOptions> & { db: string };

/** `reprise ui`: all runs of a database to look at. */
export const uiCommand: CommandModule<object, UiArgs> = {
  command: 'ui',
  describe: 'Look at all runs in a browser: verdicts, trends with what changed, two runs overlaid',
  builder: (yargs) =>
    yargs
      .options({ ...dbOption, ...uiOptions })
      .example('$0 ui --open', 'on loopback, until Ctrl-C')
      .example('$0 ui --out site/', 'static files, for the artifacts of a pipeline'),
  handler: async ({ db, ...args }) => {
    const { ui } = await import('./ui/execute-ui.js');
    await ui(databasePath({ db }), args);
  },
};
