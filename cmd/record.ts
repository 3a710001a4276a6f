import type { CommandModule } from 'yargs';
import { importCommand } from './record/import.js';
import { proxyCommand } from './record/proxy.js';
import { runtimeCommand } from './record/runtime.js';

/** `reprise record …`: the ways to get events into a recording. */
export const recordCommand: CommandModule = {
  command: 'record <command>',
  describe: 'Record events',
  builder: (yargs) =>
    yargs
      .command(importCommand)
      .command(proxyCommand)
      .command(runtimeCommand)
      .demandCommand(1, 'Say how to record: record import, record proxy, record runtime.'),
  handler: () => {},
};
