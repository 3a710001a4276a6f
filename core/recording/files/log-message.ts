import { messageOf } from '../../base/errors.js';
import { jsonFault } from '../../json/scan.js';
import { JsonValue } from '../../json/spans.js';
import { decodeEnvelope, envelopeStart } from '../envelope.js';
import type { RecordedEvent } from '../event.js';

/** How the log lines that carry events are told from the others. */
export interface EventLines {
  /** A line that matches carries an event: the first group, or the match where it has no group. */
  pattern?: RegExp;
  /**
   * A text before the event (`EVENT`), or the keys to it in a line that is JSON (`$.event`,
   * `$.detail.input`).
   */
  marker?: string;
}

/** What a log line carries; undefined when it is about something else. */
export type LoggedEvent =
  | { kind: 'event'; event: RecordedEvent }
  | { kind: 'fault'; message: string }
  | undefined;

/**
 * What the runtimes write before a text line: Node `<ISO>\t<request id>\tINFO\t`, Python
 * `[INFO]\t<ISO>\t<request id>\t` (recorded from the service 2025-11); consoles turn tabs to spaces.
 */
export const runtimePrefix =
  /^(?:\d{4}-\d\d-\d\dT[\d:.]+Z[\t ]+[\w-]+[\t ]+[A-Z]+|\[[A-Z]+\][\t ]+\d{4}-\d\d-\d\dT[\d:.]+Z[\t ]+[\w-]+)[\t ]+/;

/**
 * Finds the event that a log line carries: a recorder's line always does, unless a pattern is given.
 * Of the others, without a pattern or marker, that is a line that is one.
 */
export function findLoggedEvent(message: string, { pattern, marker }: EventLines): LoggedEvent {
  if (pattern) return byPattern(message, pattern);
  const body = trimJson(message.replace(runtimePrefix, ''));
  const recorded = recorderLine(body);
  if (recorded !== undefined) return enveloped(recorded);
  if (marker?.startsWith('$.')) return atPath(body, marker.slice(2).split('.'));
  if (marker !== undefined) return afterMarker(body, marker);
  return byShape(body);
}

/** A line that a recorder wrote, taken out of Lambda's JSON log format where it is in that. */
function recorderLine(body: string): string | undefined {
  if (body.startsWith(envelopeStart)) return body;
  const line = body.includes('reprise') ? parse(body) : undefined;
  const logged = line && loggedBy(line);
  const text = logged && trimJson(logged.text() ?? Buffer.from(logged.bytes).toString('utf8'));
  return text?.startsWith(envelopeStart) ? text : undefined;
}

function byPattern(message: string, pattern: RegExp): LoggedEvent {
  const match = new RegExp(pattern, pattern.flags.replace(/[gy]/g, '')).exec(message);
  return match ? asEvent(trimJson(match[1] ?? match[0])) : undefined;
}

/** What follows may be set off by a colon, an equals sign, or the line ends that consoles turn to `\r`. */
function afterMarker(body: string, marker: string): LoggedEvent {
  const at = body.indexOf(marker);
  if (at < 0) return undefined;
  const rest = trimJson(body.slice(at + marker.length).replace(/^[\s:=]+/, ''));
  return /^[[{]/.test(rest) ? asEvent(rest) : undefined;
}

function atPath(body: string, keys: readonly string[]): LoggedEvent {
  const value = parse(body)?.at(...keys);
  return value && asEvent(value.text() ?? Buffer.from(value.bytes).toString('utf8'));
}

function enveloped(body: string): LoggedEvent {
  try {
    return { kind: 'event', event: decodeEnvelope(body) };
  } catch (error) {
    return { kind: 'fault', message: `Not a line of a Reprise recorder: ${messageOf(error)}.` };
  }
}

/** A line that is a JSON object or list, unless it is the platform's or a logger's own. */
function byShape(body: string): LoggedEvent {
  const line = parse(body);
  if (!line) return undefined;
  const logged = loggedBy(line);
  if (logged === undefined) return { kind: 'event', event: { payload: line.bytes } };
  const inner = logged.text();
  const value = inner === undefined ? logged : parse(trimJson(inner));
  return value && isNested(value) ? { kind: 'event', event: { payload: value.bytes } } : undefined;
}

/**
 * What a line of Lambda's JSON log format says: the `message` of an application's line, the `record`
 * of a function's, and of the platform's own its type, which is no event. Undefined for other lines.
 */
function loggedBy(line: JsonValue): JsonValue | undefined {
  const type = line.at('type')?.text();
  if (type !== undefined && line.at('record')) {
    if (type.startsWith('platform.')) return line.at('type');
    if (type === 'function' || type === 'extension') return line.at('record');
  }
  const isLogger = ['level', 'timestamp'].every((key) => line.at(key)?.kind === 'string');
  return isLogger ? line.at('message') : undefined;
}

function isNested({ kind }: JsonValue): boolean {
  return kind === 'object' || kind === 'array';
}

function parse(text: string): JsonValue | undefined {
  if (!/^[[{]/.test(text)) return undefined;
  const bytes = Buffer.from(text);
  return jsonFault(bytes) ? undefined : JsonValue.of(bytes);
}

function asEvent(text: string): LoggedEvent {
  const payload = Buffer.from(text);
  const fault = jsonFault(payload);
  if (!fault) return { kind: 'event', event: { payload } };
  return {
    kind: 'fault',
    message: `The event in this log line is not JSON: expected ${fault.expected} at byte ${fault.offset + 1} of it; long lines are cut off in logs.`,
  };
}

function trimJson(text: string): string {
  return text.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, '');
}
