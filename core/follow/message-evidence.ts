import type { Message } from '@aws-sdk/client-sqs';
import { defined } from '../base/defined.js';
import { JsonValue } from '../json/spans.js';
import { messagesIn } from '../recording/files/sqs.js';
import { conditions, type Evidence } from './fact.js';
import { placeOf } from './place.js';

/**
 * What a message of a destination's queue or of a dead-letter queue says of an event: a record by
 * itself, or as SNS and EventBridge carry it. Undefined for a message of anything else.
 */
export function evidenceInMessage(message: Message): Evidence | undefined {
  // First: the event in a dead letter may be a record itself, of another function's event.
  return deadLetter(message) ?? record(message);
}

/** The event as it is, with what became of it in attributes (recorded from the service 2025-11). */
function deadLetter({ MessageAttributes, Attributes, MessageId }: Message): Evidence | undefined {
  const requestId = MessageAttributes?.RequestID?.StringValue;
  const code = Number(MessageAttributes?.ErrorCode?.StringValue);
  const atMs = Number(Attributes?.SentTimestamp);
  if (requestId === undefined || !Number.isInteger(code) || !(atMs > 0)) return undefined;
  return { requestId, fact: { kind: 'deadLetter', atMs, place: placeOf(MessageId ?? ''), code } };
}

function record(message: Message): Evidence | undefined {
  const bytes = Buffer.from(JSON.stringify({ Messages: [message] }));
  const [event] = messagesIn(JsonValue.of(bytes), () => {});
  const { requestId, condition: named, ...outcome } = event?.outcome ?? {};
  const condition = conditions.find((each) => each === named);
  if (event?.capturedAtUs === undefined || requestId === undefined || condition === undefined) {
    return undefined;
  }
  const seen = { atMs: event.capturedAtUs / 1000, place: placeOf(message.MessageId ?? '') };
  const invokeCount = outcome.approximateInvokeCount ?? 0;
  const version = defined({ version: outcome.executedVersion });
  return { requestId, fact: { kind: 'record', ...seen, condition, invokeCount, ...version } };
}
