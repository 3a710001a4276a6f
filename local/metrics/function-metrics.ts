import type { LocalClock } from '../clock.js';
import { type MeasuredOf, type MetricName, type MetricStore, minuteMs } from './metric-store.js';

/** By what name a function was called, and which version of it. */
export interface Called {
  invokedArn: string;
  version: string;
}

/** An attempt that has ended. */
export interface MeasuredRun {
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
  /** The most that ran at once in the minute of `#peakMinute`. */
  #peak = 0;
  #peakMinute = 0;
  #lastArn = '';
  #last: MeasuredOf | undefined;

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
    const minute = Math.floor(nowMs / minuteMs);
    if (minute === this.#peakMinute && this.#running <= this.#peak) return;
    // Its maximum is all that is asked for.
    this.#peakMinute = minute;
    this.#peak = this.#running;
    this.#store.record(this.#of(called), { ConcurrentExecutions: this.#running }, nowMs);
  }

  /** It is over. */
  ended(called: Called, { invokedMs, durationMs: Duration, hasFailed }: MeasuredRun): void {
    this.#running--;
    const values = { Invocations: 1, Errors: hasFailed ? 1 : 0, Duration };
    this.#store.record(this.#of(called), values, invokedMs);
  }

  /** One of something, now: a throttle, an event that was queued, or given up. */
  counted(name: MetricName, called: Called, value = 1): void {
    this.#store.record(this.#of(called), { [name]: value }, this.#clock.epochMs());
  }

  /** Most invocations are called and served as the one before. */
  #of({ invokedArn, version }: Called): MeasuredOf {
    if (this.#last?.version === version && this.#lastArn === invokedArn) return this.#last;
    const resource = this.#name + invokedArn.slice(this.#arn.length);
    const key = `${resource} ${version}`;
    this.#lastArn = invokedArn;
    this.#last = { functionName: this.#name, resource, version, key };
    return this.#last;
  }
}
