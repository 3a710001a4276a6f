import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { systemClock } from '../base/clock.js';
import { codeOf, messageOf, RepriseError } from '../base/errors.js';
import type { ResolvedEndpoint } from '../invoke/client.js';
import { CredentialSource } from '../invoke/credential-source.js';
import type { TransportError } from '../invoke/outcome.js';
import type { ClientEndpoint } from '../invoke/resolve.js';
import { isThisMachine } from '../invoke/this-machine.js';
import { type UndiciClient, undiciClients } from '../invoke/undici-clients.js';
import { ConnectionPool } from '../wire/connection-pool.js';
import { AnswerWatcher } from './answer-watcher.js';
import { CaptureClock } from './capture-clock.js';
import { receive } from './exchange.js';
import { ForwardedCall } from './forwarded-call.js';
import { createGuard } from './guard.js';
import { eventOf } from './incoming-event.js';
import type { Recorder } from './recorder.js';
import { type ProxyRefusal, writeProxyRefusal } from './refusal.js';
import { Resigner } from './resigner.js';
import { recordedRouteOf } from './route.js';

const connectTimeoutMs = 10_000;

export interface ProxyOptions {
  /** Loopback unless told. */
  host: string;
  /** 0: any free port. */
  port: number;
  /** Where calls go, and as whom. */
  upstream: ClientEndpoint;
  recorder: Recorder;
  /** Record the responses of functions too. */
  keepResponses: boolean;
}

/** What has come through so far. */
export interface ProxyCounts {
  /** Invocations, answered or not. */
  invocations: number;
  /** All other calls, which are not recorded. */
  otherCalls: number;
  inFlight: number;
}

/** A proxy that is listening. */
export interface RecordingProxy {
  /** `http://127.0.0.1:9002`, what an application is given as `AWS_ENDPOINT_URL_LAMBDA`. */
  url: string;
  upstream: ResolvedEndpoint;
  readonly counts: ProxyCounts;
  /** Takes no new calls, lets those in flight end, and then closes the recorder. */
  close(): Promise<void>;
  /** Cuts off what is in flight. */
  abortAll(): void;
}

/**
 * Starts a proxy that passes the Invoke API through and records what is invoked. Throws `RepriseError`
 * for an address that cannot be listened on, or when it would send to itself; the recorder is left
 * open then.
 */
export async function startProxy(options: ProxyOptions): Promise<RecordingProxy> {
  const credentials = await CredentialSource.open(options.upstream.credentials);
  const proxy = new ProxyServer(options, credentials);
  try {
    await proxy.listen();
    return proxy;
  } catch (error) {
    proxy.release();
    throw error;
  }
}

class ProxyServer implements RecordingProxy {
  url = '';
  readonly upstream: ResolvedEndpoint;
  readonly counts: ProxyCounts = { invocations: 0, otherCalls: 0, inFlight: 0 };
  readonly #options: ProxyOptions;
  readonly #credentials: CredentialSource;
  readonly #server: Server;
  readonly #connections: ConnectionPool<UndiciClient>;
  readonly #resigner: Resigner;
  readonly #guard: (request: IncomingMessage) => ProxyRefusal | undefined;
  readonly #clock = new CaptureClock();
  #onIdle: (() => void) | undefined;

  constructor(options: ProxyOptions, credentials: CredentialSource) {
    const { endpoint, trust } = options.upstream;
    const url = new URL(endpoint.url);
    const via = `1.1 reprise-${randomUUID().slice(0, 8)}`;
    this.#options = options;
    this.#credentials = credentials;
    this.upstream = endpoint;
    const create = undiciClients(url, connectTimeoutMs, trust);
    this.#connections = new ConnectionPool({ limit: Number.POSITIVE_INFINITY, create });
    this.#resigner = new Resigner({ url, region: endpoint.region, credentials, via });
    this.#guard = createGuard(options.host, via);
    this.#server = createServer((request, response) => this.#take(request, response));
    // Invocations take up to 15 minutes, and an application's idle connections are its own affair.
    this.#server.requestTimeout = 0;
    this.#server.keepAliveTimeout = 0;
  }

