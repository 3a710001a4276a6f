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
}

const noBytes = Buffer.alloc(0);

/** Collects a request's body; of one that is over every limit it keeps nothing but the size. */
export function readExchange(
  request: IncomingMessage,
  response: ServerResponse,
  requestId: string,
  done: (exchange: Exchange) => void,
): void {
  const limit = maxPayloadBytes.RequestResponse;
  let chunks: Buffer[] = [];
  let sizeBytes = 0;
  request.on('data', (chunk: Buffer) => {
    sizeBytes += chunk.length;
    if (sizeBytes > limit) chunks = [];
    else chunks.push(chunk);
  });
  request.on('end', () => {
    const [only = noBytes] = chunks;
    const body = chunks.length > 1 ? Buffer.concat(chunks, sizeBytes) : only;
    done({ requestId, request, response, body, sizeBytes });
  });
}
