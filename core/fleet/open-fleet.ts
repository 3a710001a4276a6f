import { hostname } from 'node:os';
import { RepriseError } from '../base/errors.js';
import type { OpenLanes } from '../lanes/lanes.js';
import type { FleetOptions, FleetRunOptions } from './fleet-options.js';
import { FleetRun } from './fleet-run.js';
import { meet } from './meeting.js';
import { fleetNameSyntax, type Hello } from './protocol.js';
import type { WorkerFacts } from './worker-facts.js';

/** Workers on other machines, for one run after the other. */
export interface Fleet {
  /** How many take part in a run: as many lanes it has. */
  readonly workers: number;
  /** How many more are there as it begins. */
  readonly spares: number;
  /** Waits until they are there. Throws `RepriseError` that says who is, when they do not come. */
  gather(stop?: AbortSignal): Promise<readonly Hello[]>;
  /** Opens a run's lanes on them. */
  lanesOf(options: FleetRunOptions): OpenLanes;
  /** What the workers of the last run did. */
  facts(): WorkerFacts[];
  close(): Promise<void>;
}

/** Comes to the bus as the coordinator. Throws `RepriseError` when there is none. */
export async function openFleet(options: FleetOptions): Promise<Fleet> {
  const { fleet, workers, spares = 0, readyWithinMs } = options;
  checkFleetName(fleet);
  const meeting = await meet(options, options.bus);
  const { roster } = meeting;
  // Spares need to be there at the beginning only: of several runs, earlier ones may have used them up.
  let wanted = workers + spares;
  let run: FleetRun | undefined;
  return {
    ...{ workers, spares },
    async gather(stop) {
      const present = await roster.gather(wanted, readyWithinMs, stop);
      wanted = workers;
      return present;
    },
    lanesOf: (runOptions) => async (jobs, listener) => {
      const { isServedHere, stop } = runOptions;
      const present = await roster.gather(workers, readyWithinMs, stop);
      const taken = present.slice(0, workers);
      if (isServedHere) refuseElsewhere(taken);
      run = new FleetRun(meeting, options, runOptions, taken);
      return run.open(jobs, listener);
    },
    facts: () => run?.facts() ?? [],
    close: meeting.close,
  };
}

/** Throws `RepriseError` for a name that cannot be part of a subject. */
export function checkFleetName(fleet: string): void {
  if (fleetNameSyntax.test(fleet)) return;
  throw new RepriseError(`"${fleet}" cannot be the name of a fleet.`, {
    hint: 'Use up to 64 letters, digits, - and _.',
  });
}

/** The scenario's own local Lambda listens on loopback. */
function refuseElsewhere(taken: readonly Hello[]): void {
  const other = taken.find(({ host }) => host !== hostname());
  if (!other) return;
  throw new RepriseError(
    `${other.name} is on another machine (${other.host}), and the scenario's local Lambda listens on loopback here.`,
    { hint: 'Serve it where all can reach it (reprise local serve --host), and give --endpoint.' },
  );
}
