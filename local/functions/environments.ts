import { randomBytes } from 'node:crypto';
import type { CancelTimer } from '../../core/base/clock.js';
import type { Random } from '../../core/base/random.js';
import type { LocalClock } from '../clock.js';
import { drawNormal } from '../normal.js';
import type { Sandbox, SandboxFactory, SandboxIdentity, SandboxInit } from './sandbox.js';

/** One execution environment: runs one invocation at a time, and keeps its state between them. */
export interface Environment {
  /** Replaced when the environment is reset. */
  sandbox: Sandbox;
  readonly logStreamName: string;
  readonly slowness: number | undefined;
  /** Init has succeeded: the next invocation is warm. */
  isReady: boolean;
  /**
   * What it ran has failed, and was ended: it initialises anew inside of its next invocation, as
   * part of that invocation's duration (AWS Lambda guide, "suppressed init").
   */
  wasReset: boolean;
  /** The one tenant whose invocations it runs; undefined without tenant isolation. */
  readonly tenantId: string | undefined;
  idleSinceMs: number;
  /** The timeout of what it runs; ends with the environment. */
  cancelTimeout: CancelTimer | undefined;
}

/** What an init phase that is held to a limit came to. */
export type HeldInit = SandboxInit | { kind: 'timeout' };

/** What is the same for all environments of a pool. */
export type PoolIdentity = Omit<SandboxIdentity, 'logStreamName' | 'slowness'>;

/** How unlike the environments of a pool are, and where that is drawn from. */
export interface Unlikeness {
  /** Standard deviation of the logarithm of their speeds. */
  speedSpread: number;
  random: Random;
}

/** How an init phase is to be run. */
export interface InitOrder {
  /** Of the invocation that it happens in; empty for an init phase of its own. */
  requestId: string;
  limitMs: number;
  /** Takes the function's own lines. */
  log: (line: string) => void;
  done: (init: HeldInit) => void;
}

/**
 * The execution environments of one version: idle ones are used again, the last one first, and
 * reaped after a time of idleness.
 */
export class EnvironmentPool {
  readonly #identity: PoolIdentity;
  readonly #createSandbox: SandboxFactory;
  readonly #clock: LocalClock;
  readonly #idleMs: number;
  readonly #unlikeness: Unlikeness | undefined;
  readonly #all = new Set<Environment>();
  /** In order of their idleness, the longest idle first. */
  readonly #idle: Environment[] = [];
  /** Sandboxes that have been told to stop, and may not have yet. */
  readonly #closing = new Set<Promise<void>>();
  #cancelReaping: CancelTimer | undefined;
  #isRetired = false;

  /** `idleMs` of Infinity keeps environments for ever, as provisioned ones are. */
  constructor(
    identity: PoolIdentity,
    createSandbox: SandboxFactory,
    clock: LocalClock,
    idleMs: number,
    unlikeness?: Unlikeness,
  ) {
    this.#identity = identity;
    this.#createSandbox = createSandbox;
    this.#clock = clock;
    this.#idleMs = idleMs;
    this.#unlikeness = unlikeness;
  }

  /** Environments that exist: idle, busy or still ending. */
  get size(): number {
    return this.#all.size + this.#closing.size;
  }

  /** Environments that exist for invocations: idle or busy. */
  get environmentCount(): number {
    return this.#all.size;
  }

