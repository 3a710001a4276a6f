import { RepriseError } from '../../core/base/errors.js';
import type { FleetOptions } from '../../core/fleet/fleet-options.js';
import { type LostPolicy, lostPolicies } from '../../core/fleet/protocol.js';
import { parseBoundedDuration } from '../../core/quantity/duration.js';
import { type GivenBy, grouped, textOption } from './options.js';

/** Where the bus is; workers and who starts a run meet there under the fleet's name. */
export const busOptions = {
  bus: textOption('NATS server with JetStream: nats://host:4222; also REPRISE_BUS'),
  fleet: textOption('Name of the fleet', { default: 'default' }),
} as const;

/** Of the commands that send, to send from other machines. */
export const fleetOptions = grouped('Fleet', {
  ...busOptions,
  workers: textOption('Machines that send, each running reprise worker'),
  'ready-within': textOption('How long they may take to come and to be ready', { default: '2m' }),
  spares: textOption(
    'Machines that wait, to take the places of lost ones (with --on-lost replace)',
  ),
  'on-lost': textOption(
    'When one is lost: stop, replace it by one that waits, or continue without',
    {
      choices: lostPolicies,
      default: 'stop',
    },
  ),
});

/** Goes on with a run in place of starting one. */
export const resumeOption = grouped('Fleet', {
  resume: textOption('Go on with this run, whose process was killed: last, or its id'),
});

/** What `fleetOptions` give. */
export type FleetArgs = GivenBy<typeof fleetOptions>;

const longestFleet = 10_000;

/** The fleet that is asked for; undefined where the run is one machine's own. Throws `RepriseError`. */
export function readFleet(args: FleetArgs): Omit<FleetOptions, 'version' | 'onNote'> | undefined {
  const { bus, workers, fleet = 'default' } = args;
  if (workers === undefined) {
    if (bus === undefined) return undefined;
    throw new RepriseError('--bus says where workers are, and not how many send.', {
      hint: 'Add --workers 3, or leave out --bus to send from this machine.',
    });
  }
  if (bus === undefined) {
    throw new RepriseError('--workers needs a bus where they can be found.', {
      hint: 'Add --bus nats://host:4222, or leave out --workers to send from this machine.',
    });
  }
  const count = Number(workers);
  if (!Number.isInteger(count) || count < 1 || count > longestFleet) {
    throw new RepriseError(`--workers: "${workers}" is not a number from 1 to ${longestFleet}.`);
  }
  const onLost = lostPolicies.find((policy) => policy === args['on-lost']) ?? 'stop';
  return {
    ...{ bus, fleet, workers: count, onLost, spares: readSpares(args.spares, onLost) },
    readyWithinMs: parseBoundedDuration(args['ready-within'] ?? '2m') * 1000,
  };
}

function readSpares(text: string | undefined, onLost: LostPolicy): number {
  if (text === undefined) return 0;
  const spares = Number(text);
  if (!Number.isInteger(spares) || spares < 0 || spares > longestFleet) {
    throw new RepriseError(`--spares: "${text}" is not a number from 0 to ${longestFleet}.`);
  }
  if (spares === 0 || onLost === 'replace') return spares;
  throw new RepriseError(`--spares ${spares} would wait for nothing with --on-lost ${onLost}.`, {
    hint: 'Add --on-lost replace, or leave them out.',
  });
}
