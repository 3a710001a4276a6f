import { randomUUID } from 'node:crypto';
import { defined } from '../core/base/defined.js';
import { deliverOutcome } from './async/event-delivery.js';
import { EventQueue, type QueuedEvent } from './async/event-queue.js';
import type { AttemptOutcome, LedgerEvent } from './async/ledger.js';
import type { LocalClock } from './clock.js';
import type { Deployment } from './functions/deployment.js';
import { executeDurably, refuseDurable, startDurable } from './functions/execute-durably.js';
import type { Executed, Execution } from './functions/execution.js';
import { type Call, execute } from './functions/invocation.js';
import { calledAs, type Registry, type Target } from './functions/registry.js';
import { refuseTenant } from './functions/tenants.js';
import { type Refusal, refuseThrottled } from './http/exceptions.js';
import type { NamedFunction } from './http/function-ref.js';
import type { InvokeRequest } from './http/invoke-request.js';

/** The answer to an Invoke, before it is put on the wire. */
export type InvokeAnswer =
  | Executed
  | { kind: 'accepted'; durableExecutionArn?: string }
  | { kind: 'dryRun' }
  | Refusal;

type Respond = (answer: InvokeAnswer) => void;

/** What comes with a request beside what Invoke defines. */
export interface RequestIdentity {
  requestId: string;
  traceId: string | undefined;
  /** Takes a streamed response piece by piece; absent, it is wanted whole. */
  stream?: NonNullable<Call['stream']>;
}

/** The Invoke API apart from HTTP. */
export class LambdaService {
  readonly deployment: Deployment;
  readonly registry: Registry;
  readonly #clock: LocalClock;
  readonly #events: EventQueue;

  constructor(deployment: Deployment) {
    this.deployment = deployment;
    this.registry = deployment.registry;
    this.#clock = deployment.clock;
    this.#events = new EventQueue(deployment.clock);
  }

  /** Answers one Invoke; `respond` is called exactly once unless the service is closed before. */
  invoke(
    ref: NamedFunction,
    request: InvokeRequest,
    { requestId, traceId, stream }: RequestIdentity,
    respond: Respond,
  ): void {
    const target = this.registry.resolve(ref);
    if (target.kind === 'refusal') {
      respond(target);
      return;
    }
    const { type, payload, clientContext, tail, tenantId, durableExecutionName: name } = request;
    const isQualified = ref.qualifier !== undefined;
    const refusal =
      refuseTenant(target, tenantId) ??
      refuseDurable(target, { isQualified, isSynchronous: type === 'RequestResponse', name });
    if (refusal !== undefined) {
      respond(refusal);
    } else if (type === 'DryRun') {
      respond({ kind: 'dryRun' });
    } else if (type === 'Event') {
      // Lambda passes the client context on for synchronous invocations only.
      const call = { requestId, payload, clientContext: undefined, traceId, tail: false };
      this.#accept(target, ref, { ...call, ...defined({ tenantId }) }, name, respond);
    } else {
      const call = { requestId, payload, clientContext, traceId, tail };
      this.#runNow(target, { ...call, ...defined({ tenantId, stream }) }, name, respond);
    }
  }

  /** Ends every environment and forgets every queued event. */
  async close(): Promise<void> {
    this.#events.close();
    await this.deployment.close();
  }

