import { randomBytes } from 'node:crypto';
import type { CancelTimer, LocalClock } from './clock.js';
import type { Sandbox, SandboxFactory, SandboxIdentity } from './sandbox.js';

/** One execution environment: runs one invocation at a time, and keeps its state between them. */
export interface Environment {
  readonly sandbox: Sandbox;
  readonly logStreamName: string;
  /** Init has succeeded: the next invocation is warm. */
  isReady: boolean;
  idleSinceMs: number;
  /** The timeout of what it runs; ends with the environment. */
  cancelTimeout: CancelTimer | undefined;
}

/** What is the same for all environments of a pool. */
export type PoolIdentity = Omit<SandboxIdentity, 'logStreamName'>;

/**
 * The execution environments of one version: idle ones are used again, the last one first, and
 * reaped after a time of idleness.
 */
export class EnvironmentPool {
  readonly #identity: PoolIdentity;
  readonly #createSandbox: SandboxFactory;
  readonly #clock: LocalClock;
  readonly #idleMs: number;
  readonly #all = new Set<Environment>();
  /** In order of their idleness, the longest idle first. */
  readonly #idle: Environment[] = [];
  #cancelReaping: CancelTimer | undefined;
  #isRetired = false;

  /** `idleMs` of Infinity keeps environments for ever, as provisioned ones are. */
  constructor(
    identity: PoolIdentity,
    createSandbox: SandboxFactory,
    clock: LocalClock,
    idleMs: number,
  ) {
    this.#identity = identity;
    this.#createSandbox = createSandbox;
    this.#clock = clock;
    this.#idleMs = idleMs;
  }

  /** Environments that exist, idle or busy. */
  get size(): number {
    return this.#all.size;
  }

  /** The environment that became idle last, if any is. */
  takeIdle(): Environment | undefined {
    return this.#idle.pop();
  }

  /** A new environment, not yet initialised. */
  create(): Environment {
    const logStreamName = this.#logStreamName();
    const sandbox = this.#createSandbox({ ...this.#identity, logStreamName });
    const environment: Environment = {
      sandbox,
      logStreamName,
      isReady: false,
      idleSinceMs: 0,
      cancelTimeout: undefined,
    };
    this.#all.add(environment);
    return environment;
  }

  /** Gives an environment back, ready for the next invocation. */
  release(environment: Environment): void {
    if (this.#isRetired) {
      void this.discard(environment);
      return;
    }
    environment.idleSinceMs = this.#clock.nowMs();
    this.#idle.push(environment);
    if (this.#cancelReaping === undefined) this.#planReaping();
  }

  /** Ends an environment that must not be used again. */
  discard(environment: Environment): Promise<void> {
    this.#all.delete(environment);
    environment.cancelTimeout?.();
    return environment.sandbox.close();
  }

  /** Ends the idle ones now, and each busy one when it is given back. */
  retire(): void {
    this.#isRetired = true;
    this.#cancelReaping?.();
    for (const environment of this.#idle.splice(0)) void this.discard(environment);
  }

  /** Ends all of them, busy ones too. */
  async close(): Promise<void> {
    this.#cancelReaping?.();
    this.#idle.length = 0;
    await Promise.all([...this.#all].map((environment) => this.discard(environment)));
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
    for (const environment of reaped) void this.discard(environment);
    this.#planReaping();
  }
}
