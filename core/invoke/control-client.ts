import type { LambdaClient } from '@aws-sdk/client-lambda';
import type { ClientSettings } from './client.js';
import type { ControlClient } from './control-operations.js';
import { type CompleteSettings, completeSettings } from './environment-credentials.js';
import { proxyOf } from './environment-proxy.js';
import { localControl } from './local-control.js';
import { tunnelAgents } from './proxy-tunnel.js';
import { type ResolvedClient, resolveClient } from './resolve.js';
import { isThisMachine } from './this-machine.js';
import type { Trust } from './trust.js';

/** As many as the SDK makes by default; it waits between them when it is throttled. */
const maxAttempts = 3;

const sockets = { keepAlive: true, maxSockets: 10, maxFreeSockets: 10 };

/**
 * Runs `work` with a client for the control plane at the address and as the user of an invoke client,
 * through the environment's HTTP proxy if there is one. Loads the SDK, but for the local Lambda. Throws
 * as `resolveClient`.
 */
export async function withControlClient<T>(
  settings: ClientSettings,
  work: (control: ControlClient) => Promise<T>,
): Promise<T> {
  const local = localSettings(settings);
  if (local !== undefined) return work(localControl(local));
  return withSdkControl(settings, ({ sdk, client }) => {
    const control = async (name: string, input: object, options: object): Promise<unknown> => {
      const Command = sdk[`${name}Command` as 'GetAliasCommand'];
      return client.send(new Command(input as never), options);
    };
    return work(control as ControlClient);
  });
}

/** The SDK's own client for the control plane. */
export interface SdkControl {
  sdk: ResolvedClient['sdk'];
  client: LambdaClient;
}

/** As `withControlClient`, for who needs the answers' heads too: always with the SDK. */
export async function withSdkControl<T>(
  settings: ClientSettings,
  work: (control: SdkControl) => Promise<T>,
): Promise<T> {
  const { sdk, endpoint, trust, createClient } = await resolveClient(settings);
  const { connectTimeoutMs: connectionTimeout } = settings;
  const proxy = proxyOf(new URL(endpoint.url));
  const agents = proxy
    ? tunnelAgents(proxy, connectionTimeout, sockets, trust)
    : trustingAgent(trust);
  const client = createClient({ connectionTimeout, ...agents }, maxAttempts);
  try {
    return await work({ sdk, client });
  } finally {
    client.destroy();
  }
}

/** The SDK's own agent is kept where nothing is asked of it. */
function trustingAgent(trust: Trust): { httpsAgent?: object } {
  return Object.keys(trust).length === 0 ? {} : { httpsAgent: { ...sockets, ...trust } };
}

/** Where nothing is left open, and no proxy or throttle stands between. */
function localSettings(settings: ClientSettings): CompleteSettings | undefined {
  const { endpointUrl = '' } = settings;
  if (!URL.canParse(endpointUrl) || !isThisMachine(new URL(endpointUrl).hostname)) return;
  return completeSettings(settings);
}
