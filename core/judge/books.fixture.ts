import { defined } from '../base/defined.js';
import type { RecordedAs } from '../invoke/client.js';
import type { InvocationReport, Outcome } from '../invoke/outcome.js';
import { Ledger } from '../measure/ledger.js';
import { type PlannedWorkload, RunBooks, type RunStatus } from '../measure/run-books.js';

/** So many invocations that were all alike. */
export interface Batch {
  count: number;
  outcome: Outcome;
  workload?: number;
  stage?: number;
  /** Milliseconds from the send to the answer; the n-th of `count` takes `msOf(n)`. */
  msOf?: (n: number) => number;
  lateMs?: number;
  /** What the recording says of their payloads. */
  recordedAs?: RecordedAs;
}

/** Enters each batch into a ledger, arrivals 10 ms apart from the start of their stage. */
export function enter(ledger: Ledger, batches: readonly Batch[], startS = 0): Ledger {
  let at = startS * 1e6;
  let index = 0;
  for (const {
    count,
    outcome,
    workload = 0,
    stage = 0,
    msOf = () => 10,
    lateMs = 0.2,
    recordedAs,
  } of batches) {
    for (let n = 0; n < count; n++) {
      const intendedUs = at;
      const sentUs = intendedUs + lateMs * 1000;
      const answeredUs = sentUs + msOf(n) * 1000;
      ledger.arrivalDue(workload, stage);
      if (outcome.kind !== 'dropped') ledger.sent(workload, stage, intendedUs, sentUs);
      const arrival = { index, intendedUs, payload: index % 3, workload, stage };
      ledger.record({ arrival, sentUs, answeredUs, outcome, recordedAs });
      at += 10_000;
      index += 1;
    }
  }
  return ledger;
}

/** One workload, one stage of 100/s, planned exactly as many as the batches hold. */
export function planOf(batches: readonly Batch[]): PlannedWorkload[] {
  const planned = batches.reduce((sum, { count }) => sum + count, 0);
  return [
    {
      name: 'checkout',
      functionName: 'checkout',
      qualifier: 'live',
      invocationType: 'RequestResponse',
      stages: [{ name: '100/s', planned, startS: 0, durationS: planned / 100, peakHz: 100 }],
    },
  ];
}

/** The books of a run that did exactly this. */
export function booksOf(
  batches: readonly Batch[],
  workloads: readonly PlannedWorkload[] = planOf(batches),
  status: RunStatus = 'finished',
): RunBooks {
  return new RunBooks(workloads, enter(new Ledger(), batches), status);
}

/** An answer of a version, with a REPORT when one is given. */
export function ok(executedVersion?: string, report?: Partial<InvocationReport>): Outcome {
  return {
    kind: 'ok',
    statusCode: executedVersion === undefined ? 202 : 200,
    responseBytes: 2,
    ...defined({ executedVersion }),
    ...(report && { report: fullReport(report) }),
  };
}

/** An invocation that ran and failed. */
export function functionError(version: string, errorType: string, errorMessage: string): Outcome {
  return {
    kind: 'functionError',
    statusCode: 200,
    responseBytes: 60,
    functionError: 'Unhandled',
    executedVersion: version,
    errorType,
    errorMessage,
  };
}

/** A 429 for that reason. */
export function throttled(reason: string): Outcome {
  return { kind: 'throttled', statusCode: 429, reason, errorMessage: 'Rate Exceeded.' };
}

function fullReport(report: Partial<InvocationReport>): InvocationReport {
  return {
    durationMs: 9.5,
    billedDurationMs: 10,
    memorySizeMb: 512,
    maxMemoryUsedMb: 131,
    ...report,
  };
}
