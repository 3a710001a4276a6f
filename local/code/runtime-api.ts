import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { maxResponseBytes } from '../functions/error-payload.js';
import type { SandboxEvent } from '../functions/sandbox.js';
import {
  maxErrorBytes,
  type RuntimeError,
  type RuntimeLink,
  type RuntimeListener,
  runtimeErrorOf,
} from './runtime-link.js';

type Responder = (request: IncomingMessage, response: ServerResponse) => void;

const base = '/2018-06-01/runtime/';
const noBytes = Buffer.alloc(0);

/**
 * The Lambda Runtime API of one execution environment (AWS Lambda guide, "Using the Lambda runtime
 * API for custom runtimes"; statuses and error bodies as in the Runtime Interface Emulator).
 */
export class RuntimeApi implements RuntimeLink {
  readonly pipes = 0;
  readonly #server: Server;
  readonly #listener: RuntimeListener;
  #event: SandboxEvent | undefined;
  /** The invocation that the runtime has been given and has not answered. */
  #runningId: string | undefined;
  #waiting: ServerResponse | undefined;

  constructor(listener: RuntimeListener) {
    this.#listener = listener;
    this.#server = createServer((request, response) => this.#route(request, response));
    // A runtime waits for its next invocation as long as it takes.
    this.#server.requestTimeout = 0;
    this.#server.keepAliveTimeout = 0;
  }

