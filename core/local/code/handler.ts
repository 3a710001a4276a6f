import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { HandlerCode } from '../config.js';
import type { Credentials } from '../credentials.js';
import { exitPayload, outOfMemoryPayload } from '../error-payload.js';
import type {
  Sandbox,
  SandboxEvent,
  SandboxFactory,
  SandboxFailure,
  SandboxIdentity,
  SandboxInit,
  SandboxResult,
} from '../sandbox.js';
import type { WorkerError, WorkerInvoke, WorkerMessage, WorkerStart } from './handler-messages.js';
import { workerProgram } from './handler-worker.js';

/** Makes the sandboxes of one handler version: a worker thread for each execution environment. */
export function handlerSandboxes(code: HandlerCode, credentials: Credentials): SandboxFactory {
  return (identity) => new HandlerSandbox(code, identity, credentials);
}

/** What waits for the worker's next word. */
type Waiting =
  | { kind: 'init'; done: (init: SandboxInit) => void }
  | {
      kind: 'invoke';
      requestId: string;
      log: (line: string) => void;
      done: (result: SandboxResult) => void;
    };

class HandlerSandbox implements Sandbox {
  readonly #code: HandlerCode;
  readonly #identity: SandboxIdentity;
  readonly #credentials: Credentials;
  #worker: Worker | undefined;
  #maxMemoryUsedMb = 0;
  #waiting: Waiting | undefined;
  /** Log lines of the init phase: they belong to the first invocation's log. */
  #initLines: string[] = [];

  constructor(code: HandlerCode, identity: SandboxIdentity, credentials: Credentials) {
    this.#code = code;
    this.#identity = identity;
    this.#credentials = credentials;
  }

  get maxMemoryUsedMb(): number {
    return this.#maxMemoryUsedMb;
  }

