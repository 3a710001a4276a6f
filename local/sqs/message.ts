import { createHash } from 'node:crypto';

/** A message attribute as the API has it. */
export interface MessageAttribute {
  /** `String`, `Number`, `Binary`, or one of these with a label: `String.json`. */
  readonly DataType: string;
  readonly StringValue?: string;
  /** Base64. */
  readonly BinaryValue?: string;
}

/** Attributes by name. */
export type MessageAttributes = Readonly<Record<string, MessageAttribute>>;

/** What a sender gives. */
export interface MessageContent {
  readonly body: string;
  readonly attributes: MessageAttributes;
  /** The caller's X-Ray trace, in the system attribute of that name. */
  readonly traceHeader?: string;
}

/** Hexadecimal, as `MD5OfBody`. */
export function md5Of(text: string | Buffer): string {
  return createHash('md5').update(text).digest('hex');
}

/**
 * `MD5OfMessageAttributes` (Amazon SQS guide, "Calculating the MD5 message digest for message
 * attributes"): names in order, each with its type and value, every part after its length; undefined
 * for no attributes.
 */
export function md5OfAttributes(attributes: MessageAttributes): string | undefined {
  const names = Object.keys(attributes).sort();
  if (names.length === 0) return undefined;
  const digest = createHash('md5');
  const part = (bytes: Buffer): void => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    digest.update(length).update(bytes);
  };
  for (const name of names) {
    const { DataType = '', StringValue, BinaryValue = '' } = attributes[name] ?? {};
    part(Buffer.from(name));
    part(Buffer.from(DataType));
    digest.update(Buffer.of(StringValue === undefined ? 2 : 1));
    part(StringValue === undefined ? Buffer.from(BinaryValue, 'base64') : Buffer.from(StringValue));
  }
  return digest.digest('hex');
}

/** What a message counts for against sizes: its body, and each attribute's name, type and value. */
export function sizeOf({ body, attributes }: MessageContent): number {
  let bytes = Buffer.byteLength(body);
  for (const [name, { DataType, StringValue, BinaryValue = '' }] of Object.entries(attributes)) {
    bytes += Buffer.byteLength(name) + Buffer.byteLength(DataType);
    bytes +=
      StringValue === undefined
        ? Buffer.byteLength(BinaryValue, 'base64')
        : Buffer.byteLength(StringValue);
  }
  return bytes;
}
