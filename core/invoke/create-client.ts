import type { ClientSettings, InvokeClient } from './client.js';
import { createFastClient } from './fast-client.js';
import { createSdkClient } from './sdk-client.js';

export const clientNames = ['fast', 'sdk'] as const;

/** The fast client (own signing, undici), or the AWS SDK's client: the reference. */
export type ClientName = (typeof clientNames)[number];

/** Opens a client of either kind. Throws `RepriseError` when it cannot be resolved where to send, or as whom. */
export function createInvokeClient(
  settings: ClientSettings & { client: ClientName },
): Promise<InvokeClient> {
  return settings.client === 'fast' ? createFastClient(settings) : createSdkClient(settings);
}
