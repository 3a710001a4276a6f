import type { CommandModule } from 'yargs';
import { defined } from '../core/base/defined.js';
import { RepriseError } from '../core/base/errors.js';
import { busOptions } from './options/fleet-options.js';
import { flagOption, type GivenBy, textOption } from './options/options.js';

const workerOptions = {
  ...busOptions,
  name: textOption("As reports show it; default: the machine's name and the process's number"),
  origin: textOption("Where it sends from (a zone, a network); default: the machine's name"),
  account: textOption(
    'Account that it sends from; several in one run must each be named. Default: found out',
  ),
  threads: textOption('Threads that send: auto, or a number', { default: 'auto' }),
  once: flagOption('End after one run'),
} as const;

type WorkerArgs = GivenBy<typeof workerOptions>;

function parseThreads(text = 'auto'): number | undefined {
  if (text === 'auto') return undefined;
  if (/^[1-9]\d?$/.test(text)) return Number(text);
  throw new RepriseError(`--threads: "${text}" is neither auto nor a number from 1 to 99`);
}

function readAccount(text: string | undefined): string | undefined {
  if (text === undefined || /^\d{12}$/.test(text)) return text;
  throw new RepriseError(`--account: "${text}" is not the number of an account, of 12 digits.`);
}

/** `reprise worker`: one machine of a fleet. */
export const workerCommand: CommandModule<object, WorkerArgs> = {
  command: 'worker',
  describe: 'Send for a run that is started elsewhere, as one machine of a fleet',
  builder: (yargs) =>
    yargs
      .options(workerOptions)
      .example('$0 worker --bus nats://10.0.0.5:4222 --fleet checkout', 'on each machine')
      .epilogue(
        'Ctrl-C ends it; during a run its share of what is left is lost. See docs/fleet.md.',
      ),
  handler: async ({ bus, fleet = 'default', name, origin, account, threads, once: isOnce }) => {
    if (bus === undefined) {
      throw new RepriseError('A worker needs a bus where it can be found.', {
        hint: 'Add --bus nats://host:4222, or set REPRISE_BUS.',
      });
    }
    const { runWorker } = await import('./fleet/run-worker.js');
    await runWorker({
      ...{ bus, fleet, isOnce },
      ...defined({ name, origin, account: readAccount(account), threads: parseThreads(threads) }),
    });
  },
};
