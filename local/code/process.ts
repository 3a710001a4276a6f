import { type ChildProcess, spawn } from 'node:child_process';
import type { ProcessCode } from '../config.js';
import { responseTooLargePayload, runtimePayload } from '../functions/error-payload.js';
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
import { exitReason, startFault } from './exit-reason.js';
import { LineSplitter } from './line-splitter.js';
import { ProcessGuard } from './process-guard.js';
import { residentMb } from './process-memory.js';
import { RuntimeApi, type RuntimeError, type RuntimeListener } from './runtime-api.js';
import { exited, outOfMemory, type SandboxCall } from './sandbox-call.js';

/**
 * How often memory is looked at while a process runs. Between two looks it can go over its limit:
 * an address space limit would be exact, but runtimes reserve far more than they use.
 */
const memoryPollMs = 50;

const guard = new ProcessGuard();

/** Makes the sandboxes of one version: a process for each execution environment, in a group of its own. */
export function processSandboxes(code: ProcessCode, credentials: AccessKey): SandboxFactory {
  return (identity) => new ProcessSandbox(code, identity, credentials);
}

class ProcessSandbox implements Sandbox {
  readonly #code: ProcessCode;
  readonly #identity: SandboxIdentity;
  readonly #credentials: AccessKey;
  readonly #api: RuntimeApi;
  #process: ChildProcess | undefined;
  #listening: Promise<string> | undefined;
  #exited: Promise<void> = Promise.resolve();
  #isClosed = false;
  #isOutOfMemory = false;
  #maxMemoryUsedMb = 0;
  #memoryPoll: NodeJS.Timeout | undefined;
  #waiting: SandboxCall | undefined;
  readonly #output: LineSplitter[] = [];

  constructor(code: ProcessCode, identity: SandboxIdentity, credentials: AccessKey) {
    this.#code = code;
    this.#identity = identity;
    this.#credentials = credentials;
    this.#api = new RuntimeApi(this.#runtimeListener());
  }

  get maxMemoryUsedMb(): number {
    return this.#maxMemoryUsedMb;
  }

  get isAlive(): boolean {
    return this.#process !== undefined;
  }

  init(requestId: string, listener: InitListener): void {
    this.#await({ kind: 'init', requestId, listener });
    this.#listening = this.#api.listen();
    this.#listening.then(
      (address) => {
        if (!this.#isClosed) this.#start(address);
      },
      (error: Error) => this.#fail('Sandbox.Failure', error.message),
    );
  }

  invoke(event: SandboxEvent, listener: InvokeListener): void {
    this.#await({ kind: 'invoke', requestId: event.requestId, listener });
    this.#api.offer({ ...event, traceId: event.traceId ?? createTraceId() });
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#waiting = undefined;
    this.#settled();
    this.#kill();
    await this.#listening?.catch(() => {});
    await Promise.all([this.#exited, this.#api.close()]);
  }

  #start(address: string): void {
    const [program = '', ...args] = this.#code.command;
    const child = spawn(program, args, {
      cwd: this.#code.workingDirectory,
      env: this.#environment(address),
      stdio: ['ignore', 'pipe', 'pipe'],
      // Its own group, so that all it starts can be ended with it.
      detached: true,
    });
    this.#process = child;
    if (child.pid !== undefined) guard.watch(child.pid);
    this.#exited = new Promise((resolve) => {
      child.once('error', (error: Error & { code?: string }) => {
        this.#process = undefined;
        this.#fail('Runtime.InvalidEntrypoint', startFault(program, error));
        resolve();
      });
      // Not `close`: a descendant that has left the group may hold the pipes for ever.
      child.once('exit', (status, signal) => {
        if (child.pid !== undefined) guard.forget(child.pid);
        this.#kill();
        this.#process = undefined;
        // What it wrote last is still in the pipes.
        setImmediate(() => this.#exit(status, signal));
        resolve();
      });
    });
    for (const pipe of [child.stdout, child.stderr]) this.#readLines(pipe);
  }

  #readLines(pipe: NodeJS.ReadableStream): void {
    const lines = new LineSplitter((line) => this.#waiting?.listener.log(line));
    this.#output.push(lines);
    pipe.on('data', (bytes: Buffer) => lines.write(bytes));
  }

