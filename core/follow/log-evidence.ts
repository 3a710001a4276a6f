import { defined } from '../base/defined.js';
import { parseReportLine, parseReportRecord } from '../invoke/report-line.js';
import type { Evidence, Fact } from './fact.js';
import { placeOf } from './place.js';

/** A log event as FilterLogEvents gives it. */
export interface LogLine {
  timestamp?: number | undefined;
  message?: string | undefined;
  logStreamName?: string | undefined;
}

const requestId = '([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})';
const startLine = new RegExp(`^START RequestId: ${requestId} Version: (\\S+)`);
const reportLine = new RegExp(`^REPORT RequestId: ${requestId}\\b`);
/** `2024-04-08T16:56:22.000Z <id> Task timed out after 3.00 seconds`. */
const timeoutLine = new RegExp(`^\\S+Z ${requestId} Task timed out after `);
/** What the Node.js runtime writes when a handler threw (recorded 2025-11); consoles turn tabs to spaces. */
const invokeErrorLine = new RegExp(`^\\S+Z[\\t ]+${requestId}[\\t ]+ERROR[\\t ]+Invoke Error\\b`);
/** `RequestId: <id> Error: Runtime exited with error: exit status 1`. */
const exitLine = new RegExp(`^(?:\\S+Z )?RequestId: ${requestId} Error: `);

/**
 * What a line of a function's log says of an attempt, in Lambda's text or JSON log format; undefined
 * for a line that says nothing of that.
 */
export function evidenceInLog({
  timestamp,
  message,
  logStreamName,
}: LogLine): Evidence | undefined {
  if (timestamp === undefined || message === undefined) return undefined;
  const seen = { atMs: timestamp, place: placeOf(logStreamName ?? '') };
  return message.startsWith('{') ? inRecord(message, seen) : inText(message, seen);
}

/** What a filter pattern of CloudWatch Logs asks for to get no other lines than these. */
export const logFilters = {
  Text: '?"START RequestId" ?"REPORT RequestId" ?"Task timed out" ?"Invoke Error" ?"Error: Runtime"',
  JSON: '{ $.type = "platform.start" || $.type = "platform.report" || $.level = "ERROR" }',
} as const;

type Seen = Pick<Fact, 'atMs' | 'place'>;

function inText(message: string, seen: Seen): Evidence | undefined {
  const start = startLine.exec(message);
  if (start?.[1] !== undefined) {
    return {
      requestId: start[1],
      fact: { kind: 'start', ...seen, ...defined({ version: start[2] }) },
    };
  }
  const report = reportLine.exec(message)?.[1];
  if (report !== undefined) return reported(report, parseReportLine(message), seen);
  const failed =
    timeoutLine.exec(message) ?? invokeErrorLine.exec(message) ?? exitLine.exec(message);
  return failed?.[1] === undefined
    ? undefined
    : { requestId: failed[1], fact: { kind: 'error', ...seen } };
}

function inRecord(message: string, seen: Seen): Evidence | undefined {
  const line = parse(message);
  const { requestId: id, version } = line.record ?? {};
  if (line.type === 'platform.start' && id !== undefined) {
    return { requestId: id, fact: { kind: 'start', ...seen, ...defined({ version }) } };
  }
  if (line.type === 'platform.report' && id !== undefined) {
    return reported(id, parseReportRecord(message), seen);
  }
  const isError =
    line.level === 'ERROR' && (line.errorType ?? line.message?.errorType) !== undefined;
  if (!isError || line.requestId === undefined) return undefined;
  return { requestId: line.requestId, fact: { kind: 'error', ...seen } };
}

function reported(
  id: string,
  report: ReturnType<typeof parseReportLine>,
  seen: Seen,
): Evidence | undefined {
  if (report === undefined) return undefined;
  const { durationMs, billedDurationMs: billedMs, memorySizeMb: memoryMb, status } = report;
  const { initDurationMs: initMs } = report;
  const hasFailed = status !== undefined && status !== 'success';
  const fact = { kind: 'report' as const, ...seen, durationMs, billedMs, memoryMb, hasFailed };
  return { requestId: id, fact: { ...fact, ...defined({ initMs }) } };
}

/** The members of a JSON line that are looked at, where they are of the type that they should be. */
interface LogRecord {
  type?: string;
  record?: { requestId?: string; version?: string };
  level?: string;
  requestId?: string;
  errorType?: string;
  message?: { errorType?: string };
}

function parse(text: string): LogRecord {
  try {
    return JSON.parse(text) as LogRecord;
  } catch {
    return {};
  }
}