  /** Listens on a free loopback port. */
  open(): Promise<Record<string, string>> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(0, '127.0.0.1', () => {
        const { port } = this.#server.address() as AddressInfo;
        resolve({ AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${port}` });
      });
    });
  }

  get isOffering(): boolean {
    return this.#event !== undefined;
  }

  /** A process finds its own way here. */
  attach(): void {}

  /** Hands an invocation to the runtime, now or as soon as it asks. */
  offer(event: SandboxEvent): void {
    this.#event = event;
    this.#deliver();
  }

  /** Breaks every connection and stops listening. */
  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }

  #route(request: IncomingMessage, response: ServerResponse): void {
    const { method, url = '' } = request;
    const respond = url.startsWith(base)
      ? this.#responder(method, url.slice(base.length))
      : notFound;
    respond(request, response);
  }

  #responder(method: string | undefined, path: string): Responder {
    if (method === 'GET' && path === 'invocation/next') {
      return (_request, response) => this.#next(response);
    }
    if (method !== 'POST') return notFound;
    if (path === 'init/error') return (...exchange) => this.#initError(...exchange);
    const [, id, what] = /^invocation\/([^/]+)\/(response|error)$/.exec(path) ?? [];
    if (id === undefined) return notFound;
    if (id !== this.#runningId) return invalidRequestId;
    if (what === 'error') return (...exchange) => this.#error(...exchange);
    return (...exchange) => this.#response(...exchange);
  }

  #next(response: ServerResponse): void {
    this.#waiting = response;
    response.once('close', () => {
      if (this.#waiting === response) this.#waiting = undefined;
    });
    this.#listener.next();
    this.#deliver();
  }

  #deliver(): void {
    const event = this.#event;
    const response = this.#waiting;
    if (event === undefined || response === undefined) return;
    this.#event = undefined;
    this.#waiting = undefined;
    this.#runningId = event.requestId;
    response.writeHead(200, headersOf(event));
    response.end(event.payload);
  }

  #response(request: IncomingMessage, response: ServerResponse): void {
    const mode = request.headers['lambda-runtime-function-response-mode'];
    if (mode === 'streaming') this.#streamed(request, response);
    else this.#whole(request, response);
  }

  #whole(request: IncomingMessage, response: ServerResponse): void {
    collect(request, maxResponseBytes, (payload) => {
      this.#runningId = undefined;
      if (payload === undefined) refuseTooLarge(response);
      else accept(response);
      this.#listener.response(payload);
    });
  }

  #streamed(request: IncomingMessage, response: ServerResponse): void {
    request.on('data', (bytes: Buffer) => this.#listener.chunk(bytes));
    request.on('end', () => {
      this.#runningId = undefined;
      accept(response);
      const error = trailingError(request);
      if (error === undefined) this.#listener.response(noBytes);
      else this.#listener.error(error);
    });
    request.on('error', () => {
      this.#runningId = undefined;
      const errorType = 'Runtime.TruncatedResponse';
      this.#listener.error({ errorType, payload: Buffer.from(JSON.stringify({ errorType })) });
    });
  }

  #error(request: IncomingMessage, response: ServerResponse): void {
    collect(request, maxErrorBytes, (payload = noBytes) => {
      this.#runningId = undefined;
      accept(response);
      this.#listener.error(runtimeError(request, payload));
    });
  }

  #initError(request: IncomingMessage, response: ServerResponse): void {
    collect(request, maxErrorBytes, (payload = noBytes) => {
      accept(response);
      this.#listener.initError(runtimeError(request, payload));
    });
  }
}

function headersOf(event: SandboxEvent): Record<string, string> {
  return {
    'Content-Type': 'application/json',
    'Content-Length': String(event.payload.length),
    'Lambda-Runtime-Aws-Request-Id': event.requestId,
    'Lambda-Runtime-Deadline-Ms': String(Math.round(event.deadlineMs)),
    'Lambda-Runtime-Invoked-Function-Arn': event.invokedFunctionArn,
    ...(event.traceId !== undefined && { 'Lambda-Runtime-Trace-Id': event.traceId }),
    ...(event.clientContext !== undefined && {
      'Lambda-Runtime-Client-Context': event.clientContext,
    }),
    ...(event.tenantId !== undefined && { 'Lambda-Runtime-Aws-Tenant-Id': event.tenantId }),
  };
}

/** Calls back with the body, or with undefined when it has more than `limitBytes`. */
function collect(
  request: IncomingMessage,
  limitBytes: number,
  done: (body: Buffer | undefined) => void,
): void {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  request.on('data', (chunk: Buffer) => {
    sizeBytes += chunk.length;
    if (sizeBytes <= limitBytes) chunks.push(chunk);
  });
  request.on('end', () => done(sizeBytes > limitBytes ? undefined : Buffer.concat(chunks)));
}

function runtimeError({ headers }: IncomingMessage, payload: Buffer): RuntimeError {
  const header = headers['lambda-runtime-function-error-type'];
  const named = Array.isArray(header) ? header[0] : header;
  return runtimeErrorOf(payload, named);
}

/** An error that ended a streamed response is told in the trailers of its request, in base64. */
function trailingError({ trailers }: IncomingMessage): RuntimeError | undefined {
  const errorType = trailers['lambda-runtime-function-error-type'];
  const body = trailers['lambda-runtime-function-error-body'];
  if (errorType === undefined && body === undefined) return undefined;
  return runtimeErrorOf(Buffer.from(body ?? '', 'base64'), errorType);
}

function accept(response: ServerResponse): void {
  writeJson(response, 202, { status: 'OK' });
}

function notFound(request: IncomingMessage, response: ServerResponse): void {
  request.resume();
  writeJson(response, 404, { errorType: 'NotFound', errorMessage: 'There is no such path.' });
}

function invalidRequestId(request: IncomingMessage, response: ServerResponse): void {
  request.resume();
  writeJson(response, 400, {
    errorType: 'InvalidRequestID',
    errorMessage: 'Invalid request ID',
  });
}

function refuseTooLarge(response: ServerResponse): void {
  writeJson(response, 413, {
    errorType: 'RequestEntityTooLarge',
    errorMessage: `Exceeded maximum allowed payload size (${maxResponseBytes} bytes).`,
  });
}

function writeJson(response: ServerResponse, status: number, body: object): void {
  const bytes = Buffer.from(JSON.stringify(body));
  response.writeHead(status, {
    'Content-Type': 'application/json',
    'Content-Length': String(bytes.length),
  });
  response.end(bytes);
}
