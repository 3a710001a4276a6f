import { defined } from '../../base/defined.js';
import { jsonFault } from '../../json/scan.js';
import { sketchJson } from '../../json/sketch.js';
import { JsonValue } from '../../json/spans.js';
import { epochUs, parseTimeUs } from '../capture-time.js';
import type { RecordedEvent } from '../event.js';
import { decodeBase64 } from './base64.js';
import { eventsInLogs } from './cloudwatch.js';
import { jsonPayload, type Refuse, readEvents } from './documents.js';
import { type ImportContext, type Importer, maxImportedBytes } from './importer.js';

/**
 * Answers of Kinesis GetRecords and dumps of such records: the data, out of its base64 (and gzip), is a
 * payload, or a CloudWatch Logs subscription record whose lines carry payloads. What a function with a
 * stream or a Firehose trigger receives is a payload by itself, and read here only when asked for.
 */
export const kinesis: Importer = {
  describe: 'answers of aws kinesis get-records, and Firehose records with base64 data',
  isLog: true,
  recognises: (head) => {
    const documents = sketchJson(head)?.documents ?? [];
    return (
      documents.length > 0 &&
      documents.every((seen) =>
        ['Records[].', ''].some((at) => seen.has(`${at}Data`) && seen.has(`${at}PartitionKey`)),
      )
    );
  },
  read: (stream, context) => readEvents(stream, context, eventsIn),
};

function* eventsIn(
  answer: JsonValue,
  refuse: Refuse,
  context: ImportContext,
): Generator<RecordedEvent, void, void> {
  const list = answer.at('Records') ?? answer.at('records');
  const records = list?.kind === 'array' ? list.elements() : [answer];
  for (const record of records) {
    const data =
      record.at('Data') ?? record.at('data') ?? record.at('kinesis', 'data') ?? record.at('Body');
    const base64 = data?.text();
    if (data && base64 !== undefined) yield* eventsInData(data, base64, record, refuse, context);
    else refuse(record, 'Not a record of Kinesis or Firehose: it has no string Data.');
  }
}

function* eventsInData(
  at: JsonValue,
  base64: string,
  record: JsonValue,
  refuse: Refuse,
  context: ImportContext,
): Generator<RecordedEvent, void, void> {
  const bytes = decodeBase64(base64, maxImportedBytes);
  if (!bytes) {
    refuse(at, 'The Data is not base64, or is damaged as gzip.');
    return;
  }
  const logs = jsonFault(bytes) ? undefined : JsonValue.of(bytes);
  if (logs?.at('messageType') && logs.at('logEvents')) {
    // Positions inside base64 would say nothing: what is wrong is told of the record.
    yield* eventsInLogs(logs, (_, message) => refuse(at, message), context);
    return;
  }
  const event = jsonPayload(bytes, at, refuse, 'Data');
  const capturedAtUs = arrivalOf(record);
  if (event) yield { ...event, ...defined({ capturedAtUs }) };
}

/** Seconds in the API's JSON, ISO 8601 from the command line, milliseconds from Firehose. */
function arrivalOf(record: JsonValue): number | undefined {
  const time =
    record.at('ApproximateArrivalTimestamp') ??
    record.at('approximateArrivalTimestamp') ??
    record.at('kinesis', 'approximateArrivalTimestamp');
  const text = time?.text();
  if (text !== undefined) return parseTimeUs(text);
  const number = time?.number();
  return number === undefined ? undefined : epochUs(number);
}
