import { type Batch, enter, functionError, ok } from '../../../core/judge/books.fixture.js';
import { observe, tolerances } from '../../../core/judge/compare/answers.fixture.js';
import type { Comparison } from '../../../core/judge/compare/comparison.js';
import { judgePairs } from '../../../core/judge/compare/judge-pairs.js';
import { Ledger } from '../../../core/measure/ledger.js';
import { type PlannedWorkload, RunBooks } from '../../../core/measure/run-books.js';
import { type RunReport, reportOf } from '../run-report.js';
import { sampleMeta } from '../sample-run.fixture.js';
import type { ComparisonReport } from './comparison-report.js';

/** A comparison with the runs that it was made of. */
export interface SampleComparison {
  report: ComparisonReport;
  runs: RunReport[];
}

/** Old, a new side that is slower, fails more and changes a field, and old again. */
export function sampleComparison(pairs = 1200): SampleComparison {
  const respond = (pair: number, random: () => number): string =>
    `{"total":${pair},"requestId":${random()}}`;
  const changed = (pair: number, random: () => number): string =>
    `{"total":"${pair}","requestId":${random()}}`;
  const now = { slowdown: 0.3, errorShare: 0.02, respond: changed };
  const seen = observe(pairs, 1, [{ respond, errorShare: 0.005 }, now, { respond }]);
  const report = {
    ...{ comparison: judgePairs(seen, tolerances()), old: 'shop:1', new: 'shop:2' },
    ...{ runs: ['20261123-141502-k3f'], payloads: 'recording friday' },
  };
  return { report, runs: [pairedRun(pairs)] };
}

/** The same in which every text that comes from outside is `text`. */
export function hostileComparison(text: string): SampleComparison {
  const { report, runs } = sampleComparison(120);
  const example = { pair: 0, payload: 0, kind: 'value' as const, first: text, second: text };
  const verdicts = ['fail', 'inconclusive', 'pass'] as const;
  const comparison: Comparison = {
    ...report.comparison,
    fields: verdicts.map((verdict) => ({
      ...{ path: text, differs: 9, noise: 1, verdict, pValue: 0.01 },
      ...{ kinds: { value: 9 }, examples: [example] },
    })),
    warnings: [{ kind: 'worded' as const, text }],
  };
  const meta = sampleMeta({
    ...{ name: text, plan: legs(120), environment: { platform: text } },
    endpoint: { url: text, region: text },
  });
  const batches = [...legBatches(0, 40, 120), ...failing(1, text)];
  const run = { ...(runs[0] as RunReport), ...runOf(meta, batches) };
  const sides = { old: text, new: text, payloads: text };
  return { report: { ...report, ...sides, comparison }, runs: [run] };
}

function failing(workload: number, text: string): Batch[] {
  return [{ count: 120, workload, outcome: functionError(text, text, text), msOf: () => 40 }];
}

function legs(pairs: number): PlannedWorkload[] {
  const stage = { name: '30/s', planned: pairs, startS: 0, durationS: pairs / 30, peakHz: 30 };
  return [
    ['old', '1'],
    ['new', '2'],
    ['again', '1'],
  ].map(([name = '', qualifier = '']) => ({
    ...{ name, functionName: 'shop', qualifier, invocationType: 'RequestResponse' },
    stages: [stage],
  }));
}

/** Warm but for the first twelve. */
function legBatches(workload: number, ms: number, count: number): Batch[] {
  const version = String(workload === 1 ? 2 : 1);
  const cold = ok(version, { initDurationMs: 200, billedDurationMs: 250 });
  return [
    { count: 12, workload, outcome: cold, msOf: (n) => 6 * ms + n },
    { count: count - 12, workload, outcome: ok(version, {}), msOf: (n) => ms + (n % 60) },
  ];
}

function pairedRun(pairs: number): RunReport {
  const batches = [
    ...legBatches(0, 40, pairs),
    ...legBatches(1, 52, pairs - 20),
    {
      count: 20,
      workload: 1,
      outcome: functionError('2', 'TypeError', 'x is not a function'),
      msOf: () => 45,
    },
    ...legBatches(2, 40, pairs),
  ];
  return runOf(sampleMeta({ name: 'shop:1 against shop:2', plan: legs(pairs) }), batches);
}

function runOf(meta: RunReport['run']['meta'], batches: readonly Batch[]): RunReport {
  const startedAtMs = Date.UTC(2026, 10, 23, 14, 15, 2);
  const run = {
    ...{ id: '20261123-141502-k3f', meta, startedAtMs, endedAtMs: startedAtMs + 40_000 },
    status: 'finished' as const,
  };
  return reportOf(run, new RunBooks(meta.plan, enter(new Ledger(), batches), 'finished'), []);
}
