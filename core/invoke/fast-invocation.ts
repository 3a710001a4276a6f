import type { Client, Dispatcher } from 'undici';
import {
  type Answer,
  type AnswerHeaders,
  headersOfRaw,
  isSuccess,
  joinChunks,
  maxErrorBodyBytes,
  needsBody,
} from './answer.js';
import { classify } from './classify.js';
import type { Payload } from './client.js';
import type { Flight, InFlight } from './in-flight.js';
import type { Outcome } from './outcome.js';
import type { RequestTemplate } from './request-template.js';
import { type Settle, settleWith } from './settle.js';
import { transportError } from './transport-error.js';

/** What an invocation needs of its client. */
export interface FastClientParts {
  readonly inFlight: InFlight;
  readonly keepResponses: boolean;
  readonly streamIdleTimeoutMs: number | undefined;
  /** The invocation has ended well and left its connection usable. */
  release(connection: Client): void;
  /** The invocation was given up, on its connection or while it waited for one. */
  drop(invocation: FastInvocation, connection: Client | undefined): void;
}

/**
 * One invocation on its way. It is undici's handler itself, in the older form with raw headers
 * (`onHeaders`, `onData`), which makes no object of headers that nobody reads.
 */
export class FastInvocation implements Flight, Dispatcher.DispatchHandler {
  deadlineMs = 0;
  earlier: Flight | undefined;
  later: Flight | undefined;
  protected readonly client: FastClientParts;
  readonly #template: RequestTemplate;
  readonly #payload: Payload;
  readonly #settle: Settle;
  #connection: Client | undefined;
  #isSettled = false;
  protected statusCode = 0;
  protected headers: AnswerHeaders = {};
  #bodyBytes = 0;
  #chunks: Buffer[] | undefined;

  constructor(
    client: FastClientParts,
    template: RequestTemplate,
    payload: Payload,
    settle: Settle,
  ) {
    this.client = client;
    this.#template = template;
    this.#payload = payload;
    this.#settle = settle;
  }

  /** Signs and sends now, on a connection that is this invocation's until it ends. */
  dispatch(connection: Client): void {
    this.#connection = connection;
    const request: Dispatcher.DispatchOptions = {
      method: 'POST',
      path: this.#template.path,
      headers: this.#template.headersFor(this.#payload, Date.now()),
      body: this.#payload.bytes,
    };
    connection.dispatch(request, this);
  }

  onConnect(): void {}

  onHeaders(statusCode: number, rawHeaders: Buffer[]): boolean {
    if (statusCode < 200) return true;
    this.statusCode = statusCode;
    this.headers = headersOfRaw(rawHeaders);
    if (this.client.keepResponses || needsBody(statusCode, this.headers)) this.#chunks = [];
    return true;
  }

  onData(chunk: Buffer): boolean {
    this.#bodyBytes += chunk.length;
    if (this.#chunks === undefined) return true;
    this.#chunks.push(chunk);
    if (this.#bodyBytes > maxErrorBodyBytes && !isSuccess(this.statusCode)) this.cutShort();
    return true;
  }

  onComplete(): void {
    if (this.#isSettled) return;
    this.#land();
    if (this.#connection !== undefined) this.client.release(this.#connection);
    settleWith(this.#settle, this.outcome());
  }

  /**
   * Settles after undici is done with the failure: from within this call it must not be given another
   * request on the same connection, since it then asserts that its queue is empty.
   */
  onError(error: Error): void {
    queueMicrotask(() => {
      if (this.#isSettled) return;
      this.#land();
      if (this.#connection !== undefined) this.client.release(this.#connection);
      settleWith(this.#settle, this.failure(error));
    });
  }

  /** The error has been told, and an answer without an end is not waited for. */
  protected cutShort(): void {
    if (this.#isSettled) return;
    this.#land();
    const outcome = this.outcome();
    queueMicrotask(() => {
      this.client.drop(this, this.#connection);
      settleWith(this.#settle, outcome);
    });
  }

  protected outcome(): Outcome {
    const answer: Answer = {
      statusCode: this.statusCode,
      headers: this.headers,
      bodyBytes: this.#bodyBytes,
    };
    if (this.#chunks !== undefined) answer.body = joinChunks(this.#chunks, this.#bodyBytes);
    return classify(answer, this.client.keepResponses);
  }

  /** What a broken connection means. */
  protected failure(error: Error): Outcome {
    return transportError(error);
  }

  cut(outcome: Outcome): void {
    this.#isSettled = true;
    this.client.drop(this, this.#connection);
    settleWith(this.#settle, outcome);
  }

  #land(): void {
    this.#isSettled = true;
    this.client.inFlight.remove(this);
  }
}
