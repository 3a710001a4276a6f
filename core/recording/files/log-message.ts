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

/** True when it was said which lines carry events. */
export function looksForEvents({ pattern, marker }: EventLines): boolean {
  return pattern !== undefined || marker !== undefined;
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

/** Colors as terminals are told them. JSON has no such byte, so that no event can change without them. */
const colors = new RegExp(`${String.fromCharCode(0x1b)}\\[[\\d;]*m`, 'g');

/** A text without the colors that a terminal shows it in. */
export function withoutColors(text: string): string {
  return text.includes('\u001b') ? text.replace(colors, '') : text;
}

/**
 * Finds the event that a log line carries: a recorder's line always does, unless a pattern is given.
 * Of the others, without a pattern or marker, that is a line that is one. A marker or pattern is looked
 * for in what was logged, out of the JSON log format where the line is in that.
 */
export function findLoggedEvent(message: string, { pattern, marker }: EventLines): LoggedEvent {
  const plain = withoutColors(message);
  if (pattern) return byPattern(plain, pattern);
  const body = trimJson(plain.replace(runtimePrefix, ''));
  const recorded = recorderLine(body);
  if (recorded !== undefined) return enveloped(recorded);
  if (marker?.startsWith('$.')) return atPath(body, marker.slice(2).split('.'));
  if (marker !== undefined) return afterMarker(body, marker);
  return byShape(body);
}

/** A line that a recorder wrote, taken out of Lambda's JSON log format where it is in that. */
function recorderLine(body: string): string | undefined {
  if (body.startsWith(envelopeStart)) return body;
  const line = body.includes('reprise') ? parseNested(body) : undefined;
  const logged = line && loggedBy(line);
  const text = logged && trimJson(logged.text() ?? Buffer.from(logged.bytes).toString('utf8'));
  return text?.startsWith(envelopeStart) ? text : undefined;
}

function byPattern(message: string, pattern: RegExp): LoggedEvent {
  const once = new RegExp(pattern, pattern.flags.replace(/[gy]/g, ''));
  const body = trimJson(message.replace(runtimePrefix, ''));
  for (const text of [...textsIn(body), message]) {
    const match = once.exec(text);
    if (match) return asEvent(trimJson(match[1] ?? match[0]));
  }
  return undefined;
}

/** A line that is JSON has what was logged inside a string, where the event's quotes are escaped. */
function afterMarker(body: string, marker: string): LoggedEvent {
  if (!parseNested(body)) return eventAfter(body, marker);
  for (const text of textsIn(body)) {
    const found = eventAfter(text, marker);
    if (found) return found;
  }
  return undefined;
}

/** What follows may be set off by a colon, an equals sign, or the line ends that consoles turn to `\r`. */
function eventAfter(text: string, marker: string): LoggedEvent {
  const at = text.indexOf(marker);
  if (at < 0) return undefined;
  const rest = trimJson(text.slice(at + marker.length).replace(/^[\s:=]+/, ''));
  return /^[[{]/.test(rest) ? asEvent(rest) : undefined;
}

/** The strings of a line that is a JSON object, decoded. */
function textsIn(body: string): string[] {
  const members = parseNested(body)?.members() ?? [];
  return [...members].flatMap(([, value]) => value.text() ?? []);
}

/** In the line, or in the message of Lambda's JSON log format. A text that is no JSON is none. */
function atPath(body: string, keys: readonly string[]): LoggedEvent {
  const line = parseNested(body);
  const value = line?.at(...keys) ?? (line && messageIn(line))?.at(...keys);
  if (!value) return undefined;
  const text = value.text();
  if (text === undefined) return { kind: 'event', event: { payload: value.bytes } };
  return parseNested(trimJson(text)) || isCutOff(text) ? asEvent(text) : undefined;
}

/** A JSON document whose end is missing, unlike a text that only begins with a bracket. */
function isCutOff(text: string): boolean {
  const bytes = Buffer.from(text);
  const fault = /^\s*[[{]/.test(text) ? jsonFault(bytes) : undefined;
  return fault !== undefined && fault.offset >= bytes.length;
}

/** The message of a line of Lambda's JSON log format that is a document, as it is or as a string. */
function messageIn(line: JsonValue): JsonValue | undefined {
  const logged = loggedBy(line);
  const text = logged?.text();
  return text === undefined ? logged : parseNested(trimJson(text));
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
  const line = parseNested(body);
  if (!line) return undefined;
  const logged = loggedBy(line);
  if (logged === undefined) return { kind: 'event', event: { payload: line.bytes } };
  const value = messageIn(line);
  return value && isNested(value) ? { kind: 'event', event: { payload: value.bytes } } : undefined;
}

/**
 * What a line of Lambda's JSON log format says: the `message` of an application's line, the `record`
 * of a function's, and of the platform's own its type, which is no event. Undefined for other lines.
 */
export function loggedBy(line: JsonValue): JsonValue | undefined {
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

/** A text as JSON, when it is an object or a list. */
export function parseNested(text: string): JsonValue | undefined {
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
