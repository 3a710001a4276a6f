import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { responseTooLargePayload, runtimePayload } from '../functions/error-payload.js';
import type {
  InitListener,
  InvokeListener,
  Sandbox,
  SandboxEvent,
  SandboxFailure,
  SandboxIdentity,
  SandboxInit,
  SandboxResult,
} from '../functions/sandbox.js';
import { createTraceId } from './environment.js';
import { exitReason, startFault } from './exit-reason.js';
import { LineSplitter } from './line-splitter.js';
import { ProcessGuard } from './process-guard.js';
import { residentMb } from './process-memory.js';
import type { RuntimeError, RuntimeLink, RuntimeListener } from './runtime-link.js';
import { exited, outOfMemory, type SandboxCall } from './sandbox-call.js';

/**
 * How often memory is looked at while a process runs. Between two looks it can go over its limit:
 * an address space limit would be exact, but runtimes reserve far more than they use.
 */
const memoryPollMs = 50;

const guard = new ProcessGuard();

/** What a sandbox's process is, and how it is talked to. */
export interface ProcessStart {
  /** Program and arguments; never passed through a shell. */
  command: readonly string[];
  workingDirectory: string;
  environment: Record<string, string>;
  createLink: (listener: RuntimeListener) => RuntimeLink;
  /** What the program writes when it gives up for want of memory. */
  outOfMemoryLine?: RegExp;
}

/** One execution environment: a process in a group of its own, and a runtime in it. */
export class ProcessSandbox implements Sandbox {
  readonly #identity: SandboxIdentity;
  readonly #start: ProcessStart;
  readonly #link: RuntimeLink;
  #process: ChildProcess | undefined;
  #opening: Promise<Record<string, string>> | undefined;
  #exited: Promise<void> = Promise.resolve();
  #isClosed = false;
  /** The process has finished its init phase. */
  #hasAsked = false;
  #isOutOfMemory = false;
  #maxMemoryUsedMb = 0;
  #memoryPoll: NodeJS.Timeout | undefined;
  #memorySeenMs = Number.NEGATIVE_INFINITY;
  #waiting: SandboxCall | undefined;
  readonly #output: LineSplitter[] = [];

  constructor(identity: SandboxIdentity, start: ProcessStart) {
    this.#identity = identity;
    this.#start = start;
    this.#link = start.createLink(this.#runtimeListener());
  }

  get maxMemoryUsedMb(): number {
    return this.#maxMemoryUsedMb;
  }

  get isAlive(): boolean {
    return this.#process !== undefined;
  }

  init(requestId: string, listener: InitListener): void {
    this.#await({ kind: 'init', requestId, listener });
    this.#opening = this.#link.open();
    this.#startProcess();
  }

  invoke(event: SandboxEvent, listener: InvokeListener): void {
    this.#await({ kind: 'invoke', requestId: event.requestId, listener });
    this.#link.offer({ ...event, traceId: event.traceId ?? createTraceId() });
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#waiting = undefined;
    this.#settled();
    this.#kill();
    await this.#opening?.catch(() => {});
    await Promise.all([this.#exited, this.#link.close()]);
  }

  #startProcess(): void {
    this.#opening?.then(
      (variables) => {
        if (!this.#isClosed) this.#spawn(variables);
      },
      (error: Error) => this.#fail('Sandbox.Failure', error.message),
    );
  }

  #spawn(variables: Record<string, string>): void {
    const { command, workingDirectory, environment } = this.#start;
    const [program = '', ...args] = command;
    const child = spawn(program, args, {
      cwd: workingDirectory,
      env: { ...environment, ...variables },
      stdio: ['ignore', 'pipe', 'pipe', ...Array<'pipe'>(this.#link.pipes).fill('pipe')],
      // Its own group, so that all it starts can be ended with it.
      detached: true,
    });
    this.#process = child;
    this.#hasAsked = false;
    this.#link.attach(child);
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
        afterReading(() => this.#exit(status, signal));
        resolve();
      });
    });
    for (const pipe of [child.stdout, child.stderr]) this.#readLines(pipe);
  }

  #readLines(pipe: Readable | null): void {
    const { outOfMemoryLine } = this.#start;
    const lines = new LineSplitter((line) => {
      if (outOfMemoryLine?.test(line)) this.#runOutOfMemory();
      this.#waiting?.listener.log(line);
    });
    this.#output.push(lines);
    pipe?.on('data', (bytes: Buffer) => lines.write(bytes));
  }

  #runtimeListener(): RuntimeListener {
    return {
      next: () => {
        this.#hasAsked = true;
        if (this.#waiting?.kind === 'init') this.#settleInit({ kind: 'ready' });
      },
      log: (line) => this.#waiting?.listener.log(line),
      chunk: (bytes) => {
        if (this.#waiting?.kind === 'invoke') this.#waiting.listener.chunk(bytes);
      },
      response: (payload) => this.#settleSoon(responseOf(payload)),
      error: (error) => this.#settleSoon({ kind: 'failure', ...failureOf(error, true) }),
      initError: (error) => setImmediate(() => this.#settle(failureOf(error, false))),
    };
  }

  #exit(status: number | null, signal: NodeJS.Signals | null): void {
    // It went down with the invocation before: this one has not begun, and finds a new runtime.
    if (this.#link.isOffering && this.#hasAsked) {
      this.#startProcess();
      return;
    }
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
    this.#memorySeenMs = performance.now();
    const usedMb = residentMb(this.#process?.pid ?? -1);
    if (usedMb === undefined) return;
    const { memoryMb } = this.#identity;
    this.#maxMemoryUsedMb = Math.min(memoryMb, Math.max(this.#maxMemoryUsedMb, usedMb));
    if (usedMb <= memoryMb) return;
    this.#runOutOfMemory();
    this.#kill();
  }

  #runOutOfMemory(): void {
    this.#isOutOfMemory = true;
    this.#maxMemoryUsedMb = this.#identity.memoryMb;
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
      // To look takes longer than a short invocation does.
      if (performance.now() - this.#memorySeenMs >= memoryPollMs) this.#watchMemory();
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

/**
 * What a process said last is still in its pipes when its exit is heard of. It is there for the next
 * look at them at the latest, and is acted upon after that look.
 */
function afterReading(then: () => void): void {
  setImmediate(() => setImmediate(() => setImmediate(then)));
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
