import { sketchJson } from '../../json/sketch.js';
import type { JsonValue } from '../../json/spans.js';
import type { RecordedEvent } from '../event.js';
import { type Refuse, readEvents } from './documents.js';
import type { Importer } from './importer.js';
import { type Unwrapped, unwrap, unwrapText } from './unwrap.js';

/**
 * Records that Lambda sends to an on-failure or on-success destination: by themselves (as in S3), or as
 * SNS and EventBridge carry them. In SQS they are in the Body, which the importer of SQS sees to. The
 * event is `requestPayload`; the record's time is when Lambda was done with it, not when it came.
 */
export const destination: Importer = {
  describe: 'on-failure and on-success destination records: by themselves, from SNS or EventBridge',
  recognises: (head) => {
    const documents = sketchJson(head)?.documents ?? [];
    return documents.length > 0 && documents.every(looksLikeRecord);
  },
  read: (stream, context) => readEvents(stream, context, eventsIn),
};

function looksLikeRecord(seen: ReadonlyMap<string, string>): boolean {
  if (seen.has('requestContext.condition') && seen.has('requestContext.functionArn')) return true;
  if (seen.has('KinesisBatchInfo') || seen.has('DDBStreamBatchInfo')) return true;
  if (seen.get('detail-type')?.startsWith('Lambda Function Invocation Result - ')) return true;
  return seen.get('Type') === 'Notification' && /requestContext/.test(seen.get('Message') ?? '');
}

function* eventsIn(record: JsonValue, refuse: Refuse): Generator<RecordedEvent, void, void> {
  for (const [at, found] of recordsIn(record)) {
    if (found?.kind === 'event') yield found.event;
    else {
      refuse(
        at,
        found?.reason ?? 'Not a destination record: it has no requestContext.condition.',
        found ? 'Say --skip-invalid to import the records that can be replayed.' : undefined,
      );
    }
  }
}

/** Records inside the event of a function that SNS triggers are looked for here only, where it was asked for. */
function* recordsIn(
  value: JsonValue,
): Generator<[at: JsonValue, found: Unwrapped | undefined], void, void> {
  const found = unwrap(value);
  const records = value.at('Records');
  if (found || records?.kind !== 'array') {
    yield [value, found];
    return;
  }
  for (const record of records.elements()) {
    const text = record.at('Sns', 'Message') ?? record.at('body');
    yield [record, unwrapText(text?.text())];
  }
}