  #runNow(target: Target, call: Call, name: string | undefined, respond: Respond): void {
    executeDurably(target, call, name, this.#clock, (execution) => {
      if (execution.kind !== 'throttled') {
        respond(execution);
        return;
      }
      const { reason } = execution;
      respond(refuseThrottled(reason, target.function.concurrency.retryAfterS(reason)));
    });
  }

  /** The same start again is accepted again, and starts nothing. */
  #accept(
    target: Target,
    ref: NamedFunction,
    call: Call,
    name: string | undefined,
    respond: Respond,
  ): void {
    const start = startDurable(target, call.payload, name);
    if (start?.kind === 'refusal') {
      respond(start);
      return;
    }
    const execution = start?.execution;
    if (start?.isNew !== false) {
      this.#enqueue(target, ref, call, (last) => {
        if (execution === undefined) return;
        // Without a last attempt it was throttled until it was given up: so is who waits for it.
        const { durable, concurrency } = target.function;
        const reason =
          concurrency.reserved === undefined
            ? 'ConcurrentInvocationLimitExceeded'
            : 'ReservedFunctionConcurrentInvocationLimitExceeded';
        durable?.end(execution, last ?? { kind: 'throttled', reason });
      });
    }
    respond(execution?.answered({ kind: 'accepted' as const }) ?? { kind: 'accepted' });
  }

  #enqueue(
    target: Target,
    ref: NamedFunction,
    call: Call,
    ended: (last: Executed | undefined) => void = () => {},
  ): void {
    const { function: entry } = target;
    const { qualifier = '$LATEST' } = ref;
    const { requestId, payload } = call;
    const recorded = { requestId, payload, functionArn: `${entry.arn}:${qualifier}` };
    const copies = entry.asyncFaults?.draw() ?? [0];
    const tracked = this.deployment.ledger.accept({
      ...{ requestId, functionName: entry.name, copies: copies.length },
      acceptedMs: this.#clock.epochMs(),
    });
    const called = calledAs(target);
    entry.metrics.counted('AsyncEventsReceived', called);
    const event: QueuedEvent = {
      acceptedMs: this.#clock.nowMs(),
      settings: { ...entry.eventInvokeConfigs.get(qualifier), delayScale: entry.delayScale },
      isBlocked: () => entry.concurrency.reserved === 0,
      attempt: (done) => {
        // Resolved anew, so that a retry goes where the alias points by then.
        const current = this.registry.resolve(ref);
        const run = current.kind === 'target' ? current : target;
        execute(run, call, this.#clock, this.#tracking(tracked, run, done));
      },
      finished: (outcome) => {
        const { condition, invokeCount } = outcome;
        const atMs = this.#clock.epochMs();
        this.deployment.ledger.ended(tracked, { condition, invokeCount, atMs });
        if (condition !== 'Success') entry.metrics.counted('AsyncEventsDropped', called);
        ended(outcome.last);
        const invokeByArn = this.#invokeByArn.bind(this);
        deliverOutcome(recorded, outcome, target, qualifier, this.deployment, invokeByArn);
      },
    };
    for (const delayMs of copies) this.#events.accept(event, delayMs);
  }

  /** Enters an attempt that begins now in the ledger, once it is over. */
  #tracking(
    event: LedgerEvent,
    run: Target,
    done: (execution: Execution) => void,
  ): (execution: Execution) => void {
    const startedMs = this.#clock.epochMs();
    return (execution) => {
      const endedMs = this.#clock.epochMs();
      const outcome = attemptOutcome(execution);
      this.deployment.ledger.attempted(event, { startedMs, endedMs, outcome });
      if (outcome !== 'throttled') {
        const ageMs = startedMs - event.acceptedMs;
        run.function.metrics.counted('AsyncEventAge', calledAs(run), ageMs);
      }
      done(execution);
    };
  }

  #invokeByArn(arn: string, payload: Buffer): boolean {
    const ref = this.registry.refOf(arn);
    const target = ref && this.registry.resolve(ref);
    if (ref === undefined || target?.kind !== 'target') return false;
    // A destination has no way to name a tenant.
    if (refuseTenant(target) !== undefined) return false;
    const requestId = randomUUID();
    const call = { requestId, payload, clientContext: undefined, traceId: undefined, tail: false };
    this.#enqueue(target, ref, call);
    return true;
  }
}

function attemptOutcome(execution: Execution): AttemptOutcome {
  if (execution.kind === 'throttled') return 'throttled';
  return execution.errorType === undefined ? 'succeeded' : 'failed';
}
