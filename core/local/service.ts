import type { LocalClock } from './clock.js';
import type { Deployment } from './deployment.js';
import { EventQueue, type FinishedEvent } from './event-queue.js';
import { type Refusal, refuseThrottled } from './exceptions.js';
import type { FunctionRef } from './function-ref.js';
import { type Call, type Executed, execute } from './invocation.js';
import type { InvokeRequest } from './invoke-request.js';
import type { Registry, Target } from './registry.js';

/** The answer to an Invoke, before it is put on the wire. */
export type InvokeAnswer = Executed | { kind: 'accepted' } | { kind: 'dryRun' } | Refusal;

/** What comes with a request beside what Invoke defines. */
export interface RequestIdentity {
  requestId: string;
  traceId: string | undefined;
}

/** The Invoke API apart from HTTP. */
export class LambdaService {
  readonly deployment: Deployment;
  readonly registry: Registry;
  readonly #clock: LocalClock;
  readonly #events: EventQueue;

  /** `eventFinished` is told what became of every `Event` invocation. */
  constructor(deployment: Deployment, eventFinished: (finished: FinishedEvent) => void = () => {}) {
    this.deployment = deployment;
    this.registry = deployment.registry;
    this.#clock = deployment.clock;
    this.#events = new EventQueue(deployment.clock, eventFinished);
  }

  /** Answers one Invoke; `respond` is called exactly once unless the service is closed before. */
  invoke(
    ref: FunctionRef,
    request: InvokeRequest,
    { requestId, traceId }: RequestIdentity,
    respond: (answer: InvokeAnswer) => void,
  ): void {
    const target = this.registry.resolve(ref);
    if (target.kind === 'refusal') {
      respond(target);
      return;
    }
    const { payload, clientContext, tail } = request;
    if (request.type === 'DryRun') {
      respond({ kind: 'dryRun' });
    } else if (request.type === 'Event') {
      // Lambda passes the client context on for synchronous invocations only.
      const call = { requestId, payload, clientContext: undefined, traceId, tail: false };
      this.#enqueue(target, ref, call);
      respond({ kind: 'accepted' });
    } else {
      const call = { requestId, payload, clientContext, traceId, tail };
      execute(target, call, this.#clock, (execution) => {
        respond(execution.kind === 'executed' ? execution : refuseThrottled(execution.reason));
      });
    }
  }

  /** Ends every environment and forgets every queued event. */
  async close(): Promise<void> {
    this.#events.close();
    await this.deployment.close();
  }

  #enqueue(target: Target, ref: FunctionRef, call: Call): void {
    this.#events.accept({
      requestId: call.requestId,
      acceptedMs: this.#clock.nowMs(),
      settings: target.function.asynchronous,
      isBlocked: target.function.concurrency.reserved === 0,
      attempt: (done) => {
        // Resolved anew, so that a retry goes where the alias points by then.
        const current = this.registry.resolve(ref);
        execute(current.kind === 'target' ? current : target, call, this.#clock, done);
      },
    });
  }
}
