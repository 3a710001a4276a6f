import type { MessagePort } from 'node:worker_threads';
import { type ConsoleTools, type Log, replaceConsole } from './handler-console.js';
import type { WorkerError, WorkerInvoke, WorkerMessage, WorkerStart } from './handler-messages.js';
import { provideStreaming, type Streaming } from './handler-streaming.js';

/** What `workerMain` is given, since it can import nothing. */
interface WorkerTools {
  port: MessagePort;
  start: WorkerStart;
  /** `util.format` */
  format: (...values: unknown[]) => string;
  importModule: (url: string) => Promise<Record<string, unknown>>;
  replaceConsole: (tools: ConsoleTools) => Log;
  streaming: Streaming;
}

/**
 * The program of a worker, as text. It is made of the functions' own text, because a worker started
 * from a file would need a `.js` beside this module, which is not there when it runs from source.
 */
export function workerProgram(): string {
  return `const { parentPort, workerData } = require('node:worker_threads');
(${workerMain.toString()})({
  port: parentPort,
  start: workerData,
  format: require('node:util').format,
  importModule: (url) => import(url),
  replaceConsole: ${replaceConsole.toString()},
  streaming: (${provideStreaming.toString()})(require('node:stream')),
});`;
}

/**
 * Lambda's Node.js runtime inside of one worker thread: loads the module, then runs one invocation
 * after another. Must use nothing from outside of itself but Node's globals (see `workerProgram`).
 */
