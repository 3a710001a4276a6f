import type { LocalClock } from '../clock.js';
import type { AccountConfig } from '../config.js';
import type { ThrottleReason } from '../http/exceptions.js';
import { TokenBucket } from './token-bucket.js';

/** Units of concurrency that an invocation holds one of while it runs. */
export interface Slot {
  readonly kind: 'onDemand' | 'provisioned';
  release(): void;
}

/** Lambda's default (AWS Lambda guide, "Lambda function scaling"). */
const defaultBurst = { environments: 1000, perS: 10 };
/** AWS Lambda guide, "Lambda quotas": 10 requests per second for each unit of concurrency. */
const defaultRequestRateFactor = 10;

/** 100 of 1,000 (AWS Lambda guide, "Configuring reserved concurrency"), and as much of less. */
function defaultMinimumUnreserved(limit: number): number {
  return Math.min(100, Math.floor(limit / 10));
}

/** The account's pool, and what its functions have taken out of it for themselves. */
export class AccountConcurrency {
  readonly clock: LocalClock;
  readonly burst: { environments: number; perS: number };
  readonly requestRateFactor: number;
  readonly limit: number;
  /** What no reservation may take: `account's UnreservedConcurrentExecution ... minimum value`. */
  readonly minimumUnreserved: number;
  /** Requests per second over all functions without a reservation. */
  readonly requests: TokenBucket;
  /** Reserved or provisioned, by functions. */
  set = 0;
  unreservedInFlight = 0;

  constructor(config: AccountConfig, clock: LocalClock) {
    this.clock = clock;
    this.limit = config.concurrency;
    this.minimumUnreserved = config.minimumUnreserved ?? defaultMinimumUnreserved(this.limit);
    this.burst = config.burst ?? defaultBurst;
    this.requestRateFactor = config.requestRateFactor ?? defaultRequestRateFactor;
    const perS = this.limit * this.requestRateFactor;
    this.requests = new TokenBucket(perS, perS, clock);
  }

  /** `UnreservedConcurrentExecutions` of GetAccountSettings. */
  get unreserved(): number {
    return Math.max(0, this.limit - this.set);
  }
}

/**
 * One function's share: its reservation, if any, its provisioned concurrency by qualifier, and the
 * rate at which it may add environments. Pure: admits, counts and refuses.
 */
export class FunctionConcurrency {
  readonly #account: AccountConcurrency;
  readonly #scaling: TokenBucket;
  readonly #provisioned = new Map<string, ProvisionedSlot>();
  readonly #onDemand: Slot;
  #requests: TokenBucket | undefined;
  #reserved: number | undefined;
  #inFlight = 0;
  #set = 0;

  constructor(account: AccountConcurrency) {
    this.#account = account;
    const { environments, perS } = account.burst;
    this.#scaling = new TokenBucket(environments, environments / perS, account.clock);
    this.#onDemand = { kind: 'onDemand', release: () => this.#releaseOnDemand() };
  }

  /** What it may run at once at most: its reservation, else the account's limit. */
  get limit(): number {
    return this.#reserved ?? this.#account.limit;
  }

  get reserved(): number | undefined {
    return this.#reserved;
  }

  /** Sets the reservation, or takes it away. What runs, runs on. */
  reserve(reserved: number | undefined): void {
    const wasReserved = this.#reserved !== undefined;
    this.#reserved = reserved;
    this.#requests = undefined;
    if (reserved !== undefined) {
      const perS = reserved * this.#account.requestRateFactor;
      this.#requests = new TokenBucket(perS, perS, this.#account.clock);
    }
    const isReserved = reserved !== undefined;
    if (wasReserved !== isReserved) {
      this.#account.unreservedInFlight += isReserved ? -this.#inFlight : this.#inFlight;
    }
    this.#recount();
  }

  /**
   * The provisioned concurrency of one version or alias: `ready` of its environments serve, and
   * `requested` are set aside. Zeros take it away.
   */
  provision(qualifier: string, ready: number, requested = ready): void {
    const slot = this.#provisioned.get(qualifier) ?? new ProvisionedSlot(this.#account);
    slot.resize(ready, requested);
    this.#provisioned.set(qualifier, slot);
    this.#recount();
  }

