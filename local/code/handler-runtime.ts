import { EmptyLoop } from './empty-loop.js';
import { Answers } from './handler-answers.js';
import { type LogError, replaceConsole } from './handler-console.js';
import { contextOf } from './handler-context.js';
import { errorBodyOf, UnhandledPromiseRejection } from './handler-errors.js';
import type { HandlerLink, IncomingInvocation } from './handler-link.js';
import type { Handler } from './handler-load.js';
import { isStreaming, provideStreaming, ResponseStream } from './handler-streaming.js';

const requestIdSymbol = Symbol.for('aws.lambda.runtime.requestId');
const tenantIdSymbol = Symbol.for('aws.lambda.runtime.tenantId');

/** What the service's runtime exits with after what it could not catch in time. */
const exitStatus = { uncaughtException: 129, unhandledRejection: 128 };

/** Lambda's Node.js runtime: takes one invocation after another, and tells what becomes of each. */
export class Runtime {
  /** Called as this object's, as in the service: it is the handler's `this`, and in its traces. */
  handler: Handler = () => {};
  readonly #link: HandlerLink;
  readonly #loop = new EmptyLoop();
  readonly #logError: LogError;
  #isStreaming = false;
  #postFatal = (error: unknown): void => this.#postError('initError', error);

  /** Takes over the console and puts `awslambda` into the globals, before the module is loaded. */
  constructor(link: HandlerLink) {
    this.#link = link;
    this.#logError = replaceConsole({
      ids: () => ({
        requestId: Reflect.get(globalThis, requestIdSymbol),
        tenantId: Reflect.get(globalThis, tenantIdSymbol),
      }),
      write: (record) => link.post('log', record),
      writeRaw: (bytes) => link.post('output', bytes),
    });
    provideStreaming();
    process.on('uncaughtException', (error) => {
      this.#logError('Uncaught Exception', error);
      this.#postFatal(error);
      process.exit(exitStatus.uncaughtException);
    });
    process.on('unhandledRejection', (reason, promise) => {
      const error = new UnhandledPromiseRejection(reason, promise);
      this.#logError('Unhandled Promise Rejection', error);
      this.#postFatal(error);
      process.exit(exitStatus.unhandledRejection);
    });
  }

  /** The module is loaded: invocations may come. */
  serve(handler: Handler): void {
    this.handler = handler;
    this.#isStreaming = isStreaming(handler);
    this.#next();
  }

  #next(): void {
    setImmediate(async () => {
      const { head, payload } = await this.#link.next();
      Reflect.set(globalThis, requestIdSymbol, head.requestId);
      Reflect.set(globalThis, tenantIdSymbol, head.tenantId);
      this.#postFatal = (error) => this.#postError('error', error);
      if (head.traceId === undefined) delete process.env._X_AMZN_TRACE_ID;
      else process.env._X_AMZN_TRACE_ID = head.traceId;
      if (this.#isStreaming) await this.#stream({ head, payload });
      else this.#run({ head, payload });
    });
  }

  #run({ head, payload }: IncomingInvocation): void {
    const next = (): void => this.#next();
    const answers = new Answers({
      loop: this.#loop,
      logError: this.#logError,
      postResponse: (result) => this.#link.post('response', asJson(result)),
      postError: (error) => this.#postError('error', error),
      next,
    });
    this.#loop.set(() => {
      answers.complete();
      this.#link.post('response', 'null');
      next();
    });
    try {
      const { callback, succeed, fail, done } = answers;
      const event: unknown = JSON.parse(payload);
      const answering = Object.assign(waitingOf(answers), { succeed, fail, done });
      const context = Object.assign(answering, contextOf(head));
      const returned = this.handler(event, context, callback);
      if (isPromise(returned)) returned.then(succeed, fail).catch(fail);
    } catch (error) {
      answers.callback(error);
    }
  }

  async #stream({ head, payload }: IncomingInvocation): Promise<void> {
    const stream = new ResponseStream((bytes) => this.#link.post('chunk', bytes));
    const finished = new Promise((resolve, reject) => {
      stream.once('finish', () => resolve(this.#link.post('response')));
      stream.once('error', reject);
    });
    finished.catch(() => {});
    const waiting = { waitsForEmptyLoop: true };
    const fail = (error: unknown): void => {
      this.#logError('Invoke Error', error);
      // What has been ended already is on its way, without a word of the error.
      if (!stream.writableEnded) this.#postError('error', error);
      this.#nextStream(waiting.waitsForEmptyLoop);
    };
    this.#loop.set(() => this.#next());
    try {
      const context = Object.assign(waitingOf(waiting), contextOf(head));
      const returned = this.handler(JSON.parse(payload), stream, context);
      if (!isPromise(returned)) {
        fail('Streaming does not support non-async handlers.');
        return;
      }
      const result = await returned;
      if (result !== undefined) console.warn('Streaming handlers ignore return values.');
      await finished;
      this.#nextStream(waiting.waitsForEmptyLoop);
    } catch (error) {
      fail(error);
    }
  }

  #nextStream(waits: boolean): void {
    this.#loop.reset();
    if (waits) this.#loop.set(() => setImmediate(() => this.#next()));
    else this.#next();
  }

  #postError(kind: 'error' | 'initError', error: unknown): void {
    this.#link.post(kind, JSON.stringify(errorBodyOf(error)));
  }
}

/** `callbackWaitsForEmptyEventLoop`, which a handler may set at any time. */
function waitingOf(holder: { waitsForEmptyLoop: boolean }): object {
  return {
    get callbackWaitsForEmptyEventLoop() {
      return holder.waitsForEmptyLoop;
    },
    set callbackWaitsForEmptyEventLoop(waits: boolean) {
      holder.waitsForEmptyLoop = waits;
    },
  };
}

function isPromise(value: unknown): value is Promise<unknown> {
  const { then } = Object(value) as { then?: unknown };
  return Boolean(value) && typeof then === 'function';
}

/** Throws for what JSON cannot say. */
function asJson(result: unknown): string {
  let text: string | undefined;
  try {
    text = JSON.stringify(result === undefined ? null : result);
  } catch {
    throw new Error('Unable to stringify response body');
  }
  // A function or a symbol: the service's own client takes text only.
  if (text === undefined) throw new TypeError('Wrong arguments');
  return text;
}