function workerMain(tools: WorkerTools): void {
  type Handler = (event: unknown, ...rest: unknown[]) => unknown;
  const { port, start, format, importModule, replaceConsole, streaming } = tools;
  let requestId = '';
  let isRunning = false;
  let memoryWatch: NodeJS.Timeout | undefined;
  /** What happens when nothing is left to wait for. */
  let whenIdle: () => void = () => {};

  const post = (message: WorkerMessage): void => port.postMessage(message);
  const memoryMb = (): number => {
    const { heapTotal, external } = process.memoryUsage();
    return (heapTotal + external) / 2 ** 20;
  };
  const watchMemory = (): void => {
    if (isRunning && memoryMb() > start.memoryMb) post({ kind: 'outOfMemory' });
  };
  const isErrorLike = (thrown: unknown): thrown is Error =>
    typeof thrown === 'object' && thrown !== null && 'message' in thrown && 'stack' in thrown;

  const describe = (thrown: unknown): WorkerError => {
    if (!isErrorLike(thrown)) {
      return { errorType: typeof thrown, errorMessage: String(thrown), trace: [] };
    }
    const { name, message, stack } = thrown;
    return { errorType: name, errorMessage: message, trace: String(stack).split('\n') };
  };
  const runtimeError = (errorType: string, errorMessage: string, cause?: unknown): WorkerError => {
    const trace = isErrorLike(cause) ? String(cause.stack).split('\n') : [];
    return { errorType, errorMessage, trace: [`${errorType}: ${errorMessage}`, ...trace.slice(1)] };
  };

  /** No invocation runs: the port alone keeps the thread. */
  const rest = (): void => {
    isRunning = false;
    clearInterval(memoryWatch);
    port.ref();
  };
  const fail = (error: WorkerError, ends: boolean): void => {
    if (!isRunning) return;
    rest();
    const { trace: stack, errorType, errorMessage } = error;
    log('ERROR', `Invoke Error \t${JSON.stringify({ errorType, errorMessage, stack })}`);
    post({ kind: 'error', error, memoryMb: memoryMb(), ends });
  };
  const respond = (payload: string): void => {
    if (!isRunning) return;
    watchMemory();
    rest();
    post({ kind: 'response', payload, memoryMb: memoryMb() });
  };
  const succeed = (result: unknown): void => {
    if (!isRunning) return;
    let payload: string | undefined;
    try {
      payload = JSON.stringify(result === undefined ? null : result);
    } catch {
      payload = undefined;
    }
    if (payload === undefined) {
      fail(runtimeError('Error', 'Unable to stringify response body'), false);
      return;
    }
    respond(payload);
  };

  type Settle = (error: unknown, result?: unknown) => void;
  const contextOf = (invoke: WorkerInvoke, settle: Settle) => ({
    callbackWaitsForEmptyEventLoop: true,
    functionVersion: start.functionVersion,
    functionName: start.functionName,
    memoryLimitInMB: String(start.memoryMb),
    logGroupName: start.logGroupName,
    logStreamName: start.logStreamName,
    clientContext:
      invoke.clientContext === undefined ? undefined : JSON.parse(invoke.clientContext),
    identity: undefined,
    invokedFunctionArn: invoke.invokedFunctionArn,
    awsRequestId: invoke.requestId,
    getRemainingTimeInMillis: () => Math.max(0, invoke.deadlineMs - Date.now()),
    done: settle,
    succeed: (result: unknown) => settle(null, result),
    fail: (error: unknown) => settle(error ?? 'handled'),
  });
  const isPromise = (value: unknown): value is PromiseLike<unknown> =>
    typeof value === 'object' && value !== null && 'then' in value;

  const runBuffered = (
    handler: Handler,
    event: unknown,
    context: ReturnType<typeof contextOf>,
    settle: Settle,
  ): void => {
    // Lambda's runtime answers null for a handler that has nothing left to wait for.
    whenIdle = () => settle(null, null);
    port.unref();
    const callback: Settle = (error, result) => {
      const waits = context.callbackWaitsForEmptyEventLoop && (error ?? null) === null;
      if (waits) whenIdle = () => settle(null, result);
      else settle(error, result);
    };
    const returned = handler(event, context, callback);
    if (isPromise(returned)) {
      const failed = (reason: unknown): void => settle(reason ?? String(reason));
      Promise.resolve(returned).then((value) => settle(null, value), failed);
    }
    // With a callback among its parameters a handler answers through that, whenever it likes.
    else if (handler.length < 3) settle(null, returned);
  };
  const runStreaming = (
    handler: Handler,
    event: unknown,
    context: object,
    settle: Settle,
  ): void => {
    whenIdle = () => {};
    const id = requestId;
    const stream = streaming.createResponseStream((bytes) => {
      if (isRunning && id === requestId) post({ kind: 'chunk', bytes });
    });
    const finished = new Promise((resolve, reject) => {
      stream.once('finish', resolve);
      stream.once('error', reject);
    });
    Promise.all([handler(event, stream, context), finished]).then(() => settle(null, ''), settle);
  };
  const run = (handler: Handler, invoke: WorkerInvoke): void => {
    requestId = invoke.requestId;
    isRunning = true;
    memoryWatch = setInterval(watchMemory, 50).unref();
    process.env._X_AMZN_TRACE_ID = invoke.traceId;
    const isStreaming = streaming.isStreaming(handler);
    const settle: Settle = (error, result) => {
      // A late answer of an earlier invocation is no answer to this one.
      if (invoke.requestId !== requestId) return;
      if (error !== null && error !== undefined) fail(describe(error), false);
      else if (isStreaming) respond('');
      else succeed(result);
    };
    try {
      const event: unknown = JSON.parse(Buffer.from(invoke.payload).toString('utf8'));
      const context = contextOf(invoke, settle);
      if (isStreaming) runStreaming(handler, event, context, settle);
      else runBuffered(handler, event, context, settle);
    } catch (error) {
      settle(error ?? String(error));
    }
  };

  const loadFault = (error: unknown): WorkerError => {
    const code = isErrorLike(error) && 'code' in error ? error.code : undefined;
    if (code === 'MODULE_NOT_FOUND' || code === 'ERR_MODULE_NOT_FOUND') {
      return runtimeError('Runtime.ImportModuleError', String(error), error);
    }
    if (error instanceof SyntaxError) {
      return runtimeError('Runtime.UserCodeSyntaxError', String(error), error);
    }
    return describe(error);
  };
  const exported = (module: Record<string, unknown>): unknown => {
    const { default: fallback } = module;
    const inner = typeof fallback === 'object' && fallback !== null ? fallback : {};
    return module[start.exportName] ?? Reflect.get(inner, start.exportName);
  };
  const serve = (handler: Handler): void => {
    process.on('uncaughtException', (error) => fail(describe(error), true));
    process.on('unhandledRejection', (reason) => {
      fail(runtimeError('Runtime.UnhandledPromiseRejection', String(reason), reason), true);
    });
    process.on('beforeExit', () => {
      port.ref();
      whenIdle();
    });
    port.on('message', (invoke: WorkerInvoke) => run(handler, invoke));
    post({ kind: 'ready', memoryMb: memoryMb() });
  };

  const log = replaceConsole({
    logFormat: start.logFormat,
    format,
    requestId: () => requestId,
    write: (line) => post({ kind: 'log', line }),
  });
  importModule(start.moduleUrl).then(
    (module) => {
      const handler = exported(module);
      if (typeof handler === 'function') {
        serve(handler as Handler);
        return;
      }
      const what = handler === undefined ? 'is undefined or not exported' : 'is not a function';
      const fileName = start.moduleUrl.slice(start.moduleUrl.lastIndexOf('/') + 1);
      const name = `${fileName.replace(/\.[^.]+$/, '')}.${start.exportName}`;
      post({
        kind: 'initFailed',
        error: runtimeError('Runtime.HandlerNotFound', `${name} ${what}`),
      });
    },
    (error: unknown) => post({ kind: 'initFailed', error: loadFault(error) }),
  );
}
