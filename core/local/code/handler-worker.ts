import type { MessagePort } from 'node:worker_threads';
import type { WorkerError, WorkerInvoke, WorkerMessage, WorkerStart } from './handler-messages.js';

/** What `workerMain` is given, since it can import nothing. */
interface WorkerTools {
  port: MessagePort;
  start: WorkerStart;
  /** `util.format` */
  format: (...values: unknown[]) => string;
  importModule: (url: string) => Promise<Record<string, unknown>>;
}

/**
 * The program of a worker, as text. It is made of `workerMain`'s own text, because a worker started
 * from a file would need a `.js` beside this module, which is not there when it runs from source.
 */
export function workerProgram(): string {
  return `const { parentPort, workerData } = require('node:worker_threads');
(${workerMain.toString()})({
  port: parentPort,
  start: workerData,
  format: require('node:util').format,
  importModule: (url) => import(url),
});`;
}

/**
 * Lambda's Node.js runtime inside of one worker thread: loads the module, then runs one invocation
 * after another. Must use nothing from outside of itself but Node's globals (see `workerProgram`).
 */
function workerMain({ port, start, format, importModule }: WorkerTools): void {
  type Handler = (
    event: unknown,
    context: object,
    callback: (error: unknown, result?: unknown) => void,
  ) => unknown;
  let requestId = '';
  let isRunning = false;

  const post = (message: WorkerMessage): void => port.postMessage(message);
  const memoryMb = (): number => {
    const { heapTotal, external } = process.memoryUsage();
    return (heapTotal + external) / 2 ** 20;
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

  const log = (level: string, text: string): void => {
    const time = new Date().toISOString();
    post({ kind: 'log', line: `${time}\t${requestId}\t${level}\t${text}` });
  };
  const replaceConsole = (): void => {
    const levels = { log: 'INFO', info: 'INFO', warn: 'WARN', error: 'ERROR', debug: 'DEBUG' };
    for (const [method, level] of Object.entries({ ...levels, trace: 'TRACE' })) {
      Reflect.set(console, method, (...values: unknown[]) => log(level, format(...values)));
    }
    const write = (chunk: string | Uint8Array): boolean => {
      const text = typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString();
      post({ kind: 'log', line: text.replace(/\n$/, '') });
      return true;
    };
    Reflect.set(process.stdout, 'write', write);
    Reflect.set(process.stderr, 'write', write);
  };

  const fail = (error: WorkerError, ends: boolean): void => {
    if (!isRunning) return;
    isRunning = false;
    const { trace: stack, errorType, errorMessage } = error;
    log('ERROR', `Invoke Error \t${JSON.stringify({ errorType, errorMessage, stack })}`);
    post({ kind: 'error', error, memoryMb: memoryMb(), ends });
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
    isRunning = false;
    post({ kind: 'response', payload, memoryMb: memoryMb() });
  };

  const contextOf = (invoke: WorkerInvoke, settle: (error: unknown, result?: unknown) => void) => ({
    callbackWaitsForEmptyEventLoop: true,
    functionVersion: start.functionVersion,
    functionName: start.functionName,
    memoryLimitInMB: start.memoryLimitInMB,
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

  const run = (handler: Handler, invoke: WorkerInvoke): void => {
    requestId = invoke.requestId;
    isRunning = true;
    if (invoke.traceId !== undefined) process.env._X_AMZN_TRACE_ID = invoke.traceId;
    const settle = (error: unknown, result?: unknown): void => {
      // A late answer of an earlier invocation is no answer to this one.
      if (invoke.requestId !== requestId) return;
      if (error === null || error === undefined) succeed(result);
      else fail(describe(error), false);
    };
    try {
      const event: unknown = JSON.parse(Buffer.from(invoke.payload).toString('utf8'));
      const returned = handler(event, contextOf(invoke, settle), settle);
      const isPromise = typeof returned === 'object' && returned !== null && 'then' in returned;
      if (isPromise) Promise.resolve(returned).then((value) => settle(null, value), settle);
      // With a callback among its parameters a handler answers through that, whenever it likes.
      else if (handler.length < 3) settle(null, returned);
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
    port.on('message', (invoke: WorkerInvoke) => run(handler, invoke));
    post({ kind: 'ready', memoryMb: memoryMb() });
  };

  replaceConsole();
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
