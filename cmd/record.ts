import type { CommandModule } from 'yargs';
import { importCommand } from './record/import.js';
import { proxyCommand } from './record/proxy.js';

/** `reprise record …`: the ways to get events into a recording. */
export const recordCommand: CommandModule = {
  command: 'record <command>',
  describe: 'Record events',
  builder: (yargs) =>
    yargs
      .command(importCommand)
      .command(proxyCommand)
      .demandCommand(1, 'Say how to record: record import, record proxy.'),
  handler: () => {},
};
