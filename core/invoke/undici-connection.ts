import type { Dispatcher } from 'undici';
import type { PooledConnection } from '../wire/connection-pool.js';
import { headersOfRaw } from './answer.js';
import type { FastConnection, FastInvocation } from './fast-invocation.js';
import type { Trust } from './trust.js';
import { type UndiciClient, undiciClients } from './undici-clients.js';

/** What makes connections of undici's to one place. */
export function undiciConnections(
  url: URL,
  timeoutMs: number,
  trust: Trust,
): () => UndiciConnection {
  const create = undiciClients(url, timeoutMs, trust);
  return () => new UndiciConnection(create());
}

/**
 * A connection of undici's that carries one invocation at a time: a handler of its requests in the
 * older form with raw headers (`onHeaders`, `onData`), which makes no object of headers that nobody
 * reads.
 */
class UndiciConnection implements PooledConnection, FastConnection, Dispatcher.DispatchHandler {
  readonly #client: UndiciClient;
  #invocation: FastInvocation | undefined;

  constructor(client: UndiciClient) {
    this.#client = client;
  }

  send(invocation: FastInvocation): void {
    this.#invocation = invocation;
    const { template, payload } = invocation;
    const request: Dispatcher.DispatchOptions = {
      method: 'POST',
      path: template.path,
      headers: template.headersFor(payload, Date.now()),
      body: payload.bytes,
    };
    this.#client.dispatch(request, this);
  }

  isFresh(): boolean {
    return this.#client.isFresh();
  }

  rest(): void {
    this.#client.rest();
  }

  destroy(): void {
    this.#invocation = undefined;
    void this.#client.destroy();
  }

  onConnect(): void {}

  onHeaders(statusCode: number, rawHeaders: Buffer[]): boolean {
    if (statusCode >= 200) this.#invocation?.head(statusCode, headersOfRaw(rawHeaders));
    return true;
  }

  onData(chunk: Buffer): boolean {
    this.#invocation?.body(chunk, 0, chunk.length);
    return true;
  }

  onComplete(): void {
    this.#take()?.end(true);
  }

  /**
   * Tells it after undici is done with the failure: from within this call it must not be given another
   * request, since it then asserts that its queue is empty.
   */
  onError(error: Error): void {
    const invocation = this.#take();
    queueMicrotask(() => invocation?.failed(error));
  }

  #take(): FastInvocation | undefined {
    const invocation = this.#invocation;
    this.#invocation = undefined;
    return invocation;
  }
}
