import { createHash, randomUUID } from 'node:crypto';
import type { LocalClock } from '../clock.js';
import type { DurableConfig } from '../config.js';
import { type Refusal, refuse } from '../http/exceptions.js';
import type { Execution } from './execution.js';

/** What a start came to: a new execution, or the one that has the name already. */
export interface DurableStart {
  kind: 'start';
  isNew: boolean;
  execution: DurableExecution;
}

/** Closed executions whose names and results are kept, and the bytes of these results. */
const maxClosed = 10_000;
const maxClosedBytes = 64 * 1024 * 1024;
const dayMs = 86_400_000;

/**
 * The executions of one durable function by name (AWS Lambda guide, "Idempotency" of durable functions):
 * a name starts once, the same payload again finds what it started, another is refused. Bounded: the
 * oldest closed ones are forgotten, as if their retention had ended.
 */
export class DurableExecutions {
  readonly settings: DurableConfig;
  readonly #clock: LocalClock;
  readonly #named = new Map<string, DurableExecution>();
  /** In the order in which they closed. */
  readonly #closed = new Set<DurableExecution>();
  #closedBytes = 0;

  constructor(settings: DurableConfig, clock: LocalClock) {
    this.settings = settings;
    this.#clock = clock;
  }

  /** Starts an execution of a version (its ARN), or finds it. Without a name each start is its own. */
  start(versionArn: string, payload: Buffer, name: string | undefined): DurableStart | Refusal {
    if (name === undefined) {
      return { kind: 'start', isNew: true, execution: create(versionArn, randomUUID()) };
    }
    this.#forgetExpired();
    const hash = createHash('sha256').update(payload).digest('hex');
    const known = this.#named.get(name);
    if (known === undefined) {
      const execution = create(versionArn, name, hash);
      this.#named.set(name, execution);
      return { kind: 'start', isNew: true, execution };
    }
    if (known.payloadHash === hash) return { kind: 'start', isNew: false, execution: known };
    return refuse(
      'DurableExecutionAlreadyStartedException',
      `Execution already started: ${known.arn}`,
    );
  }

  /** Tells an execution's end; one that never ran (a throttle) leaves its name free. */
  end(execution: DurableExecution, result: Execution): void {
    if (result.kind === 'executed' && this.#named.get(execution.name) === execution) {
      this.#closed.add(execution);
      this.#closedBytes += result.payload.length;
    } else if (this.#named.get(execution.name) === execution) {
      this.#named.delete(execution.name);
    }
    execution.end(result, this.#clock.epochMs());
    while (this.#closed.size > maxClosed || this.#closedBytes > maxClosedBytes)
      this.#forgetOldest();
  }

  #forgetExpired(): void {
    const horizonMs = this.#clock.epochMs() - this.settings.retentionDays * dayMs;
    for (const execution of this.#closed) {
      if ((execution.closedMs ?? 0) > horizonMs) return;
      this.#forgetOldest();
    }
  }

  #forgetOldest(): void {
    const [oldest] = this.#closed;
    if (oldest === undefined) return;
    this.#closed.delete(oldest);
    this.#named.delete(oldest.name);
    this.#closedBytes -= oldest.payloadBytes;
  }
}

function create(versionArn: string, name: string, hash?: string): DurableExecution {
  return new DurableExecution(
    name,
    `${versionArn}/durable-execution/${name}/${randomUUID()}`,
    hash,
  );
}

/** One execution: running, or closed with its result. */
export class DurableExecution {
  readonly name: string;
  /** API_Execution: `…:function:NAME:VERSION/durable-execution/NAME/ID`. */
  readonly arn: string;
  readonly payloadHash: string | undefined;
  closedMs: number | undefined;
  #result: Execution | undefined;
  #waiting: ((execution: Execution) => void)[] = [];

  constructor(name: string, arn: string, payloadHash: string | undefined) {
    this.name = name;
    this.arn = arn;
    this.payloadHash = payloadHash;
  }

  /** Of the result that is kept. */
  get payloadBytes(): number {
    return this.#result?.kind === 'executed' ? this.#result.payload.length : 0;
  }

  /** Answers with the result, now or when it is there; it has no log, which was another request's. */
  attach(done: (execution: Execution) => void): void {
    if (this.#result === undefined) this.#waiting.push(done);
    else done(this.#result);
  }

  /** Keeps the result, and tells it to all who wait for it. */
  end(result: Execution, nowMs: number): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    const told =
      result.kind === 'executed' ? { ...this.answered(result), logTail: undefined } : result;
    this.#result = told;
    this.closedMs = nowMs;
    for (const done of waiting) done(told);
  }

  /** The answer with this execution's ARN. */
  answered<T extends object>(answer: T): T & { durableExecutionArn: string } {
    return { ...answer, durableExecutionArn: this.arn };
  }
}