  #environment(address: string): Record<string, string> {
    const { workingDirectory, handlerName, environment } = this.#code;
    return {
      ...lambdaEnvironment(this.#identity, this.#credentials),
      _HANDLER: handlerName,
      LAMBDA_TASK_ROOT: workingDirectory,
      ...environment,
      AWS_LAMBDA_RUNTIME_API: address,
    };
  }

  #runtimeListener(): RuntimeListener {
    return {
      next: () => {
        if (this.#waiting?.kind === 'init') this.#settleInit({ kind: 'ready' });
      },
      chunk: (bytes) => {
        if (this.#waiting?.kind === 'invoke') this.#waiting.listener.chunk(bytes);
      },
      response: (payload) => this.#settleSoon(responseOf(payload)),
      error: (error) => this.#settleSoon({ kind: 'failure', ...failureOf(error, true) }),
      initError: (error) => {
        setImmediate(() => this.#settleInit({ kind: 'failure', ...failureOf(error, false) }));
      },
    };
  }

  #exit(status: number | null, signal: NodeJS.Signals | null): void {
    const requestId = this.#waiting?.requestId ?? '';
    if (this.#isOutOfMemory) {
      this.#settle(outOfMemory(requestId));
      return;
    }
    // Recorded 2025-11: a runtime that segfaults in its init phase is not missed until the timeout.
    if (this.#waiting?.kind === 'init' && signal === 'SIGSEGV') return;
    this.#settle(exited(requestId, exitReason(status, signal)));
  }

  #fail(errorType: string, message: string): void {
    const payload = runtimePayload(errorType, this.#waiting?.requestId ?? '', message);
    this.#settle({ errorType, payload, survives: false });
  }

  #await(waiting: SandboxCall): void {
    this.#waiting = waiting;
    this.#memoryPoll = setInterval(() => this.#watchMemory(), memoryPollMs);
  }

  #watchMemory(): void {
    const usedMb = residentMb(this.#process?.pid ?? -1);
    if (usedMb === undefined) return;
    const { memoryMb } = this.#identity;
    this.#maxMemoryUsedMb = Math.min(memoryMb, Math.max(this.#maxMemoryUsedMb, usedMb));
    if (usedMb <= memoryMb) return;
    this.#isOutOfMemory = true;
    this.#kill();
  }

  /** The process and all that it started, unless they have left its group. */
  #kill(): void {
    const child = this.#process;
    if (child?.pid === undefined) return;
    try {
      process.kill(-child.pid, 'SIGKILL');
    } catch {
      // The group has ended already, or this system has none.
      child.kill('SIGKILL');
    }
  }

  /** Once what the function wrote before it answered has been read from its pipes. */
  #settleSoon(result: SandboxResult): void {
    const waiting = this.#waiting;
    setImmediate(() => {
      if (waiting?.kind !== 'invoke' || this.#waiting !== waiting) return;
      this.#watchMemory();
      this.#settled();
      waiting.listener.done(result);
    });
  }

  #settle(failure: SandboxFailure): void {
    const waiting = this.#settled();
    waiting?.listener.done({ kind: 'failure', ...failure });
  }

  #settleInit(init: SandboxInit): void {
    if (this.#waiting?.kind !== 'init') return;
    const { listener } = this.#waiting;
    this.#watchMemory();
    this.#settled();
    listener.done(init);
  }

  /** Nobody waits any more. */
  #settled(): SandboxCall | undefined {
    for (const lines of this.#output) lines.flush();
    const waiting = this.#waiting;
    this.#waiting = undefined;
    clearInterval(this.#memoryPoll);
    return waiting;
  }
}

function responseOf(payload: Buffer | undefined): SandboxResult {
  if (payload !== undefined) return { kind: 'response', payload };
  return {
    kind: 'failure',
    errorType: 'Function.ResponseSizeTooLarge',
    payload: responseTooLargePayload(),
    survives: true,
  };
}

function failureOf({ errorType, payload }: RuntimeError, survives: boolean): SandboxFailure {
  return { errorType, payload, survives };
}
