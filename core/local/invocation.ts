import type { LocalClock } from './clock.js';
import type { Slot } from './concurrency.js';
import type { Environment, EnvironmentPool } from './environments.js';
import { maxResponseBytes, responseTooLargePayload, timeoutPayload } from './error-payload.js';
import type { ThrottleReason } from './exceptions.js';
import { encodeTail, endLine, reportLine, startLine, timeoutLine } from './logs.js';
import type { Target } from './registry.js';
import type { SandboxFailure, SandboxResult } from './sandbox.js';

/** What is to be run once. */
export interface Call {
  requestId: string;
  payload: Buffer;
  clientContext: string | undefined;
  traceId: string | undefined;
  /** Whether the end of the log is wanted. */
  tail: boolean;
}

/** Ran, well or not. */
export interface Executed {
  kind: 'executed';
  version: string;
  payload: Buffer;
  /** Absent when the function returned. */
  errorType: string | undefined;
  /** Base64; present when it was asked for. */
  logTail: string | undefined;
}

/** What one attempt to run a function came to. */
export type Execution = Executed | { kind: 'throttled'; reason: ThrottleReason };

/**
 * Runs one invocation now: takes its slot and its environment, initialises that if it is new, holds
 * it to its timeout, and gives both back. `done` may be called before this returns.
 */
export function execute(
  target: Target,
  call: Call,
  clock: LocalClock,
  done: (execution: Execution) => void,
): void {
  const { concurrency } = target.function;
  const slot = concurrency.admit(target.provisionedFor);
  if (typeof slot === 'string') {
    done({ kind: 'throttled', reason: slot });
    return;
  }
  const pool = poolOf(target, slot);
  let environment = pool.takeIdle();
  if (environment === undefined) {
    const reason = concurrency.scale();
    if (reason !== undefined) {
      slot.release();
      done({ kind: 'throttled', reason });
      return;
    }
    environment = pool.create();
  }
  new Invocation(target, call, clock, done, slot, pool, environment).start();
}

function poolOf(target: Target, slot: Slot): EnvironmentPool {
  const { version, provisionedFor } = target;
  const provisioned =
    slot.kind === 'provisioned' ? version.provisioned.get(provisionedFor) : undefined;
  return provisioned ?? version.pool;
}

/** One invocation in one environment, from its start to its end. */
class Invocation {
  readonly #target: Target;
  readonly #call: Call;
  readonly #clock: LocalClock;
  readonly #done: (execution: Execution) => void;
  readonly #slot: Slot;
  readonly #pool: EnvironmentPool;
  readonly #environment: Environment;
  #log = '';
  #startedMs = 0;
  #initMs: number | undefined;
  #hasEnded = false;

  constructor(
    target: Target,
    call: Call,
    clock: LocalClock,
    done: (execution: Execution) => void,
    slot: Slot,
    pool: EnvironmentPool,
    environment: Environment,
  ) {
    this.#target = target;
    this.#call = call;
    this.#clock = clock;
    this.#done = done;
    this.#slot = slot;
    this.#pool = pool;
    this.#environment = environment;
  }

  start(): void {
    this.#startedMs = this.#clock.nowMs();
    if (this.#environment.isReady) {
      this.#invoke();
      return;
    }
    this.#environment.sandbox.init((init) => {
      this.#initMs = this.#clock.nowMs() - this.#startedMs;
      this.#startedMs = this.#clock.nowMs();
      if (init.kind === 'failure') {
        this.#end(init);
        return;
      }
      this.#environment.isReady = true;
      this.#invoke();
    });
  }

  #invoke(): void {
    const { timeoutS } = this.#target.function;
    const { requestId, payload, clientContext, traceId } = this.#call;
    const deadlineMs = this.#clock.epochMs() + timeoutS * 1000;
    const { invokedArn: invokedFunctionArn } = this.#target;
    this.#environment.sandbox.invoke(
      { requestId, payload, invokedFunctionArn, deadlineMs, clientContext, traceId },
      (line) => {
        if (this.#call.tail) this.#log += `${line}\n`;
      },
      (result) => this.#settle(result),
    );
    if (this.#hasEnded) return;
    this.#environment.cancelTimeout = this.#clock.after(timeoutS * 1000, () => this.#timeOut());
  }

  #settle(result: SandboxResult): void {
    if (result.kind === 'failure') this.#end(result);
    else if (result.payload.length <= maxResponseBytes)
      this.#finish(result.payload, undefined, true);
    else this.#end(responseTooLarge());
  }

  #timeOut(): void {
    const { timeoutS } = this.#target.function;
    const { requestId } = this.#call;
    this.#log += timeoutLine(this.#clock.epochMs(), requestId, timeoutS);
    const payload = timeoutPayload(requestId, timeoutS);
    this.#end({ errorType: 'Sandbox.Timedout', payload, survives: false });
  }

  #end(failure: SandboxFailure): void {
    this.#finish(failure.payload, failure.errorType, failure.survives);
  }

  #finish(payload: Buffer, errorType: string | undefined, survives: boolean): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#environment.cancelTimeout?.();
    const logTail = this.#call.tail ? this.#renderTail(errorType) : undefined;
    if (survives) this.#pool.release(this.#environment);
    else void this.#pool.discard(this.#environment);
    this.#slot.release();
    const { version } = this.#target.version;
    this.#done({ kind: 'executed', version, payload, errorType, logTail });
  }

  #renderTail(errorType: string | undefined): string {
    const { requestId } = this.#call;
    const { memoryMb, timeoutS } = this.#target.function;
    const ranMs = this.#clock.nowMs() - this.#startedMs;
    const report = reportLine({
      requestId,
      // A timer fires a little late; the service's report never says more than the timeout.
      durationMs: Math.min(ranMs, timeoutS * 1000),
      memoryMb,
      maxMemoryUsedMb: Math.min(memoryMb, Math.ceil(this.#environment.sandbox.maxMemoryUsedMb)),
      ...(this.#initMs === undefined ? {} : { initMs: this.#initMs }),
      ...statusOf(errorType),
    });
    const start = startLine(requestId, this.#target.version.version);
    return encodeTail(`${start}${this.#log}${endLine(requestId)}${report}`);
  }
}

function responseTooLarge(): SandboxFailure {
  return {
    errorType: 'Function.ResponseSizeTooLarge',
    payload: responseTooLargePayload(),
    survives: true,
  };
}

/** REPORT names a status for what ended the runtime, not for an error that a handler threw. */
function statusOf(errorType: string | undefined): {
  status?: 'timeout' | 'error';
  errorType?: string;
} {
  if (errorType === 'Sandbox.Timedout') return { status: 'timeout' };
  const isRuntimes = errorType?.startsWith('Runtime.') || errorType?.startsWith('Function.');
  return errorType !== undefined && isRuntimes ? { status: 'error', errorType } : {};
}
