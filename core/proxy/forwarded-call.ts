import type { ServerResponse } from 'node:http';
import type { Dispatcher } from 'undici';
import type { TransportError } from '../invoke/outcome.js';
import { transportError } from '../invoke/transport-error.js';
import type { UndiciClient } from '../invoke/undici-clients.js';
import type { ConnectionPool } from '../wire/connection-pool.js';
import type { AnswerWatcher } from './answer-watcher.js';
import { responseHeaders } from './headers.js';
import type { SignedCall } from './resigner.js';

/** A call on its way to the real endpoint. */
export interface ForwardParts {
  connections: ConnectionPool<UndiciClient>;
  method: string;
  signed: SignedCall;
  body: Uint8Array;
  response: ServerResponse;
  /** For calls that are recorded. */
  watcher: AnswerWatcher | undefined;
  /** There was no answer; nothing has been written to `response`. */
  refuse: (error: TransportError) => void;
}

/**
 * Sends one call, once, and passes its answer on as it comes: the head, then each chunk, no faster
 * than the caller takes them. It is undici's handler itself, in the older form with raw headers.
 * A caller that goes away ends the call to the endpoint too, as it would have without a proxy.
 */
export class ForwardedCall implements Dispatcher.DispatchHandler {
  readonly #parts: ForwardParts;
  readonly #connection: UndiciClient | undefined;
  #isOver = false;
  #resume = (): void => {};

  constructor(parts: ForwardParts) {
    this.#parts = parts;
    this.#connection = parts.connections.take();
  }

  send(): void {
    const { method, signed, body, response } = this.#parts;
    response.once('close', () => this.#abandon());
    const request: Dispatcher.DispatchOptions = {
      method: method as Dispatcher.HttpMethod,
      path: signed.path,
      headers: signed.headers,
      body: body.length > 0 ? body : null,
    };
    this.#connection?.dispatch(request, this);
  }

  onConnect(): void {}

  onHeaders(
    statusCode: number,
    rawHeaders: Buffer[],
    resume: () => void,
    statusText: string,
  ): boolean {
    if (statusCode < 200 || this.#isOver) return true;
    const { response, watcher } = this.#parts;
    watcher?.head(statusCode, rawHeaders);
    response.sendDate = false;
    const headers = responseHeaders(rawHeaders);
    response.writeHead(statusCode, statusText, headers.flat());
    // The head of a stream may come long before its first chunk.
    if (!headers.some(([name]) => name.toLowerCase() === 'content-length')) response.flushHeaders();
    this.#resume = resume;
    return true;
  }

  onData(chunk: Buffer): boolean {
    if (this.#isOver) return true;
    const { response, watcher } = this.#parts;
    watcher?.data(chunk);
    if (response.write(chunk)) return true;
    response.once('drain', this.#resume);
    return false;
  }

  onComplete(): void {
    if (this.#isOver) return;
    this.#land();
    this.#parts.response.end();
    this.#parts.watcher?.complete();
  }

  onError(thrown: Error): void {
    if (this.#isOver) return;
    this.#land();
    const { response, watcher, refuse } = this.#parts;
    const error = transportError(thrown);
    if (response.headersSent) response.destroy();
    else refuse(error);
    watcher?.failed(error);
  }

  #land(): void {
    this.#isOver = true;
    if (this.#connection !== undefined) this.#parts.connections.give(this.#connection);
  }

  #abandon(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    if (this.#connection !== undefined) this.#parts.connections.destroy(this.#connection);
    this.#parts.watcher?.failed({ kind: 'aborted' });
  }
}
