import type { InvocationReport, Outcome, OutcomeKind } from '../invoke/outcome.js';
import { groupMessage } from './group-message.js';
import { type HistogramData, LatencyHistogram } from './histogram.js';
import type { Sample } from './sample.js';
import { type StreamData, StreamTally } from './stream-tally.js';
import { streamedSample } from './streamed-sample.js';

/** Whether an invocation began with an init phase; `unknown` without a REPORT. */
export type StartKind = 'cold' | 'warm' | 'unknown';

/** What tells the cells of a ledger apart. */
export interface CellKey {
  workload: number;
  stage: number;
  kind: OutcomeKind;
  start: StartKind;
  /** The executed version, empty where the answer named none. */
  version: string;
}

/** One group of like failures: throttles by reason, errors by type and message. */
export interface Detail {
  /** A ThrottleReason, an exception's name, an errorType, a system code. */
  type: string;
  message: string;
  count: number;
  firstUs: number;
  lastUs: number;
  /** The payload of the first of them, to replay it alone. */
  payload: number;
}

/** Groups kept in one cell; what comes after them is counted as `(other)`. */
export const maxDetails = 200;

/** An exception's name is what its sender makes of it. */
const longestType = 200;

const measures = ['response', 'service', 'duration', 'init', 'billed', 'memory'] as const;

/** The distributions of a cell: five times in microseconds, and memory in MB. */
export type Measure = (typeof measures)[number];

/** Everything that is counted of the invocations that share a `CellKey`. */
export class LedgerCell {
  readonly key: Readonly<CellKey>;
  count = 0;
  /** How many of them had a REPORT. */
  reports = 0;
  /** How many of them the function had returned from, or failed, when they were recorded. */
  recordedOk = 0;
  recordedFailed = 0;
  billedMs = 0;
  /** Billed milliseconds × memory in MB: what the price is set on. */
  billedMbMs = 0;
  maxMemoryUsedMb = 0;
  memorySizeMb = 0;
  readonly details = new Map<string, Detail>();
  /** How many of them were of each tenant; those beyond `maxTenants` together. */
  readonly tenants = new Map<string, number>();
  /** From the intended start: free of coordinated omission. Empty for what was never sent. */
  readonly response = new LatencyHistogram();
  /** From the send. */
  readonly service = new LatencyHistogram();
  /** The REPORT's Duration. */
  readonly duration = new LatencyHistogram();
  /** The REPORT's Init Duration or Restore Duration. */
  readonly init = new LatencyHistogram();
  /** The REPORT's Billed Duration. */
  readonly billed = new LatencyHistogram();
  /** The REPORT's Max Memory Used: of MB, though the histogram's own names speak of microseconds. */
  readonly memory = new LatencyHistogram();
  /** Present once an answer was streamed. */
  stream: StreamTally | undefined;

  constructor(key: CellKey) {
    this.key = key;
  }

  record(sample: Sample): void {
    this.count += 1;
    if (sample.recordedAs === 'failed') this.recordedFailed += 1;
    else if (sample.recordedAs === 'ok') this.recordedOk += 1;
    if (sample.tenantId !== undefined) this.#countTenant(sample.tenantId, 1);
    const { outcome } = sample;
    if (outcome.kind === 'dropped' || outcome.kind === 'aborted') return;
    this.response.record(sample.answeredUs - sample.arrival.intendedUs);
    this.service.record(sample.answeredUs - sample.sentUs);
    if (outcome.kind === 'ok' || outcome.kind === 'functionError') {
      if (outcome.report) this.#recordReport(outcome.report);
      const streamed = streamedSample(sample);
      if (streamed) this.#streams().record(streamed);
      if (outcome.kind === 'ok') return;
    }
    this.#recordDetail(outcome, sample);
  }

  add(other: CellData): void {
    this.count += other.count;
    this.reports += other.reports;
    this.recordedOk += other.recordedOk;
    this.recordedFailed += other.recordedFailed;
    this.billedMs += other.billedMs;
    this.billedMbMs += other.billedMbMs;
    this.maxMemoryUsedMb = Math.max(this.maxMemoryUsedMb, other.maxMemoryUsedMb);
    this.memorySizeMb = Math.max(this.memorySizeMb, other.memorySizeMb);
    for (const measure of measures) this[measure].addData(other[measure]);
    if (other.stream) this.#streams().addData(other.stream);
    for (const detail of other.details) this.#addDetail(detail);
    for (const [tenantId, count] of other.tenants) this.#countTenant(tenantId, count);
  }

  toData(): CellData {
    const { recordedOk, recordedFailed } = this;
    const { count, reports, billedMs, billedMbMs, maxMemoryUsedMb, memorySizeMb } = this;
    return {
      ...this.key,
      ...{ count, reports, billedMs, billedMbMs, maxMemoryUsedMb, memorySizeMb },
      ...{ recordedOk, recordedFailed },
      details: [...this.details.values()].map((detail) => ({ ...detail })),
      tenants: [...this.tenants],
      response: this.response.toData(),
      service: this.service.toData(),
      duration: this.duration.toData(),
      init: this.init.toData(),
      billed: this.billed.toData(),
      memory: this.memory.toData(),
      ...(this.stream && { stream: this.stream.toData() }),
    };
  }

