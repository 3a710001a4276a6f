import { defined } from '../../base/defined.js';
import { sketchJson } from '../../json/sketch.js';
import type { JsonValue } from '../../json/spans.js';
import { epochUs } from '../capture-time.js';
import type { RecordedEvent } from '../event.js';
import { eventInText, type Refuse, readEvents } from './documents.js';
import type { ImportContext, Importer } from './importer.js';
import { present } from './unwrap.js';

/**
 * Answers of SQS's ReceiveMessage: each message's Body is an event, as a function's dead-letter queue
 * keeps it, or a destination record that holds one. What Lambda says of the failure stands in the
 * message attributes RequestID, ErrorCode and ErrorMessage (AWS Lambda developer guide, asynchronous
 * invocation); times are those at which the message was sent.
 */
export const sqs: Importer = {
  describe: 'answers of aws sqs receive-message: a dead-letter queue, or a destination queue',
  recognises: (head) => {
    const documents = sketchJson(head)?.documents ?? [];
    return documents.some((seen) =>
      ['Messages[].Body', 'Messages[].ReceiptHandle'].some((path) => seen.has(path)),
    )
      ? true
      : documents.length > 0 &&
          documents.every((seen) => seen.has('Body') && idKeys.some((key) => seen.has(key)));
  },
  read: (stream, context) =>
    readEvents(stream, context, (answer, refuse) => messagesIn(answer, refuse, context)),
};

/** What a message has beside its Body, whatever else was left out of it. */
const idKeys = ['ReceiptHandle', 'MessageId', 'MD5OfBody'];

/** The events in the messages of one answer, or in one message alone. */
export function* messagesIn(
  answer: JsonValue,
  refuse: Refuse,
  context?: Pick<ImportContext, 'isRepeated' | 'seen'>,
): Generator<RecordedEvent, void, void> {
  const messages = answer.at('Messages');
  const isMessage = answer.at('Body') !== undefined;
  if (messages?.kind !== 'array' && !isMessage) {
    // What the command prints for an empty queue is nothing at all, or an answer without Messages.
    if (answer.kind === 'object' && answer.members().next().done) {
      if (context) context.seen.emptyAnswers += 1;
      return;
    }
    refuse(answer, 'Not an answer of SQS ReceiveMessage: it has no list Messages.');
    return;
  }
  for (const message of isMessage ? [answer] : (messages?.elements() ?? [])) {
    const messageId = message.at('MessageId')?.text();
    if (messageId !== undefined && context?.isRepeated(messageId)) continue;
    const event = eventOf(message, refuse);
    if (event) yield event;
  }
}

function eventOf(message: JsonValue, refuse: Refuse): RecordedEvent | undefined {
  const body = message.at('Body');
  if (!body) {
    refuse(message, 'The message has no Body.');
    return undefined;
  }
  const event = eventInText(body, refuse, 'Body');
  if (!event) return undefined;
  const sentMs = message.at('Attributes', 'SentTimestamp')?.number();
  const capturedAtUs = sentMs === undefined ? undefined : epochUs(sentMs);
  // A destination record has said all of it already, and better.
  if (event.outcome) return { ...defined({ capturedAtUs }), ...event };
  const outcome = deadLetterOutcome(message);
  return {
    ...event,
    ...defined({ capturedAtUs }),
    ...(Object.keys(outcome).length > 0 && { outcome }),
    ...(outcome.requestId !== undefined && { invocationType: 'Event' as const }),
  };
}

function deadLetterOutcome(message: JsonValue): ReturnType<typeof present> {
  const attribute = (name: string): JsonValue | undefined =>
    message.at('MessageAttributes', name, 'StringValue');
  return present({
    requestId: attribute('RequestID')?.text(),
    statusCode: attribute('ErrorCode')?.number(),
    errorMessage: attribute('ErrorMessage')?.text(),
  });
}
