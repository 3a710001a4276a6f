import type { RecordedAs } from '../invoke/client.js';
import { type OutcomeKind, outcomeKinds } from '../invoke/outcome.js';
import { type Detail, type LedgerCell, mergeDetail, otherMessage, otherType } from './cell.js';
import { addToBill, type Bill } from './cost.js';
import { LatencyHistogram } from './histogram.js';
import { type Ledger, otherVersion } from './ledger.js';
import type { StageEntry } from './stage-entry.js';
import { StreamTally } from './stream-tally.js';

/** How many arrivals ended in each kind of outcome. */
export type OutcomeCounts = Record<OutcomeKind, number>;

/** One group of failures over all cells. */
export interface ErrorGroup extends Detail {
  kind: 'functionError' | 'rejected' | 'serviceError' | 'transportError';
}

/**
 * Everything known of some part of a run: all of it, a workload, a stage, a version, the cold starts.
 * `response`, `service`, `duration`, `init`, `billed` and `memory` are of invocations that were served (`ok` and
 * `functionError`): a throttle answered in a millisecond says nothing of the function's latency.
 */
export interface Breakdown {
  outcomes: OutcomeCounts;
  /** Arrivals whose time came, of them sent, and when (microseconds of the run; infinities: none). */
  due: number;
  sent: number;
  firstSentUs: number;
  lastSentUs: number;
  response: LatencyHistogram;
  service: LatencyHistogram;
  duration: LatencyHistogram;
  init: LatencyHistogram;
  /** Of MB: see `LedgerCell`. */
  memory: LatencyHistogram;
  billed: LatencyHistogram;
  /** Time to the refusal, of everything answered that was not served. */
  refused: LatencyHistogram;
  lateness: LatencyHistogram;
  /** Of what was served and streamed. */
  stream: StreamTally;
  throttles: Map<string, number>;
  errors: ErrorGroup[];
  /** Of payloads whose recorded outcome is known: by what it was, how they ended now. */
  recorded: Record<RecordedAs, OutcomeCounts>;
  /** Executed version to count; what was answered without a version is not in it. */
  versions: Map<string, number>;
  /** By tenant, where invocations named one; the last is `otherTenants` where there were too many. */
  tenants: Map<string, TenantCounts>;
  /** Invocations with a REPORT; cold starts, billed time and memory are of these. */
  reports: number;
  coldStarts: number;
  billedMs: number;
  /** What is billed, by the workload's place in the plan: each has a price of its own. */
  bills: Map<number, Bill>;
  maxMemoryUsedMb: number;
  memorySizeMb: number;
}

/** What became of one tenant's arrivals. */
export interface TenantCounts {
  count: number;
  coldStarts: number;
  throttled: number;
}

/** Which part of the ledger to fold; absent: all. Stage entries know no version and no start. */
export interface Scope {
  cell?: (cell: LedgerCell) => boolean;
  stage?: (stage: StageEntry) => boolean;
}

/** Folds the part of a ledger that lies in `scope`. Does not change the ledger. */
export function fold(ledger: Ledger, scope: Scope = {}): Breakdown {
  const breakdown = emptyBreakdown();
  for (const stage of ledger.stages()) {
    if (!scope.stage || scope.stage(stage)) addStage(breakdown, stage);
  }
  const errors = new Map<string, ErrorGroup>();
  for (const cell of ledger.cells()) {
    if (cell.count > 0 && (!scope.cell || scope.cell(cell))) addCell(breakdown, cell, errors);
  }
  breakdown.errors = boundedErrors(errors.values());
  breakdown.throttles = boundedCounts(breakdown.throttles, otherType);
  breakdown.versions = boundedCounts(breakdown.versions, otherVersion);
  return breakdown;
}

/** Groups of errors, reasons and versions of one breakdown; the rest is one group, the last. */
export const maxGroups = 200;

/** The most frequent first, all beyond `maxGroups` by kind as `(other)`, these last. */
function boundedErrors(groups: Iterable<ErrorGroup>): ErrorGroup[] {
  const ranked = [...groups].sort((a, b) => orderOf(a) - orderOf(b) || b.count - a.count);
  const shown = ranked.slice(0, maxGroups);
  const others = new Map<ErrorGroup['kind'], ErrorGroup>();
  for (const group of ranked.slice(maxGroups)) {
    const other = others.get(group.kind);
    if (other) mergeDetail(other, group);
    else others.set(group.kind, { ...group, type: otherType, message: otherMessage });
  }
  for (const other of others.values()) {
    const same = shown.find(({ kind, type }) => kind === other.kind && type === otherType);
    if (same) mergeDetail(same, other);
    else shown.push(other);
  }
  return shown;
}

/** What stands for many comes after what stands for itself. */
function orderOf({ type }: Detail): number {
  return type === otherType ? 1 : 0;
}

