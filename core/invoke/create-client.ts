import type { ClientSettings, InvokeClient } from './client.js';
import { createFastClient } from './fast-client.js';
import { createSdkClient } from './sdk-client.js';

export const clientNames = ['fast', 'undici', 'sdk'] as const;

/**
 * The fast client (own signing, `core/wire`), the same over undici, or the AWS SDK's client: the
 * reference.
 */
export type ClientName = (typeof clientNames)[number];

/** Opens a client of either kind. Throws `RepriseError` when it cannot be resolved where to send, or as whom. */
export function createInvokeClient(
  settings: ClientSettings & { client: ClientName },
): Promise<InvokeClient> {
  if (settings.client === 'sdk') return createSdkClient(settings);
  return createFastClient(settings, settings.client === 'undici' ? 'undici' : 'wire');
}
