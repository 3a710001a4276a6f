import { afterEach, vi } from 'vitest';
import type { ClientSettings, InvokeClient, InvokeTarget, Payload } from './client.js';
import { type ClientName, createInvokeClient } from './create-client.js';
import type { Outcome } from './outcome.js';
import {
  payloadOf,
  type Script,
  type ScriptedServer,
  type ServerOptions,
  startScriptedServer,
} from './scripted-server.fixture.js';

export const target: InvokeTarget = {
  functionName: 'checkout',
  invocationType: 'RequestResponse',
  logType: 'None',
};

export const event: Payload = payloadOf('{"a":1}');

/** What a test opens of a client and its server; closed again after each test. */
export interface ClientKit {
  serve(script: Script, options?: ServerOptions): Promise<ScriptedServer>;
  openClient(url: string, settings?: Partial<ClientSettings>): Promise<InvokeClient>;
}

/** To be called in a `describe`. */
export function clientKit(name: ClientName): ClientKit {
  const open: { close(): Promise<void> }[] = [];
  afterEach(async () => {
    vi.unstubAllEnvs();
    for (const one of open.splice(0).reverse()) await one.close();
  });
  return {
    async serve(script, options) {
      const server = await startScriptedServer(script, options);
      open.push(server);
      return server;
    },
    async openClient(endpointUrl, settings) {
      const client = await createInvokeClient({
        client: name,
        ...defaults,
        endpointUrl,
        ...settings,
      });
      open.push(client);
      return client;
    },
  };
}

const defaults: ClientSettings = {
  region: 'eu-west-1',
  credentials: {
    accessKeyId: 'AKIDEXAMPLE',
    secretAccessKey: 'secret',
    sessionToken: 'to/ken',
  },
  maxInFlight: 64,
  timeoutMs: 10_000,
  connectTimeoutMs: 5_000,
};

/** One invocation, awaited. */
export function invoke(client: InvokeClient, payload = event, to = target): Promise<Outcome> {
  const send = client.prepare(to);
  return new Promise((resolve) => send(payload, resolve));
}
