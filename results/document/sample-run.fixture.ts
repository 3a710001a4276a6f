import { type Batch, enter, functionError, ok, throttled } from '../../core/judge/books.fixture.js';
import { Ledger } from '../../core/measure/ledger.js';
import { type PlannedWorkload, RunBooks, type RunStatus } from '../../core/measure/run-books.js';
import type { RunMeta } from './run-meta.js';
import { type RunReport, reportOf } from './run-report.js';

export const reserved = 'ReservedFunctionConcurrentInvocationLimitExceeded';

/** Two stages of 100/s: a calm one, and one with throttles, errors and drops. */
export const sampleBatches: Batch[] = [
  { count: 450, outcome: ok('11', {}), msOf: (n) => 40 + (n % 50) },
  { count: 50, outcome: ok('12', { initDurationMs: 350, billedDurationMs: 400 }), msOf: () => 400 },
  { count: 400, stage: 1, outcome: ok('11', {}), msOf: (n) => 45 + (n % 100) },
  { count: 40, stage: 1, outcome: ok('12', {}), msOf: (n) => 60 + n },
  {
    count: 7,
    stage: 1,
    outcome: functionError(
      '12',
      'TypeError',
      "Cannot read properties of undefined (reading 'price')",
    ),
  },
  {
    count: 2,
    stage: 1,
    outcome: { kind: 'transportError', errorType: 'ECONNRESET', errorMessage: 'read ECONNRESET' },
    msOf: () => 3,
  },
  { count: 97, stage: 1, outcome: throttled(reserved), msOf: () => 4 },
  { count: 4, stage: 1, outcome: { kind: 'dropped' } },
];

export const samplePlan: PlannedWorkload[] = [
  {
    name: 'checkout',
    functionName: 'checkout',
    qualifier: 'live',
    invocationType: 'RequestResponse',
    stages: [
      { name: '100/s for 5s', planned: 500, startS: 0, durationS: 5, peakHz: 100 },
      { name: 'peak', planned: 550, startS: 5, durationS: 5.5, peakHz: 100 },
    ],
  },
];

/** What a run is made of that tests compare. */
export function sampleMeta(changes: Partial<RunMeta> = {}): RunMeta {
  return {
    name: 'checkout before release',
    scenario: 'name: checkout before release\n',
    plan: samplePlan,
    seed: 7,
    expectations: ['p99 < 300ms', 'throttled == 0', 'functionError < 1%', 'version 12 is 10%'],
    endpoint: { url: 'http://127.0.0.1:41234', region: 'eu-west-1' },
    versions: { reprise: '0.1.0', node: '20.20.2' },
    environment: { platform: 'linux x64' },
    ...changes,
  };
}

/** The report of such a run, started at a fixed time. */
export function sampleReport(
  batches: readonly Batch[] = sampleBatches,
  meta: RunMeta = sampleMeta(),
  status: RunStatus = 'finished',
): RunReport {
  const startedAtMs = Date.UTC(2026, 10, 23, 14, 15, 2);
  const books = new RunBooks(meta.plan, enter(new Ledger(), batches), status);
  const run = {
    id: '20261123-141502-k3f',
    meta,
    status,
    startedAtMs,
    endedAtMs: startedAtMs + 10_900,
  };
  return reportOf(run, books);
}