/** The most frequent, in the order in which they were met; all beyond `maxGroups` under `other`, the last. */
function boundedCounts(counts: Map<string, number>, other: string): Map<string, number> {
  if (counts.size <= maxGroups && !counts.has(other)) return counts;
  const ranked = [...counts].filter(([name]) => name !== other).sort(([, a], [, b]) => b - a);
  const rest = ranked.slice(maxGroups).reduce((sum, [, count]) => sum + count, 0);
  const bounded = new Map(ranked.slice(0, maxGroups));
  const others = rest + (counts.get(other) ?? 0);
  if (others > 0) bounded.set(other, others);
  return bounded;
}

/** How many arrivals have ended, in whatever. */
export function sumOf(outcomes: OutcomeCounts): number {
  return outcomeKinds.reduce((sum, kind) => sum + outcomes[kind], 0);
}

function emptyBreakdown(): Breakdown {
  return {
    outcomes: emptyOutcomes(),
    due: 0,
    sent: 0,
    firstSentUs: Number.POSITIVE_INFINITY,
    lastSentUs: Number.NEGATIVE_INFINITY,
    response: new LatencyHistogram(),
    service: new LatencyHistogram(),
    duration: new LatencyHistogram(),
    init: new LatencyHistogram(),
    memory: new LatencyHistogram(),
    billed: new LatencyHistogram(),
    refused: new LatencyHistogram(),
    lateness: new LatencyHistogram(),
    stream: new StreamTally(),
    throttles: new Map(),
    errors: [],
    recorded: { ok: emptyOutcomes(), failed: emptyOutcomes() },
    versions: new Map(),
    tenants: new Map(),
    reports: 0,
    coldStarts: 0,
    billedMs: 0,
    bills: new Map(),
    maxMemoryUsedMb: 0,
    memorySizeMb: 0,
  };
}

/** All kinds at zero. */
export function emptyOutcomes(): OutcomeCounts {
  return Object.fromEntries(outcomeKinds.map((kind) => [kind, 0])) as OutcomeCounts;
}

function addStage(into: Breakdown, stage: StageEntry): void {
  into.due += stage.due;
  into.sent += stage.sent;
  into.firstSentUs = Math.min(into.firstSentUs, stage.firstSentUs);
  into.lastSentUs = Math.max(into.lastSentUs, stage.lastSentUs);
  into.lateness.add(stage.lateness);
}

function addCell(into: Breakdown, cell: LedgerCell, errors: Map<string, ErrorGroup>): void {
  const { kind, start, version } = cell.key;
  into.outcomes[kind] += cell.count;
  into.recorded.ok[kind] += cell.recordedOk;
  into.recorded.failed[kind] += cell.recordedFailed;
  if (version !== '') into.versions.set(version, (into.versions.get(version) ?? 0) + cell.count);
  addTenants(into.tenants, cell);
  if (kind === 'ok' || kind === 'functionError') {
    into.response.add(cell.response);
    into.service.add(cell.service);
    into.duration.add(cell.duration);
    into.init.add(cell.init);
    into.memory.add(cell.memory);
    into.billed.add(cell.billed);
    if (cell.stream) into.stream.add(cell.stream);
  } else {
    into.refused.add(cell.service);
  }
  if (start === 'cold') into.coldStarts += cell.count;
  into.reports += cell.reports;
  into.billedMs += cell.billedMs;
  const { workload } = cell.key;
  const { count, reports, billedMbMs } = cell;
  addToBill(into.bills, { workload, kind, count, reports, billedMbMs });
  into.maxMemoryUsedMb = Math.max(into.maxMemoryUsedMb, cell.maxMemoryUsedMb);
  into.memorySizeMb = Math.max(into.memorySizeMb, cell.memorySizeMb);
  for (const detail of cell.details.values()) addDetail(into, kind, detail, errors);
}

function addTenants(into: Breakdown['tenants'], { key, tenants }: LedgerCell): void {
  for (const [tenantId, count] of tenants) {
    const counts = into.get(tenantId) ?? { count: 0, coldStarts: 0, throttled: 0 };
    counts.count += count;
    if (key.start === 'cold') counts.coldStarts += count;
    if (key.kind === 'throttled') counts.throttled += count;
    into.set(tenantId, counts);
  }
}

function addDetail(
  into: Breakdown,
  kind: OutcomeKind,
  detail: Detail,
  errors: Map<string, ErrorGroup>,
): void {
  if (kind === 'throttled') {
    into.throttles.set(detail.type, (into.throttles.get(detail.type) ?? 0) + detail.count);
    return;
  }
  if (kind === 'ok' || kind === 'dropped' || kind === 'aborted') return;
  const key = `${kind}\n${detail.type}\n${detail.message}`;
  const known = errors.get(key);
  if (!known) {
    errors.set(key, { kind, ...detail });
    return;
  }
  mergeDetail(known, detail);
}
