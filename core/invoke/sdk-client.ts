import { Readable } from 'node:stream';
import type {
  InvokeCommandInput,
  InvokeWithResponseStreamCommandInput,
  LambdaClient,
} from '@aws-sdk/client-lambda';
import {
  type AnswerHeaders,
  headersOfRecord,
  isSuccess,
  joinChunks,
  maxErrorBodyBytes,
} from './answer.js';
import { classify } from './classify.js';
import type {
  ClientSettings,
  InvokeClient,
  InvokeTarget,
  Payload,
  ResolvedEndpoint,
  Send,
} from './client.js';
import { proxyOf } from './environment-proxy.js';
import { type Flight, InFlight } from './in-flight.js';
import type { Outcome } from './outcome.js';
import { tunnelAgents } from './proxy-tunnel.js';
import { traceHeader } from './request-variant.js';
import { type RequestHandler, type ResolvedClient, resolveClient } from './resolve.js';
import { type Settle, settleWith } from './settle.js';
import { isEventStream, StreamedAnswer, unstreamed } from './streamed-answer.js';
import { checkTarget, clientContextOf, isStreamed } from './target.js';
import { traceHeaderOf } from './trace-id.js';
import { transportError } from './transport-error.js';

type HandlerRequest = Parameters<RequestHandler['handle']>[0];
type HandlerOptions = NonNullable<Parameters<RequestHandler['handle']>[1]>;

/**
 * Opens the reference client: requests built, signed and sent by `@aws-sdk/client-lambda`, one attempt
 * each, with as many sockets as may be in flight. As the SDK's own HTTP handler does, it uses
 * NODE_EXTRA_CA_CERTS, and its connect timeout ends with TCP's handshake, before TLS's; unlike it, it
 * uses the environment's HTTP proxy. A chunk that breaks the protocol within a body is an `ECONNRESET` here, since node:http does
 * not tell the two apart. Throws `RepriseError` when region, credentials or endpoint cannot be
 * resolved.
 */
export async function createSdkClient(settings: ClientSettings): Promise<InvokeClient> {
  const resolved = await resolveClient(settings);
  const { trust } = resolved;
  const { maxInFlight: sockets, connectTimeoutMs } = settings;
  const agent = { keepAlive: true, maxSockets: sockets, maxFreeSockets: sockets };
  const proxy = proxyOf(new URL(resolved.endpoint.url));
  const sender = resolved.createClient({
    connectionTimeout: connectTimeoutMs,
    ...(proxy
      ? tunnelAgents(proxy, connectTimeoutMs, agent, trust)
      : { httpAgent: agent, httpsAgent: { ...agent, ...trust } }),
  }).config.requestHandler;
  return new SdkClient(resolved, resolved.createClient(new ReadingHandler(sender)), settings);
}

class SdkClient implements InvokeClient {
  readonly endpoint: ResolvedEndpoint;
  readonly #sdk: ResolvedClient['sdk'];
  readonly #client: LambdaClient;
  readonly #inFlight: InFlight;
  readonly #settings: ClientSettings;
  #isClosed = false;

  constructor(resolved: ResolvedClient, client: LambdaClient, settings: ClientSettings) {
    this.endpoint = resolved.endpoint;
    this.#sdk = resolved.sdk;
    this.#client = client;
    this.#inFlight = new InFlight(settings.timeoutMs);
    this.#settings = settings;
  }

  prepare(target: InvokeTarget): Send {
    const checked = checkTarget(target);
    const input: InvokeCommandInput = {
      FunctionName: checked.function.functionName,
      Qualifier: checked.function.qualifier,
      InvocationType: checked.invocationType,
      LogType: checked.logType === 'Tail' ? 'Tail' : undefined,
    };
    return (payload, settle) => {
      const ClientContext = clientContextOf(checked, payload);
      const { tenantId: TenantId, durableExecutionName: DurableExecutionName } = payload;
      const own = { ClientContext, TenantId, DurableExecutionName, Payload: payload.bytes };
      this.#send({ ...input, ...own }, settle, isStreamed(checked, payload), payload.traceId);
    };
  }

  #send(
    input: InvokeCommandInput & { Payload: Payload['bytes'] },
    settle: Settle,
    streams: boolean,
    traceId: string | undefined,
  ): void {
    const exchange = new Exchange(this.#inFlight, settle, this.#settings, streams);
    exchange.traceId = traceId;
    if (this.#isClosed) {
      queueMicrotask(() => this.abortAll());
      return;
    }
    const sent = streams
      ? this.#client.send(
          new this.#sdk.InvokeWithResponseStreamCommand(streamInput(input)),
          exchange,
        )
      : this.#client.send(new this.#sdk.InvokeCommand(input), exchange);
    sent.then(
      // The outcome is made of the raw answer; what the SDK reads out of it is not used.
      () => undefined,
      (error: unknown) => exchange.fail(error),
    );
  }

  abortAll(): void {
    this.#inFlight.cutAll({ kind: 'aborted' });
  }

  close(): Promise<void> {
    this.#isClosed = true;
    this.abortAll();
    this.#client.destroy();
    return Promise.resolve();
  }
}

