import type { CommandModule } from 'yargs';
import { RepriseError } from '../core/base/errors.js';
import { parseCountBetween } from '../core/quantity/count.js';
import { busOptions } from './options/fleet-options.js';
import { type GivenBy, textOption } from './options/options.js';

type ListArgs = GivenBy<typeof busOptions>;

const list: CommandModule<object, ListArgs> = {
  command: 'list',
  describe: 'List the workers that wait for a run',
  builder: (yargs) => yargs.options(busOptions),
  handler: async ({ bus, fleet = 'default' }) => {
    if (bus === undefined) {
      throw new RepriseError('A fleet is found by its bus.', {
        hint: 'Add --bus nats://host:4222, or set REPRISE_BUS.',
      });
    }
    const { listFleet } = await import('./fleet/list-fleet.js');
    await listFleet(bus, fleet);
  },
};

const upOptions = {
  workers: textOption('How many', { default: '3' }),
  port: textOption('Port of the NATS server, on loopback', { default: '4222' }),
  fleet: textOption('Name of the fleet', { default: 'default' }),
} as const;

type UpArgs = GivenBy<typeof upOptions>;

const up: CommandModule<object, UpArgs> = {
  command: 'up',
  describe: 'Start a NATS server and workers on this machine, to try a fleet, until Ctrl-C',
  builder: (yargs) =>
    yargs
      .options(upOptions)
      .example('$0 fleet up --workers 3', 'then run with --bus nats://127.0.0.1:4222 --workers 3'),
  handler: async ({ workers = '3', port = '4222', fleet = 'default' }) => {
    const { fleetUp } = await import('./fleet/fleet-up.js');
    await fleetUp({
      workers: counted('--workers', workers, 100),
      port: counted('--port', port, 65_535),
      fleet,
    });
  },
};

function counted(flag: string, text: string, most: number): number {
  try {
    return parseCountBetween(1, most)(text);
  } catch {
    throw new RepriseError(`${flag}: "${text}" is not a number from 1 to ${most}.`);
  }
}

/** `reprise fleet …` */
export const fleetCommand: CommandModule = {
  command: 'fleet <command>',
  describe: 'Workers on other machines, or several on this one',
  builder: (yargs) =>
    yargs.command(list).command(up).demandCommand(1, 'Say what to do: fleet list or fleet up.'),
  handler: () => {},
};
