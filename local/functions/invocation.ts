import { defined } from '../../core/base/defined.js';
import type { LocalClock } from '../clock.js';
import type { ThrottleReason } from '../http/exceptions.js';
import type { Slot } from '../limits/concurrency.js';
import type { InitReport } from '../log/log-records.js';
import { InvocationLog } from '../log/logs.js';
import type { Environment, EnvironmentPool, HeldInit } from './environments.js';
import { maxResponseBytes, timeoutPayload } from './error-payload.js';
import type { Execution } from './execution.js';
import { responseTooLarge, statusOf } from './failures.js';
import { calledAs, type Target } from './registry.js';
import type { SandboxFailure, SandboxResult } from './sandbox.js';
import { hasTenantRoom } from './tenants.js';

/** What is to be run once. */
export interface Call {
  requestId: string;
  payload: Buffer;
  clientContext: string | undefined;
  traceId: string | undefined;
  /** Of a function with tenant isolation. */
  tenantId?: string;
  /** Whether the end of the log is wanted. */
  tail: boolean;
  /**
   * Takes a streamed response's bytes as they come, and the version that they are from. Absent: the
   * response is wanted whole.
   */
  stream?: (bytes: Buffer, version: string) => void;
}

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
  const { concurrency, metrics } = target.function;
  const throttle = (reason: ThrottleReason): void => {
    metrics.counted('Throttles', calledAs(target));
    done({ kind: 'throttled', reason });
  };
  const slot = concurrency.admit(target.provisionedFor);
  if (typeof slot === 'string') {
    throttle(slot);
    return;
  }
  const pool = poolOf(target, slot);
  const { tenantId } = call;
  let environment = pool.takeIdle(tenantId);
  if (environment === undefined) {
    const reason = hasTenantRoom(target) ? concurrency.scale() : 'TenantEnvironments';
    if (reason !== undefined) {
      slot.release();
      throttle(reason);
      return;
    }
    environment = pool.create(tenantId);
  }
  new Invocation(target, call, clock, done, slot, pool, environment).start();
}

function poolOf(target: Target, slot: Slot): EnvironmentPool {
  const { version, provisionedFor } = target;
  const provisioned =
    slot.kind === 'provisioned' ? version.provisioned.get(provisionedFor) : undefined;
  return provisioned ?? version.pool;
}

/**
 * How long the init phase of an on-demand environment may take before it is run again inside of the
 * invocation (AWS Lambda guide, "Lambda execution environment lifecycle").
 */
const initLimitMs = 10_000;