  /** What is provisioned for all versions and aliases together. */
  get provisionedRequested(): number {
    let total = 0;
    for (const slot of this.#provisioned.values()) total += slot.requested;
    return total;
  }

  /**
   * Takes a slot for one invocation through `qualifier`: a provisioned one where there is one free,
   * else (spillover) one on demand. A string is the reason why there is none. Which reason stands
   * for which rate rule is not documented; the mapping here follows the names.
   */
  admit(qualifier: string): Slot | ThrottleReason {
    const provisioned = this.#provisioned.get(qualifier);
    if (provisioned?.take() === true) return provisioned;
    return this.#reserved === undefined
      ? this.#admitUnreserved()
      : this.#admitReserved(this.#reserved);
  }

  /** Whether one more execution environment may be started now: the burst rule. */
  scale(): ThrottleReason | undefined {
    if (this.#scaling.take()) return undefined;
    return this.#reserved === undefined
      ? 'FunctionInvocationRateLimitExceeded'
      : 'ReservedFunctionInvocationRateLimitExceeded';
  }

  /** Whole seconds after which a throttle of this reason may be over, where that is known. */
  retryAfterS(reason: ThrottleReason): number | undefined {
    const isRate =
      reason === 'FunctionInvocationRateLimitExceeded' ||
      reason === 'ReservedFunctionInvocationRateLimitExceeded';
    if (!isRate) return undefined;
    const requests = this.#requests ?? this.#account.requests;
    return Math.max(1, Math.ceil(Math.max(requests.waitS(), this.#scaling.waitS())));
  }

  #admitUnreserved(): Slot | ThrottleReason {
    const account = this.#account;
    if (account.unreservedInFlight >= account.unreserved) {
      return 'ConcurrentInvocationLimitExceeded';
    }
    if (!account.requests.take()) return 'FunctionInvocationRateLimitExceeded';
    account.unreservedInFlight++;
    this.#inFlight++;
    return this.#onDemand;
  }

  #admitReserved(reserved: number): Slot | ThrottleReason {
    if (this.#inFlight >= reserved - this.#provisionedReady()) {
      return 'ReservedFunctionConcurrentInvocationLimitExceeded';
    }
    if (this.#requests?.take() === false) return 'ReservedFunctionInvocationRateLimitExceeded';
    this.#inFlight++;
    return this.#onDemand;
  }

  #releaseOnDemand(): void {
    this.#inFlight--;
    if (this.#reserved === undefined) this.#account.unreservedInFlight--;
  }

  #provisionedReady(): number {
    let total = 0;
    for (const slot of this.#provisioned.values()) total += slot.limit;
    return total;
  }

  /** A reservation holds the provisioned concurrency inside of it; without one, that is what is set aside. */
  #recount(): void {
    const set = this.#reserved ?? this.provisionedRequested;
    this.#account.set += set - this.#set;
    this.#set = set;
  }
}

class ProvisionedSlot implements Slot {
  readonly kind = 'provisioned';
  readonly #account: AccountConcurrency;
  readonly #requests: TokenBucket;
  limit = 0;
  requested = 0;
  #inFlight = 0;

  constructor(account: AccountConcurrency) {
    this.#account = account;
    this.#requests = new TokenBucket(0, 0, account.clock);
  }

  resize(limit: number, requested: number): void {
    this.limit = limit;
    this.requested = requested;
    const perS = limit * this.#account.requestRateFactor;
    this.#requests.resize(perS, perS);
  }

  /**
   * One of it, if one is free. Of 10 provisioned, the function "spills over into on-demand concurrency
   * after 10 concurrency or 100 requests per second, whichever happens first" (AWS Lambda guide,
   * "Understanding concurrency and requests per second").
   */
  take(): boolean {
    if (this.#inFlight >= this.limit || !this.#requests.take()) return false;
    this.#inFlight++;
    return true;
  }

  release(): void {
    this.#inFlight--;
  }
}
