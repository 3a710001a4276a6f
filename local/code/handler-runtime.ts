import type { MessagePort } from 'node:worker_threads';
import { type Log, replaceConsole } from './handler-console.js';
import { contextOf, type HandlerContext, type SettleInvocation } from './handler-context.js';
import { describeThrown, runtimeError } from './handler-errors.js';
import type { WorkerError, WorkerInvoke, WorkerMessage, WorkerStart } from './handler-messages.js';
import { provideStreaming } from './handler-streaming.js';

/** What a handler's module exports under the handler's name. */
export type Handler = (event: unknown, ...rest: unknown[]) => unknown;

/** How often a running handler's memory is looked at. */
const memoryWatchMs = 50;

/** Lambda's Node.js runtime inside of one worker thread: runs one invocation after another. */
export class HandlerRuntime {
  readonly #port: MessagePort;
  readonly #start: WorkerStart;
  readonly #streaming = provideStreaming();
  readonly #log: Log;
  #requestId = '';
  #isRunning = false;
  #memoryWatch: NodeJS.Timeout | undefined;
  /** What happens when nothing is left to wait for. */
  #whenIdle: () => void = () => {};

  /** Takes over the console and puts `awslambda` into the globals, before the module is loaded. */
  constructor(port: MessagePort, start: WorkerStart) {
    this.#port = port;
    this.#start = start;
    this.#log = replaceConsole({
      logFormat: start.logFormat,
      requestId: () => this.#requestId,
      write: (line) => this.#post({ kind: 'log', line }),
    });
  }

  /** Takes invocations from now on. */
  serve(handler: Handler): void {
    process.on('uncaughtException', (error) => this.#fail(describeThrown(error), true));
    process.on('unhandledRejection', (reason) => {
      const type = 'Runtime.UnhandledPromiseRejection';
      this.#fail(runtimeError(type, String(reason), reason), true);
    });
    process.on('beforeExit', () => {
      this.#port.ref();
      this.#whenIdle();
    });
    this.#port.on('message', (invoke: WorkerInvoke) => this.#run(handler, invoke));
    this.#post({ kind: 'ready', memoryMb: memoryMb() });
  }

  /** The module has no such handler, or could not be loaded. */
  refuse(error: WorkerError): void {
    this.#post({ kind: 'initFailed', error });
  }

  #run(handler: Handler, invoke: WorkerInvoke): void {
    this.#requestId = invoke.requestId;
    this.#isRunning = true;
    this.#memoryWatch = setInterval(() => this.#watchMemory(), memoryWatchMs).unref();
    process.env._X_AMZN_TRACE_ID = invoke.traceId;
    const isStreaming = this.#streaming.isStreaming(handler);
    const settle: SettleInvocation = (error, result) => {
      // A late answer of an earlier invocation is no answer to this one.
      if (invoke.requestId !== this.#requestId) return;
      if (error !== null && error !== undefined) this.#fail(describeThrown(error), false);
      else if (isStreaming) this.#respond('');
      else this.#succeed(result);
    };
    try {
      const event: unknown = JSON.parse(Buffer.from(invoke.payload).toString('utf8'));
      const context = contextOf(this.#start, invoke, settle);
      if (isStreaming) this.#runStreaming(handler, event, context, settle);
      else this.#runBuffered(handler, event, context, settle);
    } catch (error) {
      settle(error ?? String(error));
    }
  }

  #runBuffered(
    handler: Handler,
    event: unknown,
    context: HandlerContext,
    settle: SettleInvocation,
  ): void {
    // Lambda's runtime answers null for a handler that has nothing left to wait for.
    this.#whenIdle = () => settle(null, null);
    this.#port.unref();
    const callback: SettleInvocation = (error, result) => {
      const waits = context.callbackWaitsForEmptyEventLoop && (error ?? null) === null;
      if (waits) this.#whenIdle = () => settle(null, result);
      else settle(error, result);
    };
    const returned = handler(event, context, callback);
    if (isPromise(returned)) {
      const failed = (reason: unknown): void => settle(reason ?? String(reason));
      Promise.resolve(returned).then((value) => settle(null, value), failed);
    }
    // With a callback among its parameters a handler answers through that, whenever it likes.
    else if (handler.length < 3) settle(null, returned);
  }

  #runStreaming(handler: Handler, event: unknown, context: object, settle: SettleInvocation): void {
    this.#whenIdle = () => {};
    const id = this.#requestId;
    const stream = this.#streaming.createResponseStream((bytes) => {
      if (this.#isRunning && id === this.#requestId) this.#post({ kind: 'chunk', bytes });
    });
    const finished = new Promise((resolve, reject) => {
      stream.once('finish', resolve);
      stream.once('error', reject);
    });
    Promise.all([handler(event, stream, context), finished]).then(() => settle(null, ''), settle);
  }

  #succeed(result: unknown): void {
    if (!this.#isRunning) return;
    const payload = asJson(result === undefined ? null : result);
    if (payload !== undefined) this.#respond(payload);
    else this.#fail(runtimeError('Error', 'Unable to stringify response body'), false);
  }

  #respond(payload: string): void {
    if (!this.#isRunning) return;
    this.#watchMemory();
    this.#rest();
    this.#post({ kind: 'response', payload, memoryMb: memoryMb() });
  }

  #fail(error: WorkerError, ends: boolean): void {
    if (!this.#isRunning) return;
    this.#rest();
    const { trace: stack, errorType, errorMessage } = error;
    this.#log('ERROR', `Invoke Error \t${JSON.stringify({ errorType, errorMessage, stack })}`);
    this.#post({ kind: 'error', error, memoryMb: memoryMb(), ends });
  }

  /** No invocation runs: the port alone keeps the thread. */
  #rest(): void {
    this.#isRunning = false;
    clearInterval(this.#memoryWatch);
    this.#port.ref();
  }

  #watchMemory(): void {
    if (this.#isRunning && memoryMb() > this.#start.memoryMb) this.#post({ kind: 'outOfMemory' });
  }

  #post(message: WorkerMessage): void {
    this.#port.postMessage(message);
  }
}

/** What the thread's heap and buffers hold. */
function memoryMb(): number {
  const { heapTotal, external } = process.memoryUsage();
  return (heapTotal + external) / 2 ** 20;
}

function isPromise(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value;
}

/** Undefined for what JSON cannot say. */
function asJson(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
}
