import type { LambdaClient } from '@aws-sdk/client-lambda';
import type { ClientSettings } from './client.js';
import { proxyOf } from './environment-proxy.js';
import { tunnelAgents } from './proxy-tunnel.js';
import { type ResolvedClient, resolveClient } from './resolve.js';

/** What the control plane is asked through. */
export interface ControlClient {
  sdk: ResolvedClient['sdk'];
  client: LambdaClient;
}

/** As many as the SDK makes by default; it waits between them when it is throttled. */
const maxAttempts = 3;

const sockets = { keepAlive: true, maxSockets: 10, maxFreeSockets: 10 };

/**
 * Runs `work` with a client for the control plane at the address and as the user of an invoke client,
 * through the environment's HTTP proxy if there is one. Loads the SDK. Throws as `resolveClient`.
 */
export async function withControlClient<T>(
  settings: ClientSettings,
  work: (control: ControlClient) => Promise<T>,
): Promise<T> {
  const { sdk, endpoint, createClient } = await resolveClient(settings);
  const { connectTimeoutMs: connectionTimeout } = settings;
  const proxy = proxyOf(new URL(endpoint.url));
  const agents = proxy && tunnelAgents(proxy, connectionTimeout, sockets);
  const client = createClient({ connectionTimeout, ...agents }, maxAttempts);
  try {
    return await work({ sdk, client });
  } finally {
    client.destroy();
  }
}
