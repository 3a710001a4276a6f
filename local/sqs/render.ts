import { defined } from '../../core/base/defined.js';
import { type MessageAttributes, md5Of, md5OfAttributes } from './message.js';
import type { QueuedMessage } from './queue-parts.js';
import { receiptHandle } from './receipt.js';

/** What a reader asked to be given of each message beside its body. */
export interface Wanted {
  /** System attributes by name, or `All`. */
  system: readonly string[];
  /** Message attributes by name or `prefix.*`, or `All` or `.*`. */
  attributes: readonly string[];
}

/** Who sends: the service gives an id of an IAM entity. */
const senderId = 'AIDALOCALLAMBDA00000';

/** A message as ReceiveMessage gives it; attributes only where they were asked for. */
export function renderMessage(message: QueuedMessage, wanted: Wanted): object {
  const { messageId, receipt = '', body } = message;
  const Attributes = pick(systemAttributes(message), (name) => wantsSystem(name, wanted.system));
  const attributes = pick(message.attributes, (name) => wantsAttribute(name, wanted.attributes));
  return {
    MessageId: messageId,
    ReceiptHandle: receiptHandle(messageId, receipt),
    MD5OfBody: md5Of(body),
    Body: body,
    ...(Object.keys(Attributes).length > 0 && { Attributes }),
    ...renderAttributes(attributes),
  };
}

/** Message attributes with their digest; nothing for none. */
export function renderAttributes(attributes: MessageAttributes): object {
  const MD5OfMessageAttributes = md5OfAttributes(attributes);
  if (MD5OfMessageAttributes === undefined) return {};
  return { MD5OfMessageAttributes, MessageAttributes: attributes };
}

function systemAttributes(message: QueuedMessage): Record<string, string> {
  const { sentMs, firstReceivedMs = sentMs, receiveCount, traceHeader, sourceArn } = message;
  return {
    SenderId: senderId,
    ApproximateFirstReceiveTimestamp: String(Math.floor(firstReceivedMs)),
    ApproximateReceiveCount: String(receiveCount),
    SentTimestamp: String(Math.floor(sentMs)),
    ...defined({ AWSTraceHeader: traceHeader, DeadLetterQueueSourceArn: sourceArn }),
  };
}

function wantsSystem(name: string, wanted: readonly string[]): boolean {
  return wanted.includes('All') || wanted.includes(name);
}

/** Amazon SQS API reference, ReceiveMessage, `MessageAttributeNames`. */
function wantsAttribute(name: string, wanted: readonly string[]): boolean {
  return wanted.some((each) => {
    if (each === 'All' || each === '.*' || each === name) return true;
    return each.endsWith('.*') && name.startsWith(each.slice(0, -2));
  });
}

function pick<Value>(
  values: Readonly<Record<string, Value>>,
  wants: (name: string) => boolean,
): Record<string, Value> {
  return Object.fromEntries(Object.entries(values).filter(([name]) => wants(name)));
}
