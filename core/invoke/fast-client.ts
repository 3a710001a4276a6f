import type { Client } from 'undici';
import type {
  ClientSettings,
  InvokeClient,
  InvokeTarget,
  ResolvedEndpoint,
  Send,
} from './client.js';
import { Connections } from './connections.js';
import { CredentialSource } from './credential-source.js';
import { type FastClientParts, FastInvocation } from './fast-invocation.js';
import { FastStream } from './fast-stream.js';
import { InFlight } from './in-flight.js';
import { RequestTemplate } from './request-template.js';
import { resolveClientEndpoint } from './resolve.js';
import { type CheckedTarget, checkTarget, isStreamed } from './target.js';

/** The fast client; as any client, and it counts what should not happen. */
export interface FastClient extends InvokeClient {
  /** Invocations that found all connections taken and waited for one, so far. */
  readonly waits: number;
}

/**
 * Opens the fast client: own signing, one undici connection for each invocation in flight, region,
 * credentials and endpoint from the SDK's own chain. What it sends differs from what the SDK sends
 * in the user agent and the SDK's bookkeeping headers only. It corrects no clock: a machine whose
 * clock is minutes off gets `InvalidSignatureException`. Throws `RepriseError` when region,
 * credentials or endpoint cannot be resolved.
 */
export async function createFastClient(settings: ClientSettings): Promise<FastClient> {
  const { endpoint, credentials } = await resolveClientEndpoint(settings);
  return new UndiciLane(endpoint, await CredentialSource.open(credentials), settings);
}

class UndiciLane implements FastClient, FastClientParts {
  readonly endpoint: ResolvedEndpoint;
  readonly inFlight: InFlight;
  readonly #connections: Connections;
  readonly keepResponses: boolean;
  readonly streamIdleTimeoutMs: number | undefined;
  readonly #url: URL;
  readonly #credentials: CredentialSource;
  readonly #waiting = new Set<FastInvocation>();
  #waits = 0;
  #isClosed = false;

  constructor(endpoint: ResolvedEndpoint, credentials: CredentialSource, settings: ClientSettings) {
    this.endpoint = endpoint;
    this.inFlight = new InFlight(settings.timeoutMs);
    this.#url = new URL(endpoint.url);
    this.#connections = new Connections({
      origin: this.#url.origin,
      limit: settings.maxInFlight,
      connectTimeoutMs: settings.connectTimeoutMs,
    });
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
      this.inFlight.add(invocation);
      if (this.#isClosed) queueMicrotask(() => this.abortAll());
      else this.#start(invocation);
    };
  }

  #template(target: CheckedTarget, isStreamed: boolean): RequestTemplate {
    const { region } = this.endpoint;
    const credentials = this.#credentials;
    return new RequestTemplate({ target, url: this.#url, region, credentials, isStreamed });
  }

  #start(invocation: FastInvocation): void {
    const connection = this.#connections.take();
    if (connection !== undefined) {
      invocation.dispatch(connection);
      return;
    }
    this.#waits += 1;
    this.#waiting.add(invocation);
  }

  release(connection: Client): void {
    this.#connections.give(connection);
    this.#startNext();
  }

  drop(invocation: FastInvocation, connection: Client | undefined): void {
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

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#credentials.close();
    this.abortAll();
    await this.#connections.close();
  }
}