  async listen(): Promise<void> {
    const { host, port } = this.#options;
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', (error) => reject(cannotListen(error, `${host}:${port}`)));
      this.#server.listen({ host, port }, resolve);
    });
    const address = this.#server.address() as AddressInfo;
    this.url = `http://${host.includes(':') ? `[${host}]` : host}:${address.port}`;
    const upstream = new URL(this.upstream.url);
    if (isThisMachine(upstream.hostname) && Number(upstream.port) === address.port) {
      throw sendsToItself(this.upstream.url);
    }
  }

  async close(): Promise<void> {
    this.#server.close();
    this.#server.closeIdleConnections();
    await new Promise<void>((resolve) => {
      this.#onIdle = resolve;
      if (this.counts.inFlight === 0) resolve();
    });
    this.release();
    await this.#options.recorder.close();
  }

  abortAll(): void {
    this.#server.closeAllConnections();
  }

  /** Gives back all but the recorder. */
  release(): void {
    this.#server.close();
    this.#server.closeAllConnections();
    this.#credentials.close();
    this.#connections.close();
  }

  #take(request: IncomingMessage, response: ServerResponse): void {
    const refusal = this.#guard(request);
    if (refusal !== undefined) {
      request.resume();
      writeProxyRefusal(response, refusal);
      return;
    }
    this.counts.inFlight += 1;
    response.once('close', () => {
      this.counts.inFlight -= 1;
      if (this.counts.inFlight === 0) this.#onIdle?.();
    });
    receive(request, (received) => {
      if (received.kind === 'body') this.#forward(request, response, received.body);
      else writeProxyRefusal(response, received.refusal);
    });
  }

  #forward(request: IncomingMessage, response: ServerResponse, body: Buffer): void {
    const { method = '', url = '', rawHeaders } = request;
    // A connection that is kept would keep the server from closing.
    if (!this.#server.listening) response.shouldKeepAlive = false;
    const call = new ForwardedCall({
      connections: this.#connections,
      method,
      signed: this.#resigner.sign({ method, url, rawHeaders, body }, Date.now()),
      body,
      response,
      watcher: this.#watch(request, body),
      refuse: (error) => writeProxyRefusal(response, noAnswer(this.upstream.url, error)),
    });
    call.send();
  }

  /** Begins the record of an invocation; undefined for other calls. */
  #watch(request: IncomingMessage, body: Buffer): AnswerWatcher | undefined {
    const route = recordedRouteOf(request.method ?? '', request.url ?? '');
    if (route === undefined) {
      this.counts.otherCalls += 1;
      return undefined;
    }
    this.counts.invocations += 1;
    const { recorder, keepResponses } = this.#options;
    return new AnswerWatcher({
      isStream: route.operation === 'InvokeWithResponseStream',
      keepResponse: keepResponses,
      nowUs: systemClock.nowUs,
      settle: recorder.add(eventOf(route, request.headers, body, this.#clock.nowUs())),
    });
  }
}

function noAnswer(url: string, { errorType, errorMessage }: TransportError): ProxyRefusal {
  return {
    statusCode: 502,
    errorType: 'ServiceException',
    message: `The recording proxy got no answer from ${url}: ${errorType}: ${errorMessage}`,
  };
}

function cannotListen(error: Error, where: string): RepriseError {
  const reason = codeOf(error) === 'EADDRINUSE' ? 'the port is in use' : messageOf(error);
  return new RepriseError(`The recording proxy cannot listen on ${where}: ${reason}.`, {
    hint: 'Give another --port, or 0 for any free one.',
    cause: error,
  });
}

function sendsToItself(url: string): RepriseError {
  return new RepriseError(`The recording proxy would send every call to itself, at ${url}.`, {
    hint: 'Unset AWS_ENDPOINT_URL_LAMBDA where the proxy runs, or give --upstream.',
  });
}
