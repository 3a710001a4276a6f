import { basename, dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Worker } from 'node:worker_threads';
import { startThread } from '../../core/base/thread.js';
import type { HandlerCode } from '../config.js';
import type {
  InitListener,
  InvokeListener,
  Sandbox,
  SandboxEvent,
  SandboxFactory,
  SandboxFailure,
  SandboxIdentity,
  SandboxInit,
  SandboxResult,
} from '../functions/sandbox.js';
import type { AccessKey } from '../signature/credentials.js';
import { createTraceId, lambdaEnvironment } from './environment.js';
import { exitReason } from './exit-reason.js';
import type { WorkerError, WorkerInvoke, WorkerMessage, WorkerStart } from './handler-messages.js';
import { exited, outOfMemory, type SandboxCall } from './sandbox-call.js';

const program = new URL('./handler-thread.js', import.meta.url);

/** Makes the sandboxes of one handler version: a worker thread for each execution environment. */
export function handlerSandboxes(code: HandlerCode, credentials: AccessKey): SandboxFactory {
  return (identity) => new HandlerSandbox(code, identity, credentials);
}

class HandlerSandbox implements Sandbox {
  readonly #code: HandlerCode;
  readonly #identity: SandboxIdentity;
  readonly #credentials: AccessKey;
  #worker: Worker | undefined;
  #maxMemoryUsedMb = 0;
  #waiting: SandboxCall | undefined;

  constructor(code: HandlerCode, identity: SandboxIdentity, credentials: AccessKey) {
    this.#code = code;
    this.#identity = identity;
    this.#credentials = credentials;
  }

  get maxMemoryUsedMb(): number {
    return this.#maxMemoryUsedMb;
  }

  get isAlive(): boolean {
    return this.#worker !== undefined;
  }

  init(requestId: string, listener: InitListener): void {
    this.#waiting = { kind: 'init', requestId, listener };
    const { moduleUrl, start } = this.#start();
    const worker = startThread(program, start, {
      env: this.#environment(),
      resourceLimits: { maxOldGenerationSizeMb: this.#identity.memoryMb },
      name: moduleUrl,
    });
    this.#worker = worker;
    worker.on('message', (message: WorkerMessage) => this.#hear(message));
    worker.on('error', (error: Error & { code?: string }) => this.#crash(error));
    worker.on('exit', (status) => this.#exit(status));
  }

  invoke(event: SandboxEvent, listener: InvokeListener): void {
    const { requestId, invokedFunctionArn, deadlineMs, clientContext } = event;
    this.#waiting = { kind: 'invoke', requestId, listener };
    const invoke: WorkerInvoke = {
      requestId,
      payload: event.payload,
      invokedFunctionArn,
      deadlineMs,
      clientContext,
      traceId: event.traceId ?? createTraceId(),
      tenantId: event.tenantId,
    };
    this.#worker?.postMessage(invoke);
  }

  async close(): Promise<void> {
    this.#waiting = undefined;
    const worker = this.#worker;
    this.#worker = undefined;
    await worker?.terminate();
  }

  #environment(): Record<string, string> {
    const { modulePath, exportName, environment } = this.#code;
    return {
      ...lambdaEnvironment(this.#identity, this.#credentials),
      _HANDLER: `${basename(modulePath).replace(/\.[^.]+$/, '')}.${exportName}`,
      AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs20.x',
      LAMBDA_TASK_ROOT: dirname(modulePath),
      ...environment,
    };
  }

  #start(): { moduleUrl: string; start: WorkerStart } {
    const { functionName, functionVersion, memoryMb, logGroupName, logStreamName, logFormat } =
      this.#identity;
    const moduleUrl = pathToFileURL(this.#code.modulePath).href;
    const start = {
      moduleUrl,
      exportName: this.#code.exportName,
      functionName,
      functionVersion,
      memoryMb,
      logGroupName,
      logStreamName,
      logFormat,
    };
    return { moduleUrl, start };
  }

  #hear(message: WorkerMessage): void {
    if ('memoryMb' in message) {
      this.#maxMemoryUsedMb = Math.max(this.#maxMemoryUsedMb, message.memoryMb);
    }
    switch (message.kind) {
      case 'log':
        this.#waiting?.listener.log(message.line);
        break;
      case 'chunk':
        if (this.#waiting?.kind === 'invoke') {
          this.#waiting.listener.chunk(Buffer.from(message.bytes));
        }
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
      case 'outOfMemory':
        this.#runOutOfMemory();
        break;
      case 'error':
        this.#settle({
          kind: 'failure',
          ...failureOf(message.error, !message.ends),
        });
    }
  }

  #crash(error: Error & { code?: string }): void {
    if (error.code === 'ERR_WORKER_OUT_OF_MEMORY') {
      this.#runOutOfMemory();
      return;
    }
    const trace = String(error.stack).split('\n');
    this.#fail(failureOf({ errorType: error.name, errorMessage: error.message, trace }, false));
  }

  #runOutOfMemory(): void {
    this.#maxMemoryUsedMb = this.#identity.memoryMb;
    this.#fail(outOfMemory(this.#requestId()));
  }

  #exit(status: number): void {
    this.#worker = undefined;
    this.#fail(exited(this.#requestId(), exitReason(status, null)));
  }

  #requestId(): string {
    return this.#waiting?.requestId ?? '';
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
    waiting.listener.done(init);
  }

  #settle(result: SandboxResult): void {
    const waiting = this.#waiting;
    if (waiting?.kind !== 'invoke') return;
    this.#waiting = undefined;
    waiting.listener.done(result);
  }
}

function failureOf(error: WorkerError, survives: boolean): SandboxFailure {
  const { errorType, errorMessage, trace } = error;
  const payload = Buffer.from(JSON.stringify({ errorType, errorMessage, trace }));
  return { errorType, payload, survives };
}