  /** The tenant's environment that became idle last, if any is; never another tenant's. */
  takeIdle(tenantId?: string): Environment | undefined {
    if (this.#idle.at(-1)?.tenantId === tenantId) return this.#idle.pop();
    const at = this.#idle.findLastIndex((environment) => environment.tenantId === tenantId);
    return at === -1 ? undefined : this.#idle.splice(at, 1)[0];
  }

  /** A new environment, not yet initialised, for the invocations of one tenant or of all. */
  create(tenantId?: string): Environment {
    const logStreamName = this.#logStreamName();
    const slowness = slownessOf(this.#unlikeness);
    const environment: Environment = {
      sandbox: this.#sandbox(logStreamName, slowness),
      logStreamName,
      slowness,
      isReady: false,
      wasReset: false,
      tenantId,
      idleSinceMs: 0,
      cancelTimeout: undefined,
    };
    this.#all.add(environment);
    return environment;
  }

  /**
   * Runs the init phase of an environment that is new or was reset. After `limitMs` it is reported
   * as timed out; Infinity leaves it to the caller to end it.
   */
  initialize(environment: Environment, { requestId, limitMs, log, done }: InitOrder): void {
    const isHeld = limitMs !== Number.POSITIVE_INFINITY;
    let isOpen = true;
    const end = (init: HeldInit): void => {
      if (!isOpen) return;
      isOpen = false;
      cancel?.();
      if (isHeld) environment.cancelTimeout = undefined;
      environment.isReady = init.kind === 'ready';
      done(init);
    };
    const cancel = isHeld ? this.#clock.after(limitMs, () => end({ kind: 'timeout' })) : undefined;
    if (isHeld) environment.cancelTimeout = cancel;
    environment.sandbox.init(requestId, { log, done: end });
  }

  /** Gives an environment back, ready for the next invocation. */
  release(environment: Environment): void {
    if (this.#isRetired) {
      this.discard(environment);
      return;
    }
    environment.idleSinceMs = this.#clock.nowMs();
    this.#idle.push(environment);
    if (this.#cancelReaping === undefined) this.#planReaping();
  }

  /** Ends what runs in an environment, and keeps the environment: its next init is suppressed. */
  reset(environment: Environment): void {
    environment.cancelTimeout?.();
    this.#end(environment.sandbox);
    environment.sandbox = this.#sandbox(environment.logStreamName, environment.slowness);
    environment.isReady = false;
    environment.wasReset = true;
  }

  /** Ends an environment that is not needed any more. */
  discard(environment: Environment): void {
    this.#all.delete(environment);
    environment.cancelTimeout?.();
    this.#end(environment.sandbox);
  }

  /** Ends the idle ones now, and each busy one when it is given back. */
  retire(): void {
    this.#isRetired = true;
    this.#cancelReaping?.();
    for (const environment of this.#idle.splice(0)) this.discard(environment);
  }

  /** Ends all of them, busy ones too; resolves when nothing is left of any. */
  async close(): Promise<void> {
    this.#cancelReaping?.();
    this.#idle.length = 0;
    for (const environment of this.#all) this.discard(environment);
    await Promise.all(this.#closing);
  }

  #sandbox(logStreamName: string, slowness: number | undefined): Sandbox {
    return this.#createSandbox({ ...this.#identity, logStreamName, slowness });
  }

  #end(sandbox: Sandbox): void {
    const closing = sandbox.close().finally(() => this.#closing.delete(closing));
    this.#closing.add(closing);
  }

  #logStreamName(): string {
    const day = new Date(this.#clock.epochMs()).toISOString().slice(0, 10).replaceAll('-', '/');
    return `${day}/[${this.#identity.functionVersion}]${randomBytes(16).toString('hex')}`;
  }

  #planReaping(): void {
    const oldest = this.#idle[0];
    this.#cancelReaping = undefined;
    if (oldest === undefined || this.#idleMs === Number.POSITIVE_INFINITY) return;
    const waitMs = oldest.idleSinceMs + this.#idleMs - this.#clock.nowMs();
    this.#cancelReaping = this.#clock.after(Math.max(1, waitMs), () => this.#reap());
  }

  #reap(): void {
    const horizonMs = this.#clock.nowMs() - this.#idleMs;
    const kept = this.#idle.findIndex((environment) => environment.idleSinceMs > horizonMs);
    const reaped = this.#idle.splice(0, kept === -1 ? this.#idle.length : kept);
    for (const environment of reaped) this.discard(environment);
    this.#planReaping();
  }
}

/** Log-normal: half of them are slower than the functions say. */
function slownessOf(unlikeness: Unlikeness | undefined): number | undefined {
  return unlikeness && Math.exp(unlikeness.speedSpread * drawNormal(unlikeness.random));
}
