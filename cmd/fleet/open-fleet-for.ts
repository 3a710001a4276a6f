import type { FleetOptions } from '../../core/fleet/fleet-options.js';
import { type Fleet, openFleet } from '../../core/fleet/open-fleet.js';
import { packageVersion } from '../../session/run/run-meta.js';

/** A fleet as the command line asks for it. */
export type FleetRequest = Omit<FleetOptions, 'version' | 'onNote'>;

/** Comes to the bus as who starts runs. Throws as `openFleet`. */
export function openFleetFor(request: FleetRequest): Promise<Fleet> {
  return openFleet({ ...request, version: packageVersion() });
}
