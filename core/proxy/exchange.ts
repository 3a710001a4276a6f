import type { IncomingMessage } from 'node:http';
import type { ProxyRefusal } from './refusal.js';

/**
 * Room for the largest call of the API, an UpdateFunctionCode with a 50 MB archive as base64 (AWS
 * Lambda developer guide, Lambda quotas), with as much again.
 */
const maxBodyBytes = 128 * 1024 * 1024;

/** A body, whole, or why it is not taken. */
export type Received = { kind: 'body'; body: Buffer } | { kind: 'refusal'; refusal: ProxyRefusal };

/** Calls back when the request is whole, which a caller who goes away before never makes it. */
export function receive(request: IncomingMessage, done: (received: Received) => void): void {
  let chunks: Buffer[] = [];
  let sizeBytes = 0;
  request.on('data', (chunk: Buffer) => {
    sizeBytes += chunk.length;
    if (sizeBytes > maxBodyBytes) chunks = [];
    else chunks.push(chunk);
  });
  request.on('end', () => {
    if (sizeBytes > maxBodyBytes) done({ kind: 'refusal', refusal: tooLarge });
    else done({ kind: 'body', body: whole(chunks, sizeBytes) });
  });
}

const tooLarge: ProxyRefusal = {
  statusCode: 413,
  errorType: 'RequestEntityTooLargeException',
  message: `The recording proxy takes requests of up to ${maxBodyBytes} bytes.`,
};

function whole(chunks: readonly Buffer[], sizeBytes: number): Buffer {
  const [only = Buffer.alloc(0)] = chunks;
  return chunks.length > 1 ? Buffer.concat(chunks, sizeBytes) : only;
}
