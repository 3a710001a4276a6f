import {
  type Answer,
  type AnswerHeaders,
  headersOfRaw,
  isSuccess,
  needsBody,
} from '../invoke/answer.js';
import { classify } from '../invoke/classify.js';
import { InvokeStreamReader } from '../invoke/event-stream/invoke-stream.js';
import { readFunctionError } from '../invoke/function-error.js';
import { KeptBody } from '../invoke/kept-body.js';
import type { Outcome } from '../invoke/outcome.js';
import type { RecordedOutcome } from '../recording/event.js';
import { recordedOutcome, withResponse } from './recorded-outcome.js';

/** What to watch, and whom to tell how it ended. */
export interface WatchOptions {
  /** The answer is an event stream where it is a success. */
  isStream: boolean;
  keepResponse: boolean;
  /** Monotonic microseconds. */
  nowUs: () => number;
  settle: (outcome: RecordedOutcome) => void;
}

/** Sees one answer pass by and tells, once, what is to be recorded of it. */
export class AnswerWatcher {
  readonly #options: WatchOptions;
  readonly #startedUs: number;
  #statusCode = 0;
  #headers: AnswerHeaders = {};
  #bodyBytes = 0;
  #body: KeptBody | undefined;
  #stream: InvokeStreamReader | undefined;

  constructor(options: WatchOptions) {
    this.#options = options;
    this.#startedUs = options.nowUs();
  }

  head(statusCode: number, rawHeaders: readonly Buffer[]): void {
    const { isStream, keepResponse } = this.#options;
    this.#statusCode = statusCode;
    this.#headers = headersOfRaw(rawHeaders);
    const needed = needsBody(statusCode, this.#headers);
    if (needed || keepResponse) this.#body = new KeptBody();
    if (needed || !isStream || !isSuccess(statusCode)) return;
    const body = this.#body;
    // Copies: what is passed by stands in a socket's buffer.
    this.#stream = new InvokeStreamReader(body && ((bytes) => body.push(Uint8Array.from(bytes))));
  }

  data(chunk: Uint8Array): void {
    this.#bodyBytes += chunk.length;
    if (this.#stream !== undefined) this.#stream.push(chunk);
    else this.#body?.push(chunk);
  }

  complete(): void {
    const body = this.#body?.bytes();
    const answer: Answer = {
      statusCode: this.#statusCode,
      headers: this.#headers,
      bodyBytes: this.#bodyBytes,
      ...(body !== undefined && this.#stream === undefined && { body }),
    };
    const outcome = { ...this.#recorded(classify(answer, false)), ...endOf(this.#stream) };
    const isKept = this.#options.keepResponse && isSuccess(this.#statusCode);
    this.#options.settle(
      isKept && body !== undefined && body.length > 0 ? withResponse(outcome, body) : outcome,
    );
  }

  /** There was no complete answer. */
  failed(outcome: Outcome): void {
    this.#options.settle(this.#recorded(outcome));
  }

  #recorded(outcome: Outcome): RecordedOutcome {
    return recordedOutcome(outcome, this.#options.nowUs() - this.#startedUs);
  }
}

/** Of a streamed invocation that failed: a stream has no `X-Amz-Function-Error` header. */
function endOf(stream: InvokeStreamReader | undefined): RecordedOutcome {
  const { errorCode, errorDetails = '' } = stream?.complete ?? {};
  if (errorCode === undefined) return {};
  return { functionError: errorCode, ...readFunctionError(errorCode, Buffer.from(errorDetails)) };
}
