import { jsonFault } from '../../json/scan.js';
import { sketchJson } from '../../json/sketch.js';
import { JsonValue } from '../../json/spans.js';
import { epochUs, parseTimeUs } from '../capture-time.js';
import type { RecordedEvent } from '../event.js';
import { decodeBase64 } from './base64.js';
import { type EventsIn, type Refuse, readEvents } from './documents.js';
import { type ImportContext, type Importer, maxImportedBytes } from './importer.js';
import { findLoggedEvent } from './log-message.js';
import { type LogOrigin, withOrigin } from './log-origin.js';

/**
 * Log events of CloudWatch Logs as its API answers (FilterLogEvents, GetLogEvents, Insights'
 * GetQueryResults) and as subscriptions deliver them (`messageType`, as Firehose joins them too). The
 * event that a subscribed function receives (`awslogs`) is a payload by itself, and read here only when
 * asked for.
 */
export const cloudWatch: Importer = {
  describe: 'CloudWatch Logs: filter-log-events, get-log-events, Insights results, subscriptions',
  recognises: (head) => {
    const documents = sketchJson(head)?.documents ?? [];
    return documents.length > 0 && documents.every(looksLikeLogs);
  },
  read: (stream, context) => readEvents(stream, context, eventsInLogs),
};

const shapes: readonly (readonly string[])[] = [
  ['events[].message', 'events[].timestamp'],
  ['events', 'nextForwardToken'],
  ['events', 'searchedLogStreams'],
  ['results[][].field'],
  ['results', 'statistics'],
  ['messageType', 'logEvents'],
  ['messageType', 'logGroup'],
];

function looksLikeLogs(seen: ReadonlyMap<string, string>): boolean {
  return shapes.some((paths) => paths.every((path) => seen.has(path)));
}

/** The events that the log events of one answer or record carry. */
export const eventsInLogs: EventsIn = (document, refuse, context) => {
  const list = document.at('events') ?? document.at('logEvents');
  if (list?.kind === 'array') return eventsInList(list, document, refuse, context);
  const results = document.at('results');
  if (results?.kind === 'array') return eventsInResults(results, refuse, context);
  const data = document.at('awslogs', 'data');
  if (data) return eventsInData(data, refuse, context);
  if (document.at('message')) return eventsInMessage(document, document, refuse, context);
  refuse(
    document,
    'Not of CloudWatch Logs: none of events, results, logEvents and awslogs is there.',
  );
  return [];
};

function* eventsInList(
  list: JsonValue,
  document: JsonValue,
  refuse: Refuse,
  context: ImportContext,
): Generator<RecordedEvent, void, void> {
  // A control message says only that the subscription works.
  if (document.at('messageType')?.text() === 'CONTROL_MESSAGE') return;
  for (const logEvent of list.elements()) {
    yield* eventsInMessage(logEvent, document, refuse, context);
  }
}

function* eventsInMessage(
  logEvent: JsonValue,
  document: JsonValue,
  refuse: Refuse,
  context: ImportContext,
): Generator<RecordedEvent, void, void> {
  const message = logEvent.at('message')?.text();
  if (message === undefined) {
    refuse(logEvent, 'The log event has no string message.');
    return;
  }
  const timestamp = logEvent.at('timestamp')?.number();
  const found = logged(message, logEvent, refuse, context, {
    capturedAtUs: timestamp === undefined ? undefined : epochUs(timestamp),
    logGroup: document.at('logGroup')?.text(),
    logStream: (logEvent.at('logStreamName') ?? document.at('logStream'))?.text(),
  });
  if (found) yield found;
}

/** Insights: a row is a list of fields, each with its name and its value, all of them strings. */
function* eventsInResults(
  results: JsonValue,
  refuse: Refuse,
  context: ImportContext,
): Generator<RecordedEvent, void, void> {
  for (const row of results.elements()) {
    const fields = new Map<string, string>();
    for (const field of row.elements()) {
      fields.set(field.at('field')?.text() ?? '', field.at('value')?.text() ?? '');
    }
    const message = fields.get('@message');
    if (message === undefined) {
      refuse(row, 'The row has no @message.', 'Ask Insights for: fields @timestamp, @message.');
      continue;
    }
    const found = logged(message, row, refuse, context, {
      capturedAtUs: parseTimeUs(fields.get('@timestamp') ?? ''),
      logGroup: fields.get('@log'),
      logStream: fields.get('@logStream'),
    });
    if (found) yield found;
  }
}

function* eventsInData(
  data: JsonValue,
  refuse: Refuse,
  context: ImportContext,
): Generator<RecordedEvent, void, void> {
  const bytes = decodeBase64(data.text() ?? '', maxImportedBytes);
  if (bytes && !jsonFault(bytes)) {
    yield* eventsInLogs(JsonValue.of(bytes), (_, message) => refuse(data, message), context);
  } else {
    refuse(data, 'awslogs.data is not a gzipped JSON document in base64.');
  }
}

function logged(
  message: string,
  at: JsonValue,
  refuse: Refuse,
  { lines }: ImportContext,
  origin: LogOrigin,
): RecordedEvent | undefined {
  const found = findLoggedEvent(message, lines);
  if (found?.kind === 'fault') refuse(at, found.message);
  return found?.kind === 'event' ? withOrigin(found.event, origin) : undefined;
}
