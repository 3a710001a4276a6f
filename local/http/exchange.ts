import { createHash, type Hash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { maxPayloadBytes } from './invoke-request.js';

/** One HTTP request and its answer: what every step of the server hands to the next. */
export interface Exchange {
  readonly requestId: string;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** The whole body; empty when it is over every limit. */
  readonly body: Buffer;
  /** What the body had on the wire. */
  readonly sizeBytes: number;
  /** Hexadecimal SHA-256 of a body that is over every limit; one that was kept is hashed by who needs it. */
  readonly overLimitSha256: string | undefined;
}

const noBytes = Buffer.alloc(0);

/**
 * Collects a request's body; of one that is over every limit it keeps nothing but the size, and the
 * hash, without which its signature could not be checked: boto3 and the aws CLI do not send one along.
 */
export function readExchange(
  request: IncomingMessage,
  response: ServerResponse,
  requestId: string,
  done: (exchange: Exchange) => void,
): void {
  const limit = maxPayloadBytes.RequestResponse;
  let chunks: Buffer[] = [];
  let sizeBytes = 0;
  let overLimit: Hash | undefined;
  request.on('data', (chunk: Buffer) => {
    sizeBytes += chunk.length;
    chunks.push(chunk);
    if (sizeBytes <= limit) return;
    overLimit ??= createHash('sha256');
    for (const each of chunks) overLimit.update(each);
    chunks = [];
  });
  request.on('end', () => {
    const [only = noBytes] = chunks;
    const body = chunks.length > 1 ? Buffer.concat(chunks, sizeBytes) : only;
    const overLimitSha256 = overLimit?.digest('hex');
    done({ requestId, request, response, body, sizeBytes, overLimitSha256 });
  });
}
