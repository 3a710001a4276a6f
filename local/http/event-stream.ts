import { crc32 } from 'node:zlib';

/** The members of the union that InvokeWithResponseStream streams (AWS Lambda API reference). */
export type StreamEventType = 'PayloadChunk' | 'InvokeComplete';

/** Bytes before the headers: total length, headers' length, and the checksum of both. */
const preludeBytes = 12;
const checksumBytes = 4;
/** The type of a header whose value is a string. */
const stringType = 7;

const contentTypes: Record<StreamEventType, string> = {
  PayloadChunk: 'application/octet-stream',
  InvokeComplete: 'application/json',
};

const headersByType = {
  PayloadChunk: encodeHeaders('PayloadChunk'),
  InvokeComplete: encodeHeaders('InvokeComplete'),
};

/**
 * One event message of `application/vnd.amazon.eventstream` (Smithy specification, "Amazon Event
 * Stream"): a prelude, the headers, the payload and a checksum of them all.
 */
export function encodeStreamEvent(type: StreamEventType, payload: Buffer): Buffer {
  const headers = headersByType[type];
  const size = preludeBytes + headers.length + payload.length + checksumBytes;
  const message = Buffer.allocUnsafe(size);
  message.writeUInt32BE(size, 0);
  message.writeUInt32BE(headers.length, 4);
  message.writeUInt32BE(crc32(message.subarray(0, 8)), 8);
  headers.copy(message, preludeBytes);
  payload.copy(message, preludeBytes + headers.length);
  const end = size - checksumBytes;
  message.writeUInt32BE(crc32(message.subarray(0, end)), end);
  return message;
}

function encodeHeaders(type: StreamEventType): Buffer {
  const headers = [
    [':message-type', 'event'],
    [':event-type', type],
    [':content-type', contentTypes[type]],
  ] as const;
  return Buffer.concat(headers.flatMap(([name, value]) => encodeHeader(name, value)));
}

function encodeHeader(name: string, value: string): Buffer[] {
  const length = Buffer.from([name.length]);
  const typeAndLength = Buffer.from([stringType, value.length >> 8, value.length & 0xff]);
  return [length, Buffer.from(name), typeAndLength, Buffer.from(value)];
}
