import type { Verdict } from '../../core/judge/verdict.js';
import { otherTenants } from '../../core/measure/cell.js';
import { maxGroups } from '../../core/measure/fold.js';
import type { Account, RunBooks } from '../../core/measure/run-books.js';
import type { StreamTally } from '../../core/measure/stream-tally.js';
import { recordedOutcomes } from '../document/recorded-outcomes.js';
import { costOfPart } from '../document/report-cost.js';
import { tallyTenants } from '../document/run/tenants.js';
import { noDetails, type RunDetails } from '../document/run-details.js';
import { latenciesOf, latencyOf, type RunReport } from '../document/run-report.js';
import { noteText, observedText } from '../document/wording/expectations.js';
import { jsonComparison } from './comparison-json.js';
import { jsonFindings } from './concurrency-json.js';
import { jsonEvents } from './events-json.js';
import { jsonInvocations } from './invocations-json.js';
import { jsonDistribution, jsonLatency } from './json-distribution.js';
import type { JsonPart, JsonStream, JsonSummary } from './json-summary.js';
import { jsonReconciliation } from './reconciliation-json.js';

/** The JSON summary as text, indented, with a line break at its end. */
export function summaryJson(report: RunReport, details?: RunDetails): string {
  return `${JSON.stringify(jsonSummary(report, details), null, 2)}\n`;
}

/** The JSON summary as a value: what `--out json=FILE` writes. Without `details` no single invocation is in it. */
export function jsonSummary(report: RunReport, details: RunDetails = noDetails): JsonSummary {
  const { run, books, verdicts, verdict, concurrency, follow } = report;
  const { id, meta, status, startedAtMs, endedAtMs } = run;
  return {
    schema: 1,
    run: {
      id,
      name: meta.name,
      status,
      startedAt: new Date(startedAtMs).toISOString(),
      endedAt: endedAtMs === undefined ? null : new Date(endedAtMs).toISOString(),
      seed: meta.seed,
      tags: meta.tags ?? {},
      note: meta.note ?? null,
      resumed: (meta.resumed ?? []).map(({ atMs, afterS }) => ({
        ...{ at: new Date(atMs).toISOString(), withoutCoordinatorS: afterS },
      })),
    },
    verdict,
    ...jsonPart(withEventCost(books.total(), report), latenciesOf(books)),
    balanced: books.isBalanced,
    cutOff: status === 'finished' ? null : books.cutOff(),
    tenants: tenants(books),
    workers: meta.workers ?? null,
    versionBreakdown: versions(books),
    stages: stages(books),
    workloads: workloads(report),
    expectations: verdicts.map(expectation),
    events: follow ? jsonEvents(follow, books.workloads) : null,
    reconciliation: meta.reconciliation ? jsonReconciliation(meta.reconciliation) : null,
    baseline: meta.baseline ? jsonComparison(meta.baseline) : null,
    invocations: details === noDetails ? null : jsonInvocations(details, books),
    concurrency: concurrency ? { limits: meta.limits ?? null, ...jsonFindings(concurrency) } : null,
    endpoint: meta.endpoint,
    reprise: meta.versions,
    environment: meta.environment,
  };
}

function tenants(books: RunBooks): JsonSummary['tenants'] {
  const tally = tallyTenants(books.total());
  if (tally === undefined) return null;
  const { distinct, isExact, rows } = tally;
  const most = rows.filter(([name], i) => i < maxGroups || name === otherTenants);
  return {
    ...{ distinct, exact: isExact },
    most: most.map(([tenantId, counts]) => ({ tenantId, ...counts })),
  };
}

function versions(books: RunBooks): JsonSummary['versionBreakdown'] {
  const names = [...books.total().versions.keys()].sort();
  return ['', ...names]
    .map((version) => ({ version, part: books.version(version) }))
    .filter(({ part }) => part.planned > 0)
    .map(({ version, part }) => ({
      version: version === '' ? null : version,
      ...jsonPart(part, latenciesOf(books)),
    }));
}

