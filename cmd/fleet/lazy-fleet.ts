import type { Fleet } from '../../core/fleet/open-fleet.js';
import type { FleetRequest } from './open-fleet-for.js';

/** A fleet where one is wanted; loaded only then, as its client is. Throws as `openFleet`. */
export async function lazyFleet(wanted: FleetRequest | undefined): Promise<Fleet | undefined> {
  if (!wanted) return undefined;
  const { openFleetFor } = await import('./open-fleet-for.js');
  return openFleetFor(wanted);
}
