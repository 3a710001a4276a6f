import { integerOf, isObject, type Members, objectOf, textOf } from '../aws-json/members.js';
import { invalidParameter, invalidValue, missingParameter } from './faults.js';
import type { MessageAttribute, MessageAttributes, MessageContent } from './message.js';
import type { QueueSettings } from './queue-parts.js';

/** The characters of XML 1.0 (Amazon SQS API reference, SendMessage): control characters are out. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const forbidden = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/;

/** What a SendMessage, or an entry of a batch, is to send. Throws for what may not be. */
export function contentOf(members: Members): MessageContent {
  const body = textOf(members, 'MessageBody') ?? '';
  if (body === '') throw missingParameter('MessageBody');
  if (forbidden.test(body)) {
    throw invalidValue(
      'Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF',
    );
  }
  const system = objectOf(members, 'MessageSystemAttributes');
  const traceHeader = textOf(objectOf(system, 'AWSTraceHeader'), 'StringValue');
  const attributes = attributesIn(objectOf(members, 'MessageAttributes'));
  return { body, attributes, ...(traceHeader !== undefined && { traceHeader }) };
}

/** How long a message is to be hidden; the queue's own time where it does not say. */
export function delayOf(members: Members, { delayS }: QueueSettings): number {
  const delay = integerOf(members, 'DelaySeconds');
  if (delay !== undefined && (delay < 0 || delay > 900)) {
    throw invalidParameter('DelaySeconds', delay, 'DelaySeconds must be >= 0 and <= 900.');
  }
  return delay ?? delayS;
}

const maxAttributes = 10;

function attributesIn(members: Members): MessageAttributes {
  const names = Object.keys(members);
  if (names.length > maxAttributes) {
    throw invalidValue(
      `Number of message attributes [${names.length}] exceeds the allowed maximum [${maxAttributes}].`,
    );
  }
  return Object.fromEntries(names.map((name) => [name, attributeIn(name, members[name])]));
}

function attributeIn(name: string, value: unknown): MessageAttribute {
  const members = isObject(value) ? value : {};
  const DataType = textOf(members, 'DataType') ?? '';
  const kind = DataType.split('.')[0] ?? '';
  if (!['String', 'Number', 'Binary'].includes(kind)) {
    throw invalidValue(
      `The type of message (user) attribute '${name}' is invalid. You must use only the following supported type prefixes: Binary, Number, String.`,
    );
  }
  if (kind === 'Binary') {
    const BinaryValue = textOf(members, 'BinaryValue') ?? '';
    if (BinaryValue === '') throw emptyAttribute(name, kind);
    return { BinaryValue, DataType };
  }
  const StringValue = textOf(members, 'StringValue') ?? '';
  if (StringValue === '') throw emptyAttribute(name, kind);
  return { StringValue, DataType };
}

function emptyAttribute(name: string, kind: string): ReturnType<typeof invalidValue> {
  return invalidValue(
    `Message (user) attribute '${name}' must contain a non-empty value of type '${kind}'.`,
  );
}
