import type { InvocationReport } from './outcome.js';
import {
  endOfValue,
  find,
  newline,
  numberAt,
  skipBlanks,
  skipUnit,
  startsWith,
} from './report-text.js';
import { traceIdAt, traceIdOfRoot } from './trace-id.js';

/**
 * The REPORT line is the last thing in a tail of up to 4 KB, and it and an XRAY line after it take
 * some 400 bytes: this many characters of base64 (768 bytes) nearly always hold it.
 */
const endOfTail = 1024;

const reportLine = Buffer.from('REPORT RequestId: ');
const requestId = Buffer.from('RequestId');
const reportRecord = '"platform.report"';

/** Every answer's tail is decoded here: memory of its own would be most of what reading it costs. */
const scratch = Buffer.allocUnsafe(8192);

/**
 * Reads the report out of `X-Amz-Log-Result`: base64 of the last 4 KB of the invocation's log, in
 * Lambda's text or JSON log format. Undefined when there is none that can be read.
 */
export function reportOfTail(logResult: string): InvocationReport | undefined {
  if (logResult.length > endOfTail) {
    const report = reportIn(logResult.slice((logResult.length - endOfTail) & ~3), 1);
    if (report !== undefined) return report;
  }
  return reportIn(logResult, 0);
}

function reportIn(base64: string, from: 0 | 1): InvocationReport | undefined {
  if (base64.length > scratch.length) {
    const text = Buffer.from(base64, 'base64');
    return lastReport(text, text.length, from);
  }
  return lastReport(scratch, scratch.write(base64, 'base64'), from);
}

/** `from` 1 means that the text starts in the middle of a line. */
function lastReport(text: Buffer, to: number, from: 0 | 1): InvocationReport | undefined {
  for (let end = to; end > 0; ) {
    const start = end === 1 ? 0 : text.lastIndexOf(newline, end - 2) + 1;
    if (start >= from && startsWith(text, start, reportLine)) {
      const report = readLine(text, start, text[end - 1] === newline ? end - 1 : end);
      if (report !== undefined) return withTrace(report, traceIdAt(text, end, to));
    }
    end = start;
  }
  return lastRecord(text.subarray(0, to), from);
}

function withTrace(report: InvocationReport, traceId: string | undefined): InvocationReport {
  if (traceId !== undefined) report.traceId = traceId;
  return report;
}

function lastRecord(text: Buffer, from: 0 | 1): InvocationReport | undefined {
  const inRecord = text.lastIndexOf(reportRecord);
  if (inRecord === -1) return undefined;
  const start = text.lastIndexOf(newline, inRecord) + 1;
  if (start < from) return undefined;
  const end = text.indexOf(newline, inRecord);
  return parseReportRecord(text.toString('utf8', start, end === -1 ? text.length : end));
}

/**
 * Parses one `REPORT RequestId: ...` line by its fields' names: their order, what separates them
 * (tabs, spaces, both) and fields that are not known do not matter. Undefined unless duration,
 * billed duration and both memory sizes are there.
 */
export function parseReportLine(line: string): InvocationReport | undefined {
  const text = Buffer.from(line);
  return startsWith(text, 0, reportLine) ? readLine(text, 0, text.length) : undefined;
}

/** For every answer, so it reads the bytes in place and makes no string but of words. */
function readLine(text: Buffer, from: number, to: number): InvocationReport | undefined {
  const fields = lineFields;
  fields.clear();
  let at = from + 'REPORT '.length;
  for (;;) {
    const name = skipBlanks(text, at, to);
    const colon = find(text, name, to, ':');
    if (colon === to) return reportOf(fields);
    const start = skipBlanks(text, colon + 1, to);
    const end = endOfValue(text, start, to, startsWith(text, name, requestId));
    readField(fields, text, name, colon, start, end);
    at = skipUnit(text, end, to);
  }
}

/** The numbers of a REPORT: each one's place among what was read of it. */
const duration = 0;
const billedDuration = 1;
const memorySize = 2;
const maxMemoryUsed = 3;
const initDuration = 4;
const restoreDuration = 5;
const billedRestoreDuration = 6;
const numberCount = 7;

interface NamedField {
  name: Buffer;
  /** Its place among the numbers, or what kind of words it has. */
  field: number | 'status' | 'errorType';
}

