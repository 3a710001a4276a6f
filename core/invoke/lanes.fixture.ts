import { afterEach, vi } from 'vitest';
import { createLane, type LaneClient } from './create-lane.js';
import type { InvokeLane, InvokeTarget, LaneSettings, Payload } from './lane.js';
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

/** What a test opens of a lane and its server; closed again after each test. */
export interface LaneKit {
  serve(script: Script, options?: ServerOptions): Promise<ScriptedServer>;
  openLane(url: string, settings?: Partial<LaneSettings>): Promise<InvokeLane>;
}

/** To be called in a `describe`. */
export function laneKit(client: LaneClient): LaneKit {
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
    async openLane(endpointUrl, settings) {
      const lane = await createLane({ client, ...defaults, endpointUrl, ...settings });
      open.push(lane);
      return lane;
    },
  };
}

const defaults: LaneSettings = {
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
export function invoke(lane: InvokeLane, payload = event, to = target): Promise<Outcome> {
  const send = lane.prepare(to);
  return new Promise((resolve) => send(payload, resolve));
}
