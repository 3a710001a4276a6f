import { integerOf, type Members, textOf, textsOf } from '../aws-json/members.js';
import { parseFilterPattern } from './filter-pattern.js';
import type { LogEvent, LogGroup, LogStore } from './log-store.js';
import { groupOf, invalidParameter, invalidToken, limitOf } from './members.js';
import type { LogOperation } from './operation.js';

/** Amazon CloudWatch Logs API reference, FilterLogEvents: a page has up to 10,000 events or 1 MB. */
const maxPageEvents = 10_000;
const maxPageBytes = 1024 * 1024;

/** Events of all streams of a group, in order of time, page by page. */
export const filterLogEvents: LogOperation = ({ input }, store) => {
  const group = groupOf(input, store);
  const limit = limitOf(input, maxPageEvents);
  const wants = wantedBy(input, store);
  const endMs = integerOf(input, 'endTime') ?? Number.POSITIVE_INFINITY;
  const events: object[] = [];
  let bytes = 0;
  for (let at = firstAt(input, group); at < group.events.length; at++) {
    const event = group.events.at(at);
    if (event === undefined || event.atMs > endMs) break;
    if (!wants(event)) continue;
    if (
      events.length === limit ||
      (events.length > 0 && bytes + event.message.length > maxPageBytes)
    ) {
      return { events, searchedLogStreams: [], nextToken: tokenOf(event.seq) };
    }
    bytes += event.message.length;
    events.push(render(event));
  }
  return { events, searchedLogStreams: [] };
};

/** Streams, pattern, and what can be read by now. */
function wantedBy(input: Members, { clock }: LogStore): (event: LogEvent) => boolean {
  const names = new Set(textsOf(input, 'logStreamNames'));
  const prefix = textOf(input, 'logStreamNamePrefix');
  if (names.size > 0 && prefix !== undefined) {
    throw invalidParameter(
      'logStreamNames and logStreamNamePrefix are mutually exclusive parameters.',
    );
  }
  const matches = parseFilterPattern(textOf(input, 'filterPattern') ?? '');
  const nowMs = clock.epochMs();
  return ({ stream, message, readableMs }) =>
    readableMs <= nowMs &&
    (names.size === 0 || names.has(stream.name)) &&
    (prefix === undefined || stream.name.startsWith(prefix)) &&
    matches(message);
}

function render({ stream, atMs, message, readableMs, seq }: LogEvent): object {
  return {
    logStreamName: stream.name,
    timestamp: atMs,
    message,
    ingestionTime: readableMs,
    eventId: String(seq).padStart(56, '0'),
  };
}

/** The place of the first event that may be wanted. */
function firstAt(input: Members, { events }: LogGroup): number {
  const token = textOf(input, 'nextToken');
  const startMs = integerOf(input, 'startTime') ?? 0;
  const seq = token === undefined ? undefined : seqOf(token);
  const isBefore = ({ atMs, seq: own }: LogEvent): boolean =>
    seq === undefined ? atMs < startMs : own < seq;
  let [low, high] = [0, events.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const event = events.at(middle);
    if (event !== undefined && isBefore(event)) low = middle + 1;
    else high = middle;
  }
  return low;
}

function tokenOf(seq: number): string {
  return Buffer.from(`next ${seq}`).toString('base64url');
}

function seqOf(token: string): number {
  const match = /^next (\d+)$/.exec(Buffer.from(token, 'base64url').toString());
  if (match === null) throw invalidToken();
  return Number(match[1]);
}
