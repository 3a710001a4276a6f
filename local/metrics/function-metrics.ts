import type { LocalClock } from '../clock.js';
import type { MeasuredOf, MetricName, MetricStore } from './metric-store.js';

/** By what name a function was called, and which version of it. */
export interface Called {
  invokedArn: string;
  version: string;
}

/** An attempt that has ended. */
export interface MeasuredRun extends Called {
  /** When it was invoked; milliseconds since 1970. */
  invokedMs: number;
  /** Without its init. */
  durationMs: number;
  hasFailed: boolean;
}

/** Enters what one function does in the metrics. */
export class FunctionMetrics {
  readonly #store: MetricStore;
  readonly #clock: LocalClock;
  readonly #name: string;
  readonly #arn: string;
  #running = 0;

  constructor(store: MetricStore, clock: LocalClock, name: string, arn: string) {
    this.#store = store;
    this.#clock = clock;
    this.#name = name;
    this.#arn = arn;
  }

  /** An attempt has got its environment. */
  began(called: Called): void {
    this.#running++;
    const nowMs = this.#clock.epochMs();
    this.#store.record(this.#of(called), 'ConcurrentExecutions', this.#running, nowMs);
  }

  /** It is over. */
  ended({ invokedMs, durationMs, hasFailed, ...called }: MeasuredRun): void {
    this.#running--;
    const of = this.#of(called);
    this.#store.record(of, 'Invocations', 1, invokedMs);
    this.#store.record(of, 'Errors', hasFailed ? 1 : 0, invokedMs);
    this.#store.record(of, 'Duration', durationMs, invokedMs);
  }

  /** One of something, now: a throttle, an event that was queued, or given up. */
  counted(name: MetricName, called: Called, value = 1): void {
    this.#store.record(this.#of(called), name, value, this.#clock.epochMs());
  }

  #of({ invokedArn, version }: Called): MeasuredOf {
    const resource = this.#name + invokedArn.slice(this.#arn.length);
    return { functionName: this.#name, resource, version };
  }
}
