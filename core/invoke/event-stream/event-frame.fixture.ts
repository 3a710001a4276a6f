import { crc32 } from 'node:zlib';

/** One event as Lambda frames it (Smithy specification, Amazon Event Stream). */
export function eventFrame(eventType: string, payload: Uint8Array | string): Buffer {
  return frame({ ':message-type': 'event', ':event-type': eventType }, payload);
}

/** Any message whose headers are strings. */
export function frame(
  headers: Readonly<Record<string, string>>,
  payload: Uint8Array | string = '',
): Buffer {
  return frameOf(
    Buffer.concat(Object.entries(headers).map(([name, value]) => stringHeader(name, value))),
    payload,
  );
}

/** Any message, its headers as bytes. */
export function frameOf(headers: Buffer, payload: Uint8Array | string = ''): Buffer {
  const bytes = Buffer.from(payload);
  const prelude = Buffer.alloc(8);
  prelude.writeUInt32BE(16 + headers.length + bytes.length, 0);
  prelude.writeUInt32BE(headers.length, 4);
  const body = Buffer.concat([prelude, uint32(crc32(prelude)), headers, bytes]);
  return Buffer.concat([body, uint32(crc32(body))]);
}

/** The stream of a function that returned these chunks. */
export function streamOf(
  chunks: readonly (Uint8Array | string)[],
  complete: Readonly<Record<string, string>> = {},
): Buffer {
  return Buffer.concat([
    ...chunks.map((chunk) => eventFrame('PayloadChunk', chunk)),
    eventFrame('InvokeComplete', JSON.stringify(complete)),
  ]);
}

/** Type 7 is a string. */
function stringHeader(name: string, value: string): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(Buffer.byteLength(value));
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
