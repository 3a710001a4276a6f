import type { CommandModule } from 'yargs';
import { importCommand } from './record/import.js';
import { logsCommand } from './record/logs.js';
import { proxyCommand } from './record/proxy.js';
import { queueCommand } from './record/queue.js';
import { runtimeCommand } from './record/runtime.js';

/** `reprise record …`: the ways to get events into a recording. */
export const recordCommand: CommandModule = {
  command: 'record',
  describe: 'Record events: import them, or catch them by proxy, runtime, logs or queue',
  builder: (yargs) =>
    yargs
      .command(importCommand)
      .command(proxyCommand)
      .command(runtimeCommand)
      .command(logsCommand)
      .command(queueCommand)
      .demandCommand(1, 'Say how to record: record import, proxy, runtime, logs or queue.'),
  handler: () => {},
};
