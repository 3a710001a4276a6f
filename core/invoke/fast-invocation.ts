import type { Exchange, RequestSocket } from '../wire/connection.js';
import {
  type Answer,
  type AnswerHeaders,
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

/** A connection as an invocation uses it: its own until it ends. */
export interface FastConnection {
  /** Signs and sends now. Tells nothing before it returns. */
  send(invocation: FastInvocation): void;
}

/** What an invocation needs of its client. */
export interface FastClientParts {
  readonly inFlight: InFlight;
  readonly keepResponses: boolean;
  readonly streamIdleTimeoutMs: number | undefined;
  /** The invocation has ended and left its connection usable. */
  release(connection: FastConnection): void;
  /** The invocation was given up, on its connection or while it waited for one, or broke it. */
  drop(invocation: FastInvocation, connection: FastConnection | undefined): void;
}

/** One invocation on its way. It is itself what its connection tells of the answer. */
export class FastInvocation implements Flight, Exchange<AnswerHeaders> {
  deadlineMs = 0;
  earlier: Flight | undefined;
  later: Flight | undefined;
  readonly template: RequestTemplate;
  readonly payload: Payload;
  protected readonly client: FastClientParts;
  readonly #settle: Settle;
  #connection: FastConnection | undefined;
  #isSettled = false;
  protected statusCode = 0;
  protected headers: AnswerHeaders = {};
  #bodyBytes = 0;
  #chunks: Uint8Array[] | undefined;

  constructor(
    client: FastClientParts,
    template: RequestTemplate,
    payload: Payload,
    settle: Settle,
  ) {
    this.client = client;
    this.template = template;
    this.payload = payload;
    this.#settle = settle;
  }

  /** Sends now, on a connection that is this invocation's until it ends. */
  dispatch(connection: FastConnection): void {
    this.#connection = connection;
    connection.send(this);
  }

  writeTo(socket: RequestSocket): void {
    try {
      this.template.writeTo(socket, this.payload, Date.now());
    } catch (error) {
      // What no header can hold. Nothing is settled within the call of `send`.
      queueMicrotask(() => this.failed(error as Error));
    }
  }

  head(statusCode: number, headers: AnswerHeaders): void {
    this.statusCode = statusCode;
    this.headers = headers;
    if (this.client.keepResponses || needsBody(statusCode, headers)) this.#chunks = [];
  }

  body(bytes: Buffer, from: number, to: number): void {
    this.#bodyBytes += to - from;
    if (this.#chunks === undefined || this.#isSettled) return;
    this.#chunks.push(Uint8Array.prototype.slice.call(bytes, from, to));
    if (this.#bodyBytes > maxErrorBodyBytes && !isSuccess(this.statusCode)) this.cutShort();
  }

  end(isReusable: boolean): void {
    if (this.#isSettled) return;
    this.#land();
    this.#leave(isReusable);
    settleWith(this.#settle, this.outcome());
  }

  failed(error: Error): void {
    if (this.#isSettled) return;
    this.#land();
    this.#leave(false);
    settleWith(this.#settle, this.failure(error));
  }

  /** The error has been told, and an answer without an end is not waited for. */
  protected cutShort(): void {
    if (this.#isSettled) return;
    this.#land();
    const outcome = this.outcome();
    queueMicrotask(() => {
      this.#leave(false);
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
    this.#leave(false);
    settleWith(this.#settle, outcome);
  }

  #leave(isReusable: boolean): void {
    if (isReusable && this.#connection !== undefined) this.client.release(this.#connection);
    else this.client.drop(this, this.#connection);
  }

  #land(): void {
    this.#isSettled = true;
    this.client.inFlight.remove(this);
  }
}
