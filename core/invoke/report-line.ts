import type { InvocationReport } from './outcome.js';

/**
 * The REPORT line is the last thing in a tail of up to 4 KB, and it and an XRAY line after it take
 * some 400 bytes: this many characters of base64 (768 bytes) nearly always hold it.
 */
const endOfTail = 1024;

const reportLine = 'REPORT RequestId: ';
const reportRecord = '"platform.report"';

/**
 * Reads the report out of `X-Amz-Log-Result`: base64 of the last 4 KB of the invocation's log, in
 * Lambda's text or JSON log format. Undefined when there is none that can be read.
 */
export function reportOfTail(logResult: string): InvocationReport | undefined {
  if (logResult.length > endOfTail) {
    const report = lastReport(decode(logResult.slice((logResult.length - endOfTail) & ~3)), 1);
    if (report !== undefined) return report;
  }
  return lastReport(decode(logResult), 0);
}

/** The fields that are read are ASCII, and latin1 is the cheapest way to see them. */
function decode(base64: string): string {
  return Buffer.from(base64, 'base64').toString('latin1');
}

/** `from` 1 means that the text starts in the middle of a line. */
function lastReport(text: string, from: 0 | 1): InvocationReport | undefined {
  for (
    let start = text.lastIndexOf(reportLine);
    start >= from;
    start = text.lastIndexOf(reportLine, start - 1)
  ) {
    if (start > 0 && text.charCodeAt(start - 1) !== newline) continue;
    const end = text.indexOf('\n', start);
    const report = parseReportLine(end === -1 ? text.slice(start) : text.slice(start, end));
    if (report !== undefined) return report;
    if (start === 0) break;
  }
  const inRecord = text.lastIndexOf(reportRecord);
  if (inRecord === -1) return undefined;
  const start = text.lastIndexOf('\n', inRecord) + 1;
  if (start < from) return undefined;
  const end = text.indexOf('\n', inRecord);
  return parseReportRecord(end === -1 ? text.slice(start) : text.slice(start, end));
}

interface Fields {
  [name: string]: string | undefined;
}

/**
 * Parses one `REPORT RequestId: ...` line by its fields' names: their order, what separates them
 * (tabs, spaces, both) and fields that are not known do not matter. Undefined unless duration,
 * billed duration and both memory sizes are there.
 */
export function parseReportLine(line: string): InvocationReport | undefined {
  if (!line.startsWith(reportLine)) return undefined;
  const fields = fieldsOf(line);
  return reportOf({
    durationMs: Number(fields.Duration),
    billedDurationMs: Number(fields['Billed Duration']),
    memorySizeMb: Number(fields['Memory Size']),
    maxMemoryUsedMb: Number(fields['Max Memory Used']),
    initDurationMs: Number(fields['Init Duration']),
    restoreDurationMs: Number(fields['Restore Duration']),
    billedRestoreDurationMs: Number(fields['Billed Restore Duration']),
    status: fields.Status,
    errorType: fields['Error Type'],
  });
}

const tab = 9;
const newline = 10;
const space = 32;

function fieldsOf(line: string): Fields {
  const fields: Fields = {};
  let at = 'REPORT '.length;
  for (;;) {
    at = skipBlanks(line, at);
    const colon = line.indexOf(':', at);
    if (colon === -1) return fields;
    const start = skipBlanks(line, colon + 1);
    const name = line.slice(at, colon);
    const end = endOfValue(line, start, name);
    fields[name] = line.slice(start, end).trimEnd();
    at = skipUnit(line, end);
  }
}

function skipBlanks(line: string, from: number): number {
  let at = from;
  for (let code = line.charCodeAt(at); code === space || code === tab; ) {
    at += 1;
    code = line.charCodeAt(at);
  }
  return at;
}

/** Numbers and ids end at any blank; words (`Status: timeout`) may hold spaces if tabs separate. */
function endOfValue(line: string, start: number, name: string): number {
  const code = line.charCodeAt(start);
  const isWords = !(code >= 48 && code <= 57) && name !== 'RequestId';
  const nextTab = line.indexOf('\t', start);
  if (isWords && nextTab !== -1) return nextTab;
  const nextSpace = line.indexOf(' ', start);
  if (nextSpace === -1) return nextTab === -1 ? line.length : nextTab;
  return nextTab === -1 ? nextSpace : Math.min(nextTab, nextSpace);
}

function skipUnit(line: string, from: number): number {
  return line.startsWith(' ms', from) || line.startsWith(' MB', from) ? from + 3 : from;
}

/**
 * Parses one `platform.report` record, the JSON log format's REPORT (AWS Lambda developer guide,
 * Telemetry API event schema). Undefined for anything else.
 */
export function parseReportRecord(json: string): InvocationReport | undefined {
  const event = asRecord(parseJson(json));
  if (event.type !== 'platform.report') return undefined;
  const record = asRecord(event.record);
  const metrics = asRecord(record.metrics);
  return reportOf({
    durationMs: numberOr(metrics.durationMs),
    billedDurationMs: numberOr(metrics.billedDurationMs),
    memorySizeMb: numberOr(metrics.memorySizeMB),
    maxMemoryUsedMb: numberOr(metrics.maxMemoryUsedMB),
    initDurationMs: numberOr(metrics.initDurationMs),
    restoreDurationMs: numberOr(metrics.restoreDurationMs),
    billedRestoreDurationMs: numberOr(metrics.billedRestoreDurationMs),
    status: typeof record.status === 'string' ? record.status : undefined,
    errorType: typeof record.errorType === 'string' ? record.errorType : undefined,
  });
}

/** All fields, NaN for a number that is not there. */
interface ReadFields {
  durationMs: number;
  billedDurationMs: number;
  memorySizeMb: number;
  maxMemoryUsedMb: number;
  initDurationMs: number;
  restoreDurationMs: number;
  billedRestoreDurationMs: number;
  status: string | undefined;
  errorType: string | undefined;
}

function reportOf(read: ReadFields): InvocationReport | undefined {
  const { durationMs, billedDurationMs, memorySizeMb, maxMemoryUsedMb } = read;
  if (Number.isNaN(durationMs + billedDurationMs + memorySizeMb + maxMemoryUsedMb)) {
    return undefined;
  }
  const report: InvocationReport = {
    durationMs,
    billedDurationMs,
    memorySizeMb,
    maxMemoryUsedMb,
  };
  if (read.initDurationMs >= 0) report.initDurationMs = read.initDurationMs;
  if (read.restoreDurationMs >= 0) report.restoreDurationMs = read.restoreDurationMs;
  if (read.billedRestoreDurationMs >= 0) {
    report.billedRestoreDurationMs = read.billedRestoreDurationMs;
  }
  if (read.status !== undefined) report.status = read.status;
  if (read.errorType !== undefined) report.errorType = read.errorType;
  return report;
}

function numberOr(value: unknown): number {
  return typeof value === 'number' ? value : Number.NaN;
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
