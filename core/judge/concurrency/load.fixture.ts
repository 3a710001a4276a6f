import { Ledger } from '../../measure/ledger.js';
import { type PlannedWorkload, RunBooks } from '../../measure/run-books.js';
import { ok, throttled } from '../books.fixture.js';
import { documentedRates, type LimitsEvidence, type Reading } from './limits.js';
import type { RunSecond } from './load-second.js';

/** One second of one workload, as a scripted Lambda would have answered it. */
export interface Scripted {
  workload?: number;
  /** Served, each in `serviceMs`. */
  served?: number;
  serviceMs?: number;
  /** Their REPORT's Duration, where they have one. */
  durationMs?: number;
  /** Of the served, how many began cold, with an init of 300 ms. */
  cold?: number;
  /** The init was over before they came, and is no part of their time. */
  isInitBefore?: boolean;
  /** Refused, each in `refusalMs` (1), the first `firstMs` (0) into the second. */
  refused?: Partial<Record<string, number>>;
  refusalMs?: number;
  firstMs?: number;
  dropped?: number;
  /** In flight at the end of the second: sent, and answered later. */
  inFlight?: number;
}

/** The seconds and the books of a run that was answered so; `peaks` is the most in flight of each. */
export function runOf(
  seconds: readonly (readonly Scripted[])[],
  workloads: readonly PlannedWorkload[],
  peaks: readonly number[],
): { books: RunBooks; seconds: RunSecond[] } {
  const total = new Ledger();
  const waiting = new Map<number, number>();
  const each = seconds.map((scripts, second): RunSecond => {
    const ledger = new Ledger();
    for (const script of scripts) new ScriptedSecond(ledger, second, script).enter(waiting);
    total.add(ledger);
    return { second, ledger: ledger.toData(), maxInFlight: peaks[second] ?? peaks.at(-1) ?? 0 };
  });
  return { books: new RunBooks(workloads, total, 'finished'), seconds: each };
}

class ScriptedSecond {
  readonly #ledger: Ledger;
  readonly #startUs: number;
  readonly #script: Scripted;
  #index = 0;

  constructor(ledger: Ledger, second: number, script: Scripted) {
    this.#ledger = ledger;
    this.#startUs = second * 1e6;
    this.#script = script;
  }

  /** What waits from the second before is answered first; what is to wait is only sent. */
  enter(waiting: Map<number, number>): void {
    const { workload = 0, served = 0, cold = 0, dropped = 0, inFlight = 0 } = this.#script;
    const before = waiting.get(workload) ?? 0;
    const sentNow = served + inFlight - before;
    for (let n = 0; n < sentNow; n++) this.#send();
    for (let n = 0; n < served; n++) this.#answer(n < cold);
    for (const [reason, count = 0] of Object.entries(this.#script.refused ?? {})) {
      for (let n = 0; n < count; n++) this.#refuse(reason, n / count);
    }
    for (let n = 0; n < dropped; n++) {
      this.#ledger.arrivalDue(workload, 0);
      this.#record({ kind: 'dropped' }, this.#startUs, this.#startUs);
    }
    waiting.set(workload, inFlight);
  }

  #send(): void {
    const { workload = 0 } = this.#script;
    this.#ledger.arrivalDue(workload, 0);
    this.#ledger.sent(workload, 0, this.#startUs, this.#startUs);
  }

  #answer(isCold: boolean): void {
    const { serviceMs = 100, durationMs, isInitBefore = false } = this.#script;
    const init = isCold && { initDurationMs: 300 };
    const report = durationMs === undefined ? undefined : { durationMs, ...init };
    const tookMs = serviceMs + (isCold && !isInitBefore ? 300 : 0);
    this.#record(ok('1', report), this.#startUs, this.#startUs + tookMs * 1000);
  }

  #refuse(reason: string, at: number): void {
    const { refusalMs = 1, firstMs = 0 } = this.#script;
    this.#send();
    const sentUs = this.#startUs + (firstMs + at * (1000 - firstMs)) * 1000;
    this.#record(throttled(reason), sentUs, sentUs + refusalMs * 1000);
  }

  #record(outcome: Parameters<Ledger['record']>[0]['outcome'], sentUs: number, answeredUs: number) {
    const { workload = 0 } = this.#script;
    const arrival = { index: this.#index++, intendedUs: sentUs, payload: 0, workload, stage: 0 };
    this.#ledger.record({ arrival, sentUs, answeredUs, outcome, recordedAs: undefined });
  }
}

/** A workload of one stage, which lasts as long as its seconds. */
export function workloadOf(
  functionName: string,
  more: Partial<PlannedWorkload> = {},
): PlannedWorkload {
  const stages = [{ name: 'load', startS: 0, peakHz: 100 }];
  return { name: functionName, functionName, invocationType: 'RequestResponse', stages, ...more };
}

/** What a control plane said; reserved by function, provisioned by `function:qualifier`. */
export function limitsOf(
  account: { concurrent: number; unreserved: number } | undefined,
  reserved: Readonly<Record<string, number | null>> = {},
  provisioned: Readonly<Record<string, number>> = {},
): LimitsEvidence {
  return {
    account: account
      ? read({
          concurrentExecutions: account.concurrent,
          unreservedConcurrentExecutions: account.unreserved,
        })
      : notPermitted('GetAccountSettings'),
    functions: Object.entries(reserved).map(([functionName, count]) => ({
      functionName,
      reserved: read(count),
    })),
    provisioned: Object.entries(provisioned).map(([name, requested]) => {
      const [functionName = '', qualifier = ''] = name.split(':');
      const config = { requested, allocated: requested, available: requested, status: 'READY' };
      return { functionName, qualifier, config: read(config) };
    }),
    rates: documentedRates,
  };
}

/** A reading that gave that. */
export function read<T>(value: T): Reading<T> {
  return { kind: 'read', value };
}

/** A reading that the credentials may not make. */
export function notPermitted(call: string): Reading<never> {
  const why = `not allowed to call lambda:${call}`;
  return { kind: 'unreadable', cause: 'notPermitted', why };
}
