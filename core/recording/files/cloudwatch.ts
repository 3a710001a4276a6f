import { jsonFault } from '../../json/scan.js';
import { sketchJson } from '../../json/sketch.js';
import { JsonValue } from '../../json/spans.js';
import { epochUs, parseTimeUs } from '../capture-time.js';
import type { RecordedEvent } from '../event.js';
import { decodeBase64 } from './base64.js';
import { type EventsIn, type Refuse, readEvents } from './documents.js';
import { type ImportContext, type Importer, maxImportedBytes } from './importer.js';
import { beginsWithFields, rowsAsDocuments } from './insights-rows.js';
import { lambdaLog } from './lambda-log.js';
import { readLogLine } from './log-line.js';
import { loggedBy } from './log-message.js';
import { type LogOrigin, withOrigin } from './log-origin.js';
import { looksLikeLogs } from './log-shapes.js';

/**
 * Log events of CloudWatch Logs as its API answers (FilterLogEvents, GetLogEvents, Insights'
 * GetQueryResults), as the console exports them and as subscriptions deliver them (`messageType`, as
 * Firehose joins them too); what these hold too, in a list or one after the other (`jq .events`). The
 * event that a subscribed function receives (`awslogs`) is a payload by itself, and read here only when
 * asked for.
 */
export const cloudWatch: Importer = {
  describe: 'CloudWatch Logs: filter-log-events, get-log-events, Insights results, subscriptions',
  isLog: true,
  recognises: (head) => {
    if (beginsWithFields(head)) return true;
    const documents = sketchJson(head)?.documents ?? [];
    return (
      documents.length > 0 && documents.every(looksLikeLogs) && !lambdaLog.recognises(head, '')
    );
  },
  read: (stream, context) => readEvents(rowsAsDocuments(stream), context, eventsInLogs),
};

/** The events that the log events of one answer or record carry. */
export const eventsInLogs: EventsIn = (document, refuse, context) => {
  const list =
    document.at('events') ??
    document.at('logEvents') ??
    (document.at('sessionUpdate') ?? document).at('sessionResults');
  if (list?.kind === 'array') return eventsInList(list, document, refuse, context);
  const results = document.at('results');
  if (results?.kind === 'array') return eventsInResults(results, refuse, context);
  const data = document.at('awslogs', 'data');
  if (data) return eventsInData(data, refuse, context);
  if (document.kind === 'array') return eventsInRow(document, refuse, context);
  if (document.at('@message') ?? document.at('@ptr')) return eventsInRow(document, refuse, context);
  if (document.at('message') ?? document.at('log') ?? document.at('record')) {
    return eventsInMessage(document, originOf(document), refuse, context);
  }
  // Before rows by themselves.
  if (document.kind === 'object' && document.members().next().done) return [];
  refuse(
    document,
    'Not of CloudWatch Logs: none of events, results, logEvents, awslogs, message and @message is there.',
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
  // Once for all: each look goes through the whole document.
  const origin = originOf(document);
  for (const logEvent of list.elements()) {
    yield* eventsInMessage(logEvent, origin, refuse, context);
  }
}

type Origin = Pick<LogOrigin, 'logGroup' | 'logStream'>;

/** Where all log events of a document come from, as far as it says so for all of them. */
function originOf(document: JsonValue): Origin {
  return {
    logGroup: document.at('logGroup')?.text(),
    logStream: document.at('logStream')?.text(),
  };
}

function* eventsInMessage(
  logEvent: JsonValue,
  origin: Origin,
  refuse: Refuse,
  context: ImportContext,
): Generator<RecordedEvent, void, void> {
  const message = messageOf(logEvent);
  if (message === undefined) {
    refuse(logEvent, 'The log event has no message.');
    return;
  }
  const found = logged(message, logEvent, refuse, context, {
    capturedAtUs: timeOf(logEvent),
    logGroup: origin.logGroup,
    logStream: logEvent.at('logStreamName')?.text() ?? origin.logStream,
  });
  if (found) yield found;
}

/** What was logged, as text: a line of the JSON log format is its own message, Docker calls it `log`. */
function messageOf(logEvent: JsonValue): string | undefined {
  if (loggedBy(logEvent)) return textOf(logEvent);
  return textOf(logEvent.at('message') ?? logEvent.at('log'));
}

/** A string, decoded; an object or a list as it stands there, since tools parse the messages that are JSON. */
function textOf(value: JsonValue | undefined): string | undefined {
  return value && (value.text() ?? Buffer.from(value.bytes).toString('utf8'));
}

/** Milliseconds from the API, ISO 8601 in the JSON log format and from Docker. */
function timeOf(logEvent: JsonValue): number | undefined {
  const time = logEvent.at('timestamp') ?? logEvent.at('time');
  const number = time?.number();
  return number === undefined ? parseTimeUs(time?.text() ?? '') : epochUs(number);
}

function* eventsInResults(
  results: JsonValue,
  refuse: Refuse,
  context: ImportContext,
): Generator<RecordedEvent, void, void> {
  for (const row of results.elements()) yield* eventsInRow(row, refuse, context);
}

/** A row of Insights: a list of fields, each with its name and its value, or an object by their names. */
function* eventsInRow(
  row: JsonValue,
  refuse: Refuse,
  context: ImportContext,
): Generator<RecordedEvent, void, void> {
  const fields = new Map(row.members());
  for (const field of row.elements()) {
    const value = field.at('value');
    if (value) fields.set(field.at('field')?.text() ?? '', value);
  }
  const message = textOf(fields.get('@message'));
  if (message === undefined) {
    refuse(row, 'The row has no @message.', 'Ask Insights for: fields @timestamp, @message.');
    return;
  }
  const found = logged(message, row, refuse, context, {
    capturedAtUs: parseTimeUs(textOf(fields.get('@timestamp')) ?? ''),
    logGroup: fields.get('@log')?.text(),
    logStream: fields.get('@logStream')?.text(),
  });
  if (found) yield found;
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
  context: ImportContext,
  origin: LogOrigin,
): RecordedEvent | undefined {
  const found = readLogLine(message, context);
  if (found?.kind === 'fault') refuse(at, found.message);
  return found?.kind === 'event' ? withOrigin(found.event, origin) : undefined;
}
