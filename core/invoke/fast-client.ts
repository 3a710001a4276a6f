import { performance } from 'node:perf_hooks';
import { WireConnection } from '../wire/connection.js';
import { ConnectionPool, type PooledConnection } from '../wire/connection-pool.js';
import { Dialer } from '../wire/dial.js';
import { answerTable } from './answer.js';
import type {
  ClientSettings,
  InvokeClient,
  InvokeTarget,
  ResolvedEndpoint,
  Send,
} from './client.js';
import { CredentialSource } from './credential-source.js';
import { proxyOf } from './environment-proxy.js';
import { type FastClientParts, type FastConnection, FastInvocation } from './fast-invocation.js';
import { FastStream } from './fast-stream.js';
import { InFlight } from './in-flight.js';
import { tunnelTo } from './proxy-tunnel.js';
import { RequestTemplate } from './request-template.js';
import { resolveClientEndpoint } from './resolve.js';
import { type CheckedTarget, checkTarget, isStreamed } from './target.js';
import type { Trust } from './trust.js';

/** The fast client; as any client, and it counts what should not happen. */
export interface FastClient extends InvokeClient {
  /** Invocations that found all connections taken and waited for one, so far. */
  readonly waits: number;
}

/** What sends: `core/wire`, or undici, which is slower and against which the other is held. */
export type Transport = 'wire' | 'undici';

type LaneConnection = FastConnection & PooledConnection;

/**
 * Opens the fast client: own signing, one connection for each invocation in flight, region,
 * credentials and endpoint from the SDK's own chain. What it sends differs from what the SDK sends
 * in the user agent and the SDK's bookkeeping headers only. It corrects no clock: a machine whose
 * clock is minutes off gets `InvalidSignatureException`. Throws `RepriseError` when region,
 * credentials or endpoint cannot be resolved.
 */
export async function createFastClient(
  settings: ClientSettings,
  transport: Transport = 'wire',
): Promise<FastClient> {
  const { endpoint, credentials, trust } = await resolveClientEndpoint(settings);
  const open = transport === 'wire' ? wireConnections : await undiciConnections();
  const create = open(new URL(endpoint.url), settings.connectTimeoutMs, trust);
  return new FastLane(endpoint, await CredentialSource.open(credentials), settings, create);
}

/** What makes connections to one place. */
type OpenConnections = (
  url: URL,
  timeoutMs: number,
  trust: Trust,
) => (onGone: () => void) => LaneConnection;

const wireConnections: OpenConnections = (origin, timeoutMs, trust) => {
  const proxy = proxyOf(origin);
  const tunnel = proxy && tunnelTo(origin, proxy, timeoutMs);
  const dialer = new Dialer({ origin, timeoutMs, tunnel, trust });
  const settings = { dialer, table: answerTable, empty: () => ({}) };
  return (onGone) => new WireConnection(settings, onGone);
};

/** Loads undici, which only who asks for it waits for. */
async function undiciConnections(): Promise<OpenConnections> {
  return (await import('./undici-connection.js')).undiciConnections;
}

class FastLane implements FastClient, FastClientParts {
  readonly endpoint: ResolvedEndpoint;
  readonly inFlight: InFlight;
  readonly #connections: ConnectionPool<LaneConnection>;
  readonly keepResponses: boolean;
  readonly streamIdleTimeoutMs: number | undefined;
  readonly #url: URL;
  readonly #credentials: CredentialSource;
  readonly #waiting = new Set<FastInvocation>();
  #waits = 0;
  #isClosed = false;

  constructor(
    endpoint: ResolvedEndpoint,
    credentials: CredentialSource,
    settings: ClientSettings,
    create: (onGone: () => void) => LaneConnection,
  ) {
    this.endpoint = endpoint;
    this.inFlight = new InFlight(settings.timeoutMs);
    this.#url = new URL(endpoint.url);
    this.#connections = new ConnectionPool({ limit: settings.maxInFlight, create });
    this.keepResponses = settings.keepResponses === true;
    this.streamIdleTimeoutMs = settings.streamIdleTimeoutMs;
    this.#credentials = credentials;
  }

  get waits(): number {
    return this.#waits;
  }

  prepare(target: InvokeTarget): Send {
    const checked = checkTarget(target);
    const whole = this.#template(checked, false);
    const streamed = this.#template(checked, true);
    return (payload, settle) => {
      const invocation = isStreamed(checked, payload)
        ? new FastStream(this, streamed, payload, settle)
        : new FastInvocation(this, whole, payload, settle);
      const nowMs = performance.now();
      this.inFlight.add(invocation, nowMs);
      if (this.#isClosed) queueMicrotask(() => this.abortAll());
      else this.#start(invocation, nowMs);
    };
  }

  #template(target: CheckedTarget, isStreamed: boolean): RequestTemplate {
    const { region } = this.endpoint;
    const credentials = this.#credentials;
    return new RequestTemplate({ target, url: this.#url, region, credentials, isStreamed });
  }

  #start(invocation: FastInvocation, nowMs: number): void {
    const connection = this.#connections.take(nowMs);
    if (connection !== undefined) {
      invocation.dispatch(connection);
      return;
    }
    this.#waits += 1;
    this.#waiting.add(invocation);
  }

  release(connection: LaneConnection): void {
    this.#connections.give(connection);
    this.#startNext();
  }

  drop(invocation: FastInvocation, connection: LaneConnection | undefined): void {
    if (connection === undefined) {
      this.#waiting.delete(invocation);
      return;
    }
    this.#connections.destroy(connection);
    this.#startNext();
  }

  #startNext(): void {
    const [next] = this.#waiting;
    const connection = next && this.#connections.take();
    if (next === undefined || connection === undefined) return;
    this.#waiting.delete(next);
    next.dispatch(connection);
  }

  abortAll(): void {
    this.#waiting.clear();
    this.inFlight.cutAll({ kind: 'aborted' });
  }

  close(): Promise<void> {
    this.#isClosed = true;
    this.#credentials.close();
    this.abortAll();
    this.#connections.close();
    return Promise.resolve();
  }
}
