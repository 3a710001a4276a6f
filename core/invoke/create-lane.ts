import { createFastLane } from './fast-lane.js';
import type { InvokeLane, LaneSettings } from './lane.js';
import { createSdkLane } from './sdk-lane.js';

export const laneClients = ['fast', 'sdk'] as const;

/** The fast lane (own signing, undici), or the AWS SDK's client: the reference. */
export type LaneClient = (typeof laneClients)[number];

/** Opens a lane of either kind. Throws `RepriseError` when it cannot be resolved where to send, or as whom. */
export function createLane(settings: LaneSettings & { client: LaneClient }): Promise<InvokeLane> {
  return settings.client === 'fast' ? createFastLane(settings) : createSdkLane(settings);
}
