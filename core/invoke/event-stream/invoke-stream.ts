import { messageOf } from '../../base/errors.js';
import { firstLine } from '../first-line.js';
import { type FrameFault, type FrameListener, FrameReader } from './frame-reader.js';
import type { MessageHeaders } from './message-headers.js';

/** What the last event of a streamed invocation, `InvokeComplete`, says. */
export interface InvokeComplete {
  /** Set when the function failed: a stream has no `X-Amz-Function-Error` header. */
  errorCode?: string;
  errorDetails?: string;
  /** Base64, as `X-Amz-Log-Result`. */
  logResult?: string;
}

/** The service gave up within the stream: a message of the type `exception` or `error`. */
export interface StreamException {
  errorType: string;
  errorMessage: string;
}

/**
 * Reads the answer of an InvokeWithResponseStream as its bytes come: hands the payload on, and keeps
 * nothing but counts and what the last event says. An event of a type that is not known is passed over,
 * as the SDKs do.
 */
export class InvokeStreamReader implements FrameListener {
  /** `PayloadChunk` events that have come whole. */
  chunks = 0;
  /** Bytes of the function's response so far, those of a chunk on its way included. */
  payloadBytes = 0;
  complete: InvokeComplete | undefined;
  exception: StreamException | undefined;
  readonly #frames = new FrameReader(this);
  readonly #onPayload: ((bytes: Uint8Array) => void) | undefined;
  #fault: FrameFault | undefined;
  #headers: MessageHeaders = {};
  #isPayload = false;
  /** What is read when it is whole: the payload of anything but a chunk. */
  #kept: Uint8Array[] | undefined;

  constructor(onPayload?: (bytes: Uint8Array) => void) {
    this.#onPayload = onPayload;
  }

  /** Why this is no valid event stream; what comes after is not read. */
  get fault(): FrameFault | undefined {
    return this.#frames.fault ?? this.#fault;
  }

  /** Whether the service has said how it ended: there is nothing more to wait for but the end itself. */
  get isOver(): boolean {
    return this.complete !== undefined || this.exception !== undefined;
  }

  push(chunk: Uint8Array): void {
    if (this.#fault === undefined) this.#frames.push(chunk);
  }

  /** Whether all that has come is whole messages, the last of which says how the invocation ended. */
  get isWhole(): boolean {
    return this.isOver && this.fault === undefined && !this.#frames.isWithin;
  }

  head(headers: MessageHeaders): void {
    this.#headers = headers;
    const type = headers[':message-type'];
    const event = type === 'event' ? headers[':event-type'] : undefined;
    this.#isPayload = event === 'PayloadChunk';
    const isEnd = event === 'InvokeComplete' || type === 'exception' || type === 'error';
    this.#kept = isEnd ? [] : undefined;
  }

  payload(bytes: Uint8Array): void {
    if (this.#isPayload) {
      this.payloadBytes += bytes.length;
      this.#onPayload?.(bytes);
    }
    // A copy: what is read into a socket's buffer is overwritten by what comes next.
    else this.#kept?.push(Uint8Array.from(bytes));
  }

  end(): void {
    if (this.#isPayload) this.chunks += 1;
    else if (this.#kept !== undefined) this.#takeEnd(Buffer.concat(this.#kept).toString('utf8'));
    this.#kept = undefined;
  }

  #takeEnd(text: string): void {
    if (this.#headers[':message-type'] !== 'event') {
      this.exception = exceptionOf(this.#headers, text);
      return;
    }
    try {
      this.complete = completeOf(JSON.parse(text) as unknown);
    } catch (error) {
      this.#fault = `InvokeComplete is not JSON: ${firstLine(messageOf(error))}`;
    }
  }
}

function completeOf(json: unknown): InvokeComplete {
  const complete: InvokeComplete = {};
  if (typeof json !== 'object' || json === null) return complete;
  const { ErrorCode, ErrorDetails, LogResult } = json as Record<string, unknown>;
  if (typeof ErrorCode === 'string' && ErrorCode !== '') complete.errorCode = ErrorCode;
  if (typeof ErrorDetails === 'string') complete.errorDetails = ErrorDetails;
  if (typeof LogResult === 'string') complete.logResult = LogResult;
  return complete;
}

/** An exception of the model has its name in a header and JSON; an error has both in headers. */
function exceptionOf(headers: MessageHeaders, text: string): StreamException {
  const errorType = headers[':exception-type'] ?? headers[':error-code'] ?? 'Unknown';
  const said = headers[':error-message'] ?? memberOf(text);
  return { errorType: firstLine(errorType), errorMessage: firstLine(said) };
}

function memberOf(text: string): string {
  try {
    const json = JSON.parse(text) as Record<string, unknown> | null;
    const message = json?.message ?? json?.Message;
    return typeof message === 'string' ? message : text;
  } catch {
    return text;
  }
}