/** One invocation in one environment, from its start to its end. */
class Invocation {
  readonly #target: Target;
  readonly #call: Call;
  readonly #clock: LocalClock;
  readonly #done: (execution: Execution) => void;
  readonly #slot: Slot;
  readonly #pool: EnvironmentPool;
  readonly #environment: Environment;
  /** Absent: nobody wants to see it. */
  readonly #log: InvocationLog | undefined;
  /** Milliseconds since 1970. */
  readonly #invokedMs: number;
  #startedMs = 0;
  #initMs: number | undefined;
  /** What was streamed, for a caller who wants all at once. */
  #chunks: Buffer[] = [];
  #streamedBytes = 0;
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
    this.#log = this.#createLog();
    this.#invokedMs = clock.epochMs();
    target.function.metrics.began(calledAs(target));
  }

  #createLog(): InvocationLog | undefined {
    const { logFormat, log } = this.#target.function;
    const { tail, requestId } = this.#call;
    if (!tail && log === undefined) return undefined;
    const { logStreamName } = this.#environment;
    const keep = log && ((message: string) => log(logStreamName, message));
    return new InvocationLog(logFormat, requestId, this.#clock, { keep, tail });
  }

  start(): void {
    const environment = this.#environment;
    if (environment.isReady && !environment.sandbox.isAlive) this.#pool.reset(environment);
    this.#startedMs = this.#clock.nowMs();
    if (environment.isReady) {
      this.#log?.start(this.#target.version.version);
      this.#invoke(this.#timeoutMs);
    } else if (environment.wasReset) {
      this.#log?.start(this.#target.version.version);
      this.#initializeWithin();
    } else {
      this.#initialize();
    }
  }

  get #timeoutMs(): number {
    return this.#target.function.timeoutS * 1000;
  }

  /** The init phase of a new environment; when it fails, it gets a second chance. */
  #initialize(): void {
    const lines: string[] = [];
    const done = (init: HeldInit): void => {
      const initMs = this.#clock.nowMs() - this.#startedMs;
      this.#startedMs = this.#clock.nowMs();
      if (init.kind !== 'ready') this.#logInit(initMs, 'init', init);
      this.#log?.start(this.#target.version.version);
      for (const line of lines) this.#log?.line(line);
      if (init.kind === 'ready') {
        this.#initMs = initMs;
        this.#invoke(this.#timeoutMs);
      } else {
        this.#pool.reset(this.#environment);
        this.#initializeWithin();
      }
    };
    const log = (line: string): void => void lines.push(line);
    const order = { requestId: '', limitMs: initLimitMs, log, done };
    this.#pool.initialize(this.#environment, order);
  }

  /** The init of an environment that was reset: inside of the invocation and of its timeout. */
  #initializeWithin(): void {
    const { requestId } = this.#call;
    this.#holdToTimeout(this.#timeoutMs);
    const done = (init: HeldInit): void => {
      const initMs = this.#clock.nowMs() - this.#startedMs;
      if (init.kind === 'failure') {
        this.#logInit(initMs, 'invoke', init);
        this.#end(init);
      } else {
        this.#invoke(this.#timeoutMs - initMs);
      }
    };
    const log = (line: string): void => this.#log?.line(line);
    const limitMs = Number.POSITIVE_INFINITY;
    this.#pool.initialize(this.#environment, { requestId, limitMs, log, done });
  }

  #invoke(remainingMs: number): void {
    const { requestId, payload, clientContext, traceId, tenantId } = this.#call;
    const deadlineMs = this.#clock.epochMs() + remainingMs;
    const { invokedArn: invokedFunctionArn } = this.#target;
    this.#environment.sandbox.invoke(
      {
        ...{ requestId, payload, invokedFunctionArn, deadlineMs, clientContext, traceId },
        ...defined({ tenantId }),
      },
      {
        log: (line) => this.#log?.line(line),
        chunk: (bytes) => this.#stream(bytes),
        done: (result) => this.#settle(result),
      },
    );
    if (this.#hasEnded || this.#environment.cancelTimeout !== undefined) return;
    this.#holdToTimeout(remainingMs);
  }

  #holdToTimeout(remainingMs: number): void {
    this.#environment.cancelTimeout = this.#clock.after(remainingMs, () => this.#timeOut());
  }

  #stream(bytes: Buffer): void {
    if (this.#hasEnded) return;
    const { stream } = this.#call;
    this.#streamedBytes += bytes.length;
    if (stream !== undefined) stream(bytes, this.#target.version.version);
    else if (this.#streamedBytes <= maxResponseBytes) this.#chunks.push(bytes);
  }

  #settle(result: SandboxResult): void {
    if (result.kind === 'failure') {
      this.#end(result);
      return;
    }
    const isStreamedOn = this.#call.stream !== undefined;
    const size = result.payload.length + (isStreamedOn ? 0 : this.#streamedBytes);
    if (size > maxResponseBytes) this.#end(responseTooLarge());
    else this.#finish(this.#whole(result.payload), undefined, true);
  }

  #whole(rest: Buffer): Buffer {
    return this.#chunks.length === 0 ? rest : Buffer.concat([...this.#chunks, rest]);
  }

  #timeOut(): void {
    const { timeoutS } = this.#target.function;
    const { requestId } = this.#call;
    if (!this.#environment.isReady) this.#logInit(this.#ranMs(), 'invoke', { kind: 'timeout' });
    this.#log?.timeout(timeoutS);
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
    this.#environment.cancelTimeout = undefined;
    // A timer fires a little early or late; the service says the timeout, to the millisecond.
    const durationMs = errorType === 'Sandbox.Timedout' ? this.#timeoutMs : this.#ranMs();
    const logTail = this.#logEnd(errorType, durationMs, payload.length);
    const hasFailed = errorType !== undefined;
    const run = { invokedMs: this.#invokedMs, durationMs, hasFailed };
    this.#target.function.metrics.ended(calledAs(this.#target), run);
    if (!survives) this.#pool.reset(this.#environment);
    this.#pool.release(this.#environment);
    this.#slot.release();
    const { version } = this.#target.version;
    this.#done({ kind: 'executed', version, payload, errorType, logTail });
  }

  #ranMs(): number {
    // The service's report never says more than the timeout.
    return Math.min(this.#clock.nowMs() - this.#startedMs, this.#timeoutMs);
  }

  #logInit(initMs: number, phase: InitReport['phase'], init: HeldInit): void {
    const status =
      init.kind === 'failure'
        ? ({ status: 'error', errorType: init.errorType } as const)
        : ({ status: 'timeout' } as const);
    this.#log?.initReport({ initMs, phase, ...status });
  }

  #logEnd(
    errorType: string | undefined,
    durationMs: number,
    payloadBytes: number,
  ): string | undefined {
    const { memoryMb } = this.#target.function;
    return this.#log?.end({
      durationMs,
      memoryMb,
      maxMemoryUsedMb: Math.min(memoryMb, Math.ceil(this.#environment.sandbox.maxMemoryUsedMb)),
      producedBytes: this.#streamedBytes + payloadBytes,
      ...defined({ initMs: this.#initMs }),
      ...statusOf(errorType),
    });
  }
}