/** By the length of their names. */
const namedFields: readonly (readonly NamedField[] | undefined)[] = byLength({
  Duration: duration,
  'Billed Duration': billedDuration,
  'Memory Size': memorySize,
  'Max Memory Used': maxMemoryUsed,
  'Init Duration': initDuration,
  'Restore Duration': restoreDuration,
  'Billed Restore Duration': billedRestoreDuration,
  Status: 'status',
  'Error Type': 'errorType',
});

function byLength(fields: Readonly<Record<string, NamedField['field']>>): NamedField[][] {
  const lists: NamedField[][] = [];
  for (const [name, field] of Object.entries(fields)) {
    const list = lists[name.length] ?? [];
    list.push({ name: Buffer.from(name), field });
    lists[name.length] = list;
  }
  return lists;
}

function readField(
  fields: ReadFields,
  text: Buffer,
  name: number,
  colon: number,
  start: number,
  end: number,
): void {
  for (const known of namedFields[colon - name] ?? []) {
    if (!startsWith(text, name, known.name)) continue;
    const { field } = known;
    if (typeof field === 'number') fields.numbers[field] = numberAt(text, start, end);
    else fields[field] = text.toString('utf8', start, end).trimEnd();
  }
}

/** The same numbers as a `platform.report` record names them. */
const metricPlaces = {
  durationMs: duration,
  billedDurationMs: billedDuration,
  memorySizeMB: memorySize,
  maxMemoryUsedMB: maxMemoryUsed,
  initDurationMs: initDuration,
  restoreDurationMs: restoreDuration,
  billedRestoreDurationMs: billedRestoreDuration,
} as const;

/**
 * Parses one `platform.report` record, the JSON log format's REPORT (AWS Lambda developer guide,
 * Telemetry API event schema). Undefined for anything else.
 */
export function parseReportRecord(json: string): InvocationReport | undefined {
  const event = asRecord(parseJson(json));
  if (event.type !== 'platform.report') return undefined;
  const record = asRecord(event.record);
  const metrics = asRecord(record.metrics);
  const fields = new ReadFields();
  for (const [name, place] of Object.entries(metricPlaces)) {
    const value = metrics[name];
    if (typeof value === 'number') fields.numbers[place] = value;
  }
  if (typeof record.status === 'string') fields.status = record.status;
  if (typeof record.errorType === 'string') fields.errorType = record.errorType;
  const report = reportOf(fields);
  return report && withTrace(report, traceIdOfRoot(asRecord(record.tracing).value));
}

/** What was read of a REPORT. */
class ReadFields {
  /** By their places; NaN: it is not there. As an array, since to enter them by name took longer than to read them. */
  readonly numbers: Float64Array = new Float64Array(numberCount).fill(Number.NaN);
  status: string | undefined;
  errorType: string | undefined;

  clear(): void {
    this.numbers.fill(Number.NaN);
    this.status = undefined;
    this.errorType = undefined;
  }
}

/** Of one line after the other. */
const lineFields = new ReadFields();

function reportOf({ numbers, status, errorType }: ReadFields): InvocationReport | undefined {
  for (let place = duration; place <= maxMemoryUsed; place += 1) {
    if (!isPossible(numbers[place])) return undefined;
  }
  const report: InvocationReport = {
    durationMs: numbers[duration] as number,
    billedDurationMs: numbers[billedDuration] as number,
    memorySizeMb: numbers[memorySize] as number,
    maxMemoryUsedMb: numbers[maxMemoryUsed] as number,
  };
  const [initDurationMs, restoreDurationMs] = [numbers[initDuration], numbers[restoreDuration]];
  if (isPossible(initDurationMs)) report.initDurationMs = initDurationMs;
  if (isPossible(restoreDurationMs)) report.restoreDurationMs = restoreDurationMs;
  const billedRestoreDurationMs = numbers[billedRestoreDuration];
  if (isPossible(billedRestoreDurationMs)) report.billedRestoreDurationMs = billedRestoreDurationMs;
  if (status !== undefined) report.status = status;
  if (errorType !== undefined) report.errorType = errorType;
  return report;
}

/** Thirty years in milliseconds: more is no REPORT of Lambda's, and adds up to an infinite bill. */
const mostPossible = 1e12;

/** False of NaN too. */
function isPossible(read: number | undefined): read is number {
  return read !== undefined && read >= 0 && read <= mostPossible;
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
