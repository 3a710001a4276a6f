import { defined } from '../../base/defined.js';
import { jsonFault } from '../../json/scan.js';
import { JsonValue } from '../../json/spans.js';
import { parseTimeUs } from '../capture-time.js';
import type { RecordedEvent, RecordedOutcome } from '../event.js';

/** The event inside what Lambda sent to a destination, or why there is none. */
export type Unwrapped = { kind: 'event'; event: RecordedEvent } | { kind: 'lost'; reason: string };

/** The `detail-type` of results on an event bus (AWS Lambda developer guide, asynchronous invocation). */
const resultDetailType = /^Lambda Function Invocation Result - (Success|Failure)$/;
const batchInfos = ['KinesisBatchInfo', 'DDBStreamBatchInfo'] as const;

/**
 * Unwraps a destination record, by itself or as an SNS notification or an EventBridge event carries it.
 * Undefined for anything else, which is a payload by itself: in particular what a function with an SQS,
 * SNS or stream trigger receives (`Records`).
 */
export function unwrap(value: JsonValue): Unwrapped | undefined {
  if (value.kind !== 'object') return undefined;
  if (isDestinationRecord(value)) return unwrapRecord(value);
  const detail = value.at('detail');
  if (detail && resultDetailType.test(value.at('detail-type')?.text() ?? '')) return unwrap(detail);
  if (value.at('Type')?.text() !== 'Notification') return undefined;
  return unwrapText(value.at('Message')?.text());
}

/** The same for a JSON document inside a string; undefined too when it is no JSON. */
export function unwrapText(text: string | undefined): Unwrapped | undefined {
  // Parsing what cannot be one would take as long as the import itself.
  if (!text || !/"(requestContext|Message)"/.test(text)) return undefined;
  const bytes = Buffer.from(text);
  return jsonFault(bytes) ? undefined : unwrap(JsonValue.of(bytes));
}

/** The shape that AWS documents: all conditions have `requestContext.condition`. */
function isDestinationRecord(value: JsonValue): boolean {
  if (value.at('requestContext', 'condition')?.kind === 'string') return true;
  return batchInfos.some((key) => value.at(key)?.kind === 'object');
}

function unwrapRecord(record: JsonValue): Unwrapped {
  const payload = payloadOf(record);
  if (!payload) return { kind: 'lost', reason: reasonOf(record) };
  const capturedAtUs = parseTimeUs(record.at('timestamp')?.text() ?? '');
  return {
    kind: 'event',
    event: {
      payload,
      ...defined({ capturedAtUs }),
      ...functionOf(record.at('requestContext', 'functionArn')?.text()),
      ...(record.at('requestPayload') && { invocationType: 'Event' as const }),
      outcome: outcomeOf(record),
    },
  };
}

/** Only a stream mapping's records in S3 have `payload`: the batch as the function received it, as a string. */
function payloadOf(record: JsonValue): Uint8Array | undefined {
  const requestPayload = record.at('requestPayload');
  if (requestPayload) return requestPayload.bytes;
  const payload = record.at('payload');
  const text = payload?.text();
  return text === undefined ? payload?.bytes : Buffer.from(text);
}

function reasonOf(record: JsonValue): string {
  const batch = batchInfos.find((key) => record.at(key));
  return batch
    ? `This record has the batch's position in the stream (${batch}), not its events: it cannot be replayed from this record.`
    : 'This record has no requestPayload: it cannot be replayed from this record.';
}

/** The name and the qualifier of `arn:aws:lambda:eu-west-1:123456789012:function:checkout:live`. */
export function functionOf(
  functionArn: string | undefined,
): Pick<RecordedEvent, 'functionName' | 'qualifier'> {
  const [, functionName, qualifier] =
    /:function:([^:]+)(?::([^:]+))?$/.exec(functionArn ?? '') ?? [];
  return {
    ...defined({ functionName, qualifier }),
  };
}

function outcomeOf(record: JsonValue): RecordedOutcome {
  return present({
    statusCode: record.at('responseContext', 'statusCode')?.number(),
    functionError: record.at('responseContext', 'functionError')?.text(),
    executedVersion: record.at('responseContext', 'executedVersion')?.text(),
    errorType: record.at('responsePayload', 'errorType')?.text(),
    errorMessage: record.at('responsePayload', 'errorMessage')?.text(),
    condition: record.at('requestContext', 'condition')?.text(),
    requestId: record.at('requestContext', 'requestId')?.text(),
    approximateInvokeCount: record.at('requestContext', 'approximateInvokeCount')?.number(),
  });
}

/** Without what is not known. */
export function present(
  outcome: {
    [Key in keyof RecordedOutcome]: RecordedOutcome[Key] | undefined;
  },
): RecordedOutcome {
  return Object.fromEntries(
    Object.entries(outcome).filter(([, value]) => value !== undefined),
  ) as RecordedOutcome;
}