/** One invocation; also the options of its `send`, which the SDK hands through to the handler. */
class Exchange implements Flight, HandlerOptions {
  deadlineMs = 0;
  earlier: Flight | undefined;
  later: Flight | undefined;
  readonly abortSignal: AbortSignal;
  readonly exchange = this;
  /** Of the trace that it begins. */
  traceId: string | undefined;
  readonly #aborter = new AbortController();
  readonly #inFlight: InFlight;
  readonly #settings: ClientSettings;
  readonly #streams: boolean;
  readonly #sentMs = performance.now();
  #settle: Settle | undefined;
  #answer: StreamedAnswer | undefined;

  constructor(inFlight: InFlight, settle: Settle, settings: ClientSettings, streams: boolean) {
    this.abortSignal = this.#aborter.signal;
    this.#inFlight = inFlight;
    this.#settle = settle;
    this.#settings = settings;
    this.#streams = streams;
    inFlight.add(this);
  }

  /** What takes the answer's bytes as they come; undefined where it is to be read whole. */
  streamed(statusCode: number, headers: AnswerHeaders): StreamedAnswer | undefined {
    if (!this.#streams || this.#settle === undefined) return undefined;
    if (!isEventStream(statusCode, headers)) return undefined;
    this.#answer = new StreamedAnswer({
      ...{ statusCode, headers, sentMs: this.#sentMs },
      keepResponse: this.#settings.keepResponses === true,
      idleTimeoutMs: this.#settings.streamIdleTimeoutMs,
      onStall: (error) => {
        this.#inFlight.remove(this);
        this.#giveUp(error);
      },
    });
    return this.#answer;
  }

  streamEnded(answer: StreamedAnswer): void {
    this.#land(() => answer.outcome());
  }

  answered(statusCode: number, headers: AnswerHeaders, body: Uint8Array): void {
    const answer = { statusCode, headers, body, bodyBytes: body.length };
    const outcome = (): Outcome => classify(answer, this.#settings.keepResponses === true);
    this.#land(() => (this.#streams ? unstreamed(outcome(), headers) : outcome()));
  }

  fail(error: unknown): void {
    this.#land(() => {
      const failure = transportError(error);
      return this.#answer?.broken(failure) ?? failure;
    });
  }

  cut(outcome: Outcome): void {
    const cutOff = outcome.kind === 'transportError' ? this.#answer?.broken(outcome) : undefined;
    this.#answer?.close();
    this.#giveUp(cutOff ?? outcome);
  }

  #giveUp(outcome: Outcome): void {
    const settle = this.#settle;
    this.#settle = undefined;
    this.#aborter.abort();
    if (settle !== undefined) settleWith(settle, outcome);
  }

  #land(outcome: () => Outcome): void {
    const settle = this.#settle;
    if (settle === undefined) return;
    this.#settle = undefined;
    this.#inFlight.remove(this);
    settleWith(settle, outcome());
  }
}

/**
 * Stands between the SDK and its HTTP handler: reads each answer to its end and tells the exchange
 * status, headers and bytes as they came, before the SDK makes an object or an exception of them.
 */
class ReadingHandler {
  readonly metadata = { handlerProtocol: 'http/1.1' };
  readonly #sender: RequestHandler;

  constructor(sender: RequestHandler) {
    this.#sender = sender;
  }

  async handle(
    request: HandlerRequest,
    options: HandlerOptions & { exchange?: Exchange } = {},
  ): ReturnType<RequestHandler['handle']> {
    const traceId = options.exchange?.traceId;
    // As with the SDK's own, after the signature, which does not cover it.
    if (traceId !== undefined) request.headers[traceHeader] = traceHeaderOf(traceId);
    const { response } = await this.#sender.handle(request, options);
    const headers = headersOfRecord(response.headers);
    const stream = options.exchange?.streamed(response.statusCode, headers);
    if (stream !== undefined) {
      await passOn(response.body, stream);
      options.exchange?.streamEnded(stream);
      // The SDK would read a stream of its own out of it, which nobody asks for.
      response.body = Readable.from([]);
      return { response };
    }
    const isBounded = !isSuccess(response.statusCode);
    const body = await readToEnd(response.body, isBounded ? maxErrorBodyBytes : Infinity);
    options.exchange?.answered(response.statusCode, headers, body);
    // A view of its own, since the SDK changes the prototype of what it is given.
    response.body = body.subarray();
    return { response };
  }

  destroy(): void {
    this.#sender.destroy?.();
  }

  updateHttpClientConfig(): void {}

  httpHandlerConfigs(): object {
    return {};
  }
}

/** What `InvokeWithResponseStream` calls the same; it starts no durable execution by name. */
function streamInput(input: InvokeCommandInput): InvokeWithResponseStreamCommandInput {
  const { InvocationType, DurableExecutionName: _, ...rest } = input;
  return {
    ...rest,
    InvocationType: InvocationType === 'DryRun' ? 'DryRun' : 'RequestResponse',
  };
}

/** Gives a stream its bytes as they come, until it has seen enough; leaving the loop then ends the connection. */
async function passOn(message: AsyncIterable<Uint8Array>, stream: StreamedAnswer): Promise<void> {
  for await (const chunk of message) if (!stream.push(chunk)) break;
}

/** All of a body, or as much of it as reaches the limit; leaving the loop then ends the connection. */
async function readToEnd(
  message: AsyncIterable<Uint8Array>,
  limitBytes: number,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of message) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > limitBytes) break;
  }
  return joinChunks(chunks, length);
}