function stages(books: RunBooks): JsonSummary['stages'] {
  return books.workloads.flatMap((workload, at) =>
    workload.stages.map((stage, index) => ({
      workload: workload.name,
      name: stage.name,
      startS: stage.startS,
      durationS: stage.durationS ?? null,
      peakHz: stage.concurrency === undefined ? stage.peakHz : null,
      concurrency: stage.concurrency ?? null,
      ...jsonPart(books.stage(at, index), [latencyOf(workload.invocationType)]),
    })),
  );
}

function workloads(report: RunReport): JsonSummary['workloads'] {
  const { books } = report;
  return books.workloads.map((workload, index) => ({
    name: workload.name,
    function: workload.functionName,
    qualifier: workload.qualifier ?? null,
    invocationType: workload.invocationType,
    architecture: workload.architecture ?? null,
    ...jsonPart(withEventCost(books.workload(index), report), [latencyOf(workload.invocationType)]),
  }));
}

/** Of whole workloads: a stage's, or a version's, attempts are not told apart. */
function withEventCost(part: Account, report: RunReport): Account {
  return { ...part, cost: costOfPart(part, report) };
}

function jsonPart(part: Account, of: JsonPart['latencyOf']): JsonPart {
  return {
    planned: part.planned,
    outcomes: part.outcomes,
    latencyOf: of,
    latency: { response: jsonLatency(part.response), service: jsonLatency(part.service) },
    lateness: jsonLatency(part.lateness),
    throttles: Object.fromEntries(descending(part.throttles)),
    errors: part.errors.map(({ kind, type, message, count, firstUs, lastUs, payload }) => ({
      ...{ kind, type, message, count, payload },
      firstUs: Math.round(firstUs),
      lastUs: Math.round(lastUs),
    })),
    versions: Object.fromEntries(descending(part.versions)),
    recorded: recordedOutcomes(part, of) ?? null,
    coldStarts: part.coldStarts,
    billedMs: part.billedMs,
    costUsd: part.cost.usd,
    costKnownOf: part.cost.knownOf,
    rate: part.rate ?? null,
    duration: jsonLatency(part.duration),
    init: jsonLatency(part.init),
    stream: part.stream.ttfb.count === 0 ? null : jsonStream(part.stream),
    refused: jsonLatency(part.refused),
    reports: part.reports,
    maxMemoryUsedMb: part.reports === 0 ? null : part.maxMemoryUsedMb,
    memorySizeMb: part.reports === 0 ? null : part.memorySizeMb,
  };
}

function descending(counts: Map<string, number>): [string, number][] {
  return [...counts].sort(([, a], [, b]) => b - a);
}

function jsonStream({ ttfb, firstChunk, bytes, chunks, rate }: StreamTally): JsonStream {
  return {
    ...{ ttfb: jsonLatency(ttfb), firstChunk: jsonLatency(firstChunk) },
    totalBytes: bytes.exactMoments.sumUs,
    bytes: jsonDistribution('bytes', bytes),
    chunks: jsonDistribution('count', chunks),
    rate: jsonDistribution('bytesPerSecond', rate),
  };
}

function expectation(verdict: Verdict): JsonSummary['expectations'][number] {
  const { text, verdict: kind, observed, limit, unit, test } = verdict;
  return {
    ...{
      text,
      verdict: kind,
      observed: observedText(observed),
      value: verdict.value ?? null,
      limit,
      unit,
    },
    operator: verdict.operator ?? null,
    note: verdict.note ? noteText(verdict.note) : null,
    test: test
      ? {
          ...test,
          wrongShare: test.wrongShare ?? null,
          // Equal shares are never told apart, and JSON has no infinity.
          invocationsToSee: Number.isFinite(test.invocationsToSee)
            ? (test.invocationsToSee ?? null)
            : null,
        }
      : null,
    shares: verdict.shares ?? null,
    windows: verdict.windows ?? null,
  };
}
