import {
  Agent,
  createServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { systemClock } from '../base/clock.js';
import { codeOf, messageOf, RepriseError } from '../base/errors.js';
import { CaptureClock } from '../proxy/capture-clock.js';
import type { SettleRecord } from '../proxy/recorder.js';
import { type RecordedOutcome, streamedTags } from '../recording/event.js';
import { AnswerOutcome, failure } from './answer-outcome.js';
import type { EventSink } from './event-sink.js';
import { exchange, maxHeaderBytes, type Upstream } from './exchange.js';
import { runtimeRoute } from './route.js';
import { runtimeEvent } from './runtime-event.js';

/** What to stand between. */
export interface RuntimeProxyOptions {
  /** The real Runtime API: host and port, as `AWS_LAMBDA_RUNTIME_API` says. */
  upstream: string;
  /** On loopback; 0: any free one. */
  port: number;
  sink: EventSink;
}

/** An event that a runtime works on. */
interface Running {
  startedUs: number;
  settle: SettleRecord;
}

/**
 * Stands between a runtime and Lambda's Runtime API: passes every call on as it is, and hands each
 * event, with its bytes and how it ended, to a sink. Nothing that goes wrong there fails a call.
 */
export class RuntimeProxy {
  readonly #options: RuntimeProxyOptions;
  readonly #upstream: Upstream;
  readonly #server: Server;
  readonly #clock = new CaptureClock();
  /** A connection of a runtime has one of its own to the real API: what one closes, the other does. */
  readonly #agents = new WeakMap<Socket, Agent>();
  readonly #running = new Map<string, Running>();

  /** Throws `RepriseError` when `upstream` is no host and port. */
  constructor(options: RuntimeProxyOptions) {
    this.#options = options;
    this.#upstream = upstreamOf(options.upstream);
    this.#server = createServer({ maxHeaderSize: maxHeaderBytes }, (request, response) => {
      this.#take(request, response);
    });
    this.#server.requestTimeout = 0;
    this.#server.headersTimeout = 0;
    this.#server.keepAliveTimeout = 0;
  }

  /**
   * Listens on loopback; resolves to what a runtime is given as `AWS_LAMBDA_RUNTIME_API`. Throws
   * `RepriseError` when the port is taken.
   */
  async listen(): Promise<string> {
    const { port } = this.#options;
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', (error) => reject(cannotListen(error, port)));
      this.#server.listen({ host: '127.0.0.1', port }, resolve);
    });
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** The runtime has ended: that is the outcome of what it was working on. */
  abandon(outcome: RecordedOutcome): void {
    for (const requestId of [...this.#running.keys()]) this.#settle(requestId, outcome);
  }

  /** Breaks every connection. The sink is left open. */
  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }

  #take(request: IncomingMessage, response: ServerResponse): void {
    const { method = '', url = '' } = request;
    const route = runtimeRoute(method, url);
    const upstream = this.#upstream;
    const parts = { request, response, upstream, agent: this.#agentOf(request.socket) };
    if (route.kind === 'next') exchange({ ...parts, answered: (answer) => this.#next(answer) });
    else if (route.kind === 'other') exchange(parts);
    else exchange({ ...parts, asked: this.#watchAnswer(route.kind, route.requestId, request) });
  }

  /** What to do when the answer is whole. */
  #watchAnswer(
    kind: 'response' | 'error',
    requestId: string,
    request: IncomingMessage,
  ): () => void {
    const answer = new AnswerOutcome(kind, request);
    const tags = answer.isStreamed ? streamedTags : undefined;
    const settle = (outcome: RecordedOutcome): void => this.#settle(requestId, outcome, tags);
    request.on('error', () => settle(failure('Runtime.TruncatedResponse')));
    return () => settle(answer.outcome());
  }

  #agentOf(socket: Socket): Agent {
    const known = this.#agents.get(socket);
    if (known) return known;
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    this.#agents.set(socket, agent);
    socket.once('close', () => agent.destroy());
    return agent;
  }

  #next(answer: IncomingMessage): void {
    if (answer.statusCode !== 200) return;
    const chunks: Buffer[] = [];
    answer.on('data', (chunk: Buffer) => chunks.push(chunk));
    answer.on('end', () => this.#begin(answer, Buffer.concat(chunks)));
  }

  #begin({ headers }: IncomingMessage, payload: Buffer): void {
    const taken = runtimeEvent(headers, payload, this.#clock.nowUs());
    if (taken === undefined) return;
    const settle = this.#options.sink.begin(taken);
    this.#running.set(taken.requestId, { startedUs: systemClock.nowUs(), settle });
  }

  #settle(requestId: string, outcome: RecordedOutcome, tags?: typeof streamedTags): void {
    const running = this.#running.get(requestId);
    if (running === undefined) return;
    this.#running.delete(requestId);
    const durationMs = Math.round(systemClock.nowUs() - running.startedUs) / 1000;
    running.settle({ ...outcome, requestId, durationMs }, tags);
  }
}

function upstreamOf(text: string): Upstream {
  const [, hostname, port] = /^([\w.-]+):(\d{1,5})$/.exec(text) ?? [];
  if (hostname !== undefined && port !== undefined) return { host: text, hostname, port };
  throw new RepriseError(`\`${text}\` is no host and port of a Runtime API.`, {
    hint: 'Give them as AWS_LAMBDA_RUNTIME_API has them: 127.0.0.1:9001.',
  });
}

function cannotListen(error: Error, port: number): RepriseError {
  const reason = codeOf(error) === 'EADDRINUSE' ? 'the port is in use' : messageOf(error);
  return new RepriseError(
    `The proxy of the Runtime API cannot listen on 127.0.0.1:${port}: ${reason}.`,
    { hint: 'Give another --port, or 0 for any free one.', cause: error },
  );
}
