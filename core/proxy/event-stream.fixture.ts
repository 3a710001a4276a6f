import { crc32 } from 'node:zlib';

/** One event as Lambda frames it (Smithy specification, Amazon Event Stream). */
export function eventFrame(eventType: string, payload: Uint8Array): Buffer {
  const headers = Buffer.concat([
    stringHeader(':message-type', 'event'),
    stringHeader(':event-type', eventType),
  ]);
  const prelude = Buffer.alloc(8);
  prelude.writeUInt32BE(16 + headers.length + payload.length, 0);
  prelude.writeUInt32BE(headers.length, 4);
  const body = Buffer.concat([prelude, uint32(crc32(prelude)), headers, payload]);
  return Buffer.concat([body, uint32(crc32(body))]);
}

/** Type 7 is a string. */
function stringHeader(name: string, value: string): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(value.length);
  return Buffer.concat([
    Buffer.from([name.length]),
    Buffer.from(name),
    Buffer.from([7]),
    length,
    Buffer.from(value),
  ]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value >>> 0);
  return bytes;
}