  init(done: (init: SandboxInit) => void): void {
    this.#waiting = { kind: 'init', done };
    const { moduleUrl, start } = this.#start();
    const worker = new Worker(workerProgram(), {
      eval: true,
      workerData: start,
      env: environmentOf(this.#code, this.#identity, this.#credentials),
      // The host's own flags (a test runner's loader) are none of the function's business.
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: this.#identity.memoryMb },
      name: moduleUrl,
    });
    this.#worker = worker;
    worker.on('message', (message: WorkerMessage) => this.#hear(message));
    worker.on('error', (error: Error & { code?: string }) => this.#crash(error));
    worker.on('exit', (status) => this.#exit(status));
  }

  invoke(
    event: SandboxEvent,
    log: (line: string) => void,
    done: (result: SandboxResult) => void,
  ): void {
    const { requestId, invokedFunctionArn, deadlineMs, clientContext, traceId } = event;
    this.#waiting = { kind: 'invoke', requestId, log, done };
    for (const line of this.#initLines.splice(0)) log(line);
    if (this.#worker === undefined) {
      this.#exit(0);
      return;
    }
    const invoke: WorkerInvoke = {
      requestId,
      payload: event.payload,
      invokedFunctionArn,
      deadlineMs,
      clientContext,
      traceId,
    };
    this.#worker.postMessage(invoke);
  }

  async close(): Promise<void> {
    this.#waiting = undefined;
    const worker = this.#worker;
    this.#worker = undefined;
    await worker?.terminate();
  }

  #start(): { moduleUrl: string; start: WorkerStart } {
    const { functionName, functionVersion, memoryMb, logGroupName, logStreamName } = this.#identity;
    const moduleUrl = pathToFileURL(this.#code.modulePath).href;
    const start = {
      moduleUrl,
      exportName: this.#code.exportName,
      functionName,
      functionVersion,
      memoryLimitInMB: String(memoryMb),
      logGroupName,
      logStreamName,
    };
    return { moduleUrl, start };
  }

  #hear(message: WorkerMessage): void {
    if ('memoryMb' in message) {
      this.#maxMemoryUsedMb = Math.max(this.#maxMemoryUsedMb, message.memoryMb);
    }
    switch (message.kind) {
      case 'log':
        if (this.#waiting?.kind === 'invoke') this.#waiting.log(message.line);
        else this.#initLines.push(message.line);
        break;
      case 'ready':
        this.#settleInit({ kind: 'ready' });
        break;
      case 'initFailed':
        this.#settleInit({ kind: 'failure', ...failureOf(message.error, false) });
        break;
      case 'response': {
        const payload = Buffer.from(message.payload);
        this.#settle({ kind: 'response', payload });
        break;
      }
      case 'error':
        this.#settle({
          kind: 'failure',
          ...failureOf(message.error, !message.ends),
        });
    }
  }

  #crash(error: Error & { code?: string }): void {
    if (error.code === 'ERR_WORKER_OUT_OF_MEMORY') {
      this.#maxMemoryUsedMb = this.#identity.memoryMb;
      const payload = outOfMemoryPayload(this.#requestId());
      this.#fail({ errorType: 'Runtime.OutOfMemory', payload, survives: false });
      return;
    }
    const trace = String(error.stack).split('\n');
    this.#fail(failureOf({ errorType: error.name, errorMessage: error.message, trace }, false));
  }

  #exit(status: number): void {
    this.#worker = undefined;
    const payload = exitPayload(
      this.#requestId(),
      status === 0 ? undefined : `exit status ${status}`,
    );
    this.#fail({ errorType: 'Runtime.ExitError', payload, survives: false });
  }

  #requestId(): string {
    return this.#waiting?.kind === 'invoke' ? this.#waiting.requestId : '';
  }

  #fail(failure: SandboxFailure): void {
    if (this.#waiting?.kind === 'init') this.#settleInit({ kind: 'failure', ...failure });
    else {
      this.#settle({ kind: 'failure', ...failure });
    }
  }

  #settleInit(init: SandboxInit): void {
    const waiting = this.#waiting;
    if (waiting?.kind !== 'init') return;
    this.#waiting = undefined;
    waiting.done(init);
  }

  #settle(result: SandboxResult): void {
    const waiting = this.#waiting;
    if (waiting?.kind !== 'invoke') return;
    this.#waiting = undefined;
    waiting.done(result);
  }
}

function failureOf(error: WorkerError, survives: boolean): SandboxFailure {
  const { errorType, errorMessage, trace } = error;
  const payload = Buffer.from(JSON.stringify({ errorType, errorMessage, trace }));
  return { errorType, payload, survives };
}

/**
 * The environment variables that Lambda sets (AWS Lambda guide, "Defined runtime environment
 * variables"), below the function's own. Nothing of this process's environment but the search path
 * goes in: the person's real credentials are not the function's.
 */
function environmentOf(
  code: HandlerCode,
  identity: SandboxIdentity,
  credentials: Credentials,
): Record<string, string> {
  const moduleName = code.modulePath.slice(dirname(code.modulePath).length + 1);
  return {
    ...(process.env.PATH === undefined ? {} : { PATH: process.env.PATH }),
    _HANDLER: `${moduleName.replace(/\.[^.]+$/, '')}.${code.exportName}`,
    AWS_REGION: identity.region,
    AWS_DEFAULT_REGION: identity.region,
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs20.x',
    AWS_LAMBDA_FUNCTION_NAME: identity.functionName,
    AWS_LAMBDA_FUNCTION_VERSION: identity.functionVersion,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(identity.memoryMb),
    AWS_LAMBDA_INITIALIZATION_TYPE: identity.initializationType,
    AWS_LAMBDA_LOG_GROUP_NAME: identity.logGroupName,
    AWS_LAMBDA_LOG_STREAM_NAME: identity.logStreamName,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    LAMBDA_TASK_ROOT: dirname(code.modulePath),
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    ...code.environment,
  };
}