  clear(): void {
    this.count = 0;
    this.reports = 0;
    this.recordedOk = 0;
    this.recordedFailed = 0;
    this.billedMs = 0;
    this.billedMbMs = 0;
    this.maxMemoryUsedMb = 0;
    this.memorySizeMb = 0;
    this.details.clear();
    this.tenants.clear();
    for (const measure of measures) this[measure].clear();
    this.stream?.clear();
  }

  #streams(): StreamTally {
    this.stream ??= new StreamTally();
    return this.stream;
  }

  #countTenant(tenantId: string, count: number): void {
    const isKnown = this.tenants.has(tenantId) || this.tenants.size < maxTenants;
    const name = isKnown ? tenantId : otherTenants;
    this.tenants.set(name, (this.tenants.get(name) ?? 0) + count);
  }

  #recordReport(report: InvocationReport): void {
    this.reports += 1;
    this.billedMs += report.billedDurationMs;
    this.billedMbMs += report.billedDurationMs * report.memorySizeMb;
    this.maxMemoryUsedMb = Math.max(this.maxMemoryUsedMb, report.maxMemoryUsedMb);
    this.memorySizeMb = Math.max(this.memorySizeMb, report.memorySizeMb);
    this.duration.record(report.durationMs * 1000);
    this.billed.record(report.billedDurationMs * 1000);
    this.memory.record(report.maxMemoryUsedMb);
    const initMs = report.initDurationMs ?? report.restoreDurationMs;
    if (initMs !== undefined) this.init.record(initMs * 1000);
  }

  #recordDetail(outcome: Failure, sample: Sample): void {
    const type = outcome.kind === 'throttled' ? outcome.reason : outcome.errorType;
    this.#addDetail({
      type: type.length > longestType ? `${type.slice(0, longestType - 1)}…` : type,
      message: groupMessage(outcome.errorMessage),
      count: 1,
      firstUs: sample.answeredUs,
      lastUs: sample.answeredUs,
      payload: sample.arrival.payload,
    });
  }

  #addDetail(detail: Detail): void {
    const key = detailKey(detail);
    const known = this.details.get(key);
    if (known) {
      mergeDetail(known, detail);
    } else if (this.details.size < maxDetails) {
      this.details.set(key, { ...detail });
    } else {
      this.#addOther(detail);
    }
  }

  /** Beyond the bound: the type's other messages where the type is known, else other types. */
  #addOther(detail: Detail): void {
    const { type, message } = detail;
    if (message !== otherMessage && this.#hasType(type)) {
      this.#addBeyond({ ...detail, message: otherMessage });
    } else {
      this.#addBeyond({ ...detail, type: otherType, message: otherMessage });
    }
  }

  /** Of the types that are known there are fewer than `maxDetails`, so this is bounded too. */
  #addBeyond(detail: Detail): void {
    const key = detailKey(detail);
    const known = this.details.get(key);
    if (known) mergeDetail(known, detail);
    else this.details.set(key, detail);
  }

  #hasType(type: string): boolean {
    for (const known of this.details.values()) if (known.type === type) return true;
    return false;
  }
}

function detailKey({ type, message }: Detail): string {
  return `${type}\n${message}`;
}

/** Adds one group of like failures to another of the same type and message. */
export function mergeDetail(into: Detail, other: Detail): void {
  into.count += other.count;
  into.lastUs = Math.max(into.lastUs, other.lastUs);
  if (other.firstUs < into.firstUs) {
    into.firstUs = other.firstUs;
    into.payload = other.payload;
  }
}

/**
 * Tenants told apart in one cell: twice what may have an environment where the concurrency is 1,000.
 * Parentheses are in no tenant's id.
 */
export const maxTenants = 5_000;

/** Stands for the tenants beyond `maxTenants`. */
export const otherTenants = '(other)';

/** Stands for the types beyond `maxDetails`. */
export const otherType = '(other)';

/** Stands for the messages of one type beyond `maxDetails`. */
export const otherMessage = '(other messages)';

/** A `LedgerCell` as plain data. */
export interface CellData extends CellKey {
  count: number;
  reports: number;
  recordedOk: number;
  recordedFailed: number;
  billedMs: number;
  billedMbMs: number;
  maxMemoryUsedMb: number;
  memorySizeMb: number;
  details: Detail[];
  tenants: (readonly [tenantId: string, count: number])[];
  response: HistogramData;
  service: HistogramData;
  duration: HistogramData;
  init: HistogramData;
  billed: HistogramData;
  memory: HistogramData;
  stream?: StreamData;
}

type Failure = Exclude<Outcome, { kind: 'ok' | 'dropped' | 'aborted' }>;
