import { readFunctionError } from '../invoke/function-error.js';

/** Total length, header length and their checksum (Smithy specification, Amazon Event Stream). */
const preludeBytes = 12;
const checksumBytes = 4;
/** Far above the hundred bytes that Lambda's frames have; what claims more is no event stream. */
const maxHeadBytes = 64 * 1024;

/** How a streamed invocation ended, from its last event. */
export interface StreamEnd {
  /** Set when the function failed: a stream has no `X-Amz-Function-Error` header. */
  functionError?: string;
  errorType?: string;
  errorMessage?: string;
}

/**
 * Watches the answer of an InvokeWithResponseStream pass by, chunk by chunk, and takes from it the
 * `InvokeComplete` event and, if told to, the payload; nothing else is kept. A stream that is no event
 * stream yields nothing.
 */
export class EventStreamWatcher {
  /** Undefined until the stream has said how it ended. */
  end: StreamEnd | undefined;
  readonly #keepPayload: ((bytes: Uint8Array) => void) | undefined;
  #head = Buffer.alloc(0);
  #isBroken = false;
  #remaining = 0;
  #take: ((bytes: Uint8Array) => void) | undefined;
  #complete: Uint8Array[] = [];

  constructor(keepPayload?: (bytes: Uint8Array) => void) {
    this.#keepPayload = keepPayload;
  }

  push(chunk: Uint8Array): void {
    let rest = chunk;
    while (rest.length > 0 && !this.#isBroken) {
      rest = this.#remaining > 0 ? this.#readBody(rest) : this.#readHead(rest);
    }
  }

  /** Collects prelude and headers, which may come in pieces. */
  #readHead(chunk: Uint8Array): Uint8Array {
    const missing = this.#headBytes() - this.#head.length;
    this.#head = Buffer.concat([this.#head, chunk.subarray(0, missing)]);
    this.#isBroken = this.#headBytes() > maxHeadBytes;
    const isWhole = this.#head.length >= preludeBytes && this.#head.length === this.#headBytes();
    if (isWhole && !this.#isBroken) this.#begin();
    return chunk.subarray(missing);
  }

  #headBytes(): number {
    if (this.#head.length < preludeBytes) return preludeBytes;
    return preludeBytes + this.#head.readUInt32BE(4);
  }

  #begin(): void {
    const body = this.#head.readUInt32BE(0) - this.#head.length;
    this.#isBroken = body < checksumBytes;
    this.#remaining = body;
    const isComplete = this.#head.includes('InvokeComplete');
    const isPayload = this.#head.includes('PayloadChunk');
    if (isComplete) this.#take = (bytes) => this.#complete.push(bytes);
    else this.#take = isPayload ? this.#keepPayload : undefined;
    this.#head = Buffer.alloc(0);
  }

  #readBody(chunk: Uint8Array): Uint8Array {
    const payloadBytes = Math.max(0, this.#remaining - checksumBytes);
    if (payloadBytes > 0) this.#take?.(Uint8Array.from(chunk.subarray(0, payloadBytes)));
    const rest = chunk.subarray(this.#remaining);
    this.#remaining -= chunk.length - rest.length;
    if (this.#remaining === 0 && this.#complete.length > 0) this.#finish();
    return rest;
  }

  #finish(): void {
    this.end = readEnd(Buffer.concat(this.#complete));
    this.#complete = [];
  }
}

function readEnd(json: Buffer): StreamEnd {
  try {
    const { ErrorCode, ErrorDetails } = JSON.parse(json.toString()) as Record<string, unknown>;
    if (typeof ErrorCode !== 'string' || ErrorCode === '') return {};
    const details = typeof ErrorDetails === 'string' ? ErrorDetails : '';
    return { functionError: ErrorCode, ...readFunctionError(ErrorCode, Buffer.from(details)) };
  } catch {
    return {};
  }
}
