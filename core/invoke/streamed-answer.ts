import type { AnswerHeaders } from './answer.js';
import { classify } from './classify.js';
import { InvokeStreamReader } from './event-stream/invoke-stream.js';
import { KeptBody } from './kept-body.js';
import type { Outcome, ServiceError, StreamMeasure, TransportError } from './outcome.js';
import { StallWatch } from './stall-watch.js';
import { streamError } from './transport-error.js';

/** What an invocation says of its streamed answer. */
export interface StreamedAnswerOptions {
  statusCode: number;
  headers: AnswerHeaders;
  /** When it was sent, as `performance.now` says it. */
  sentMs: number;
  keepResponse: boolean;
  /** How long the answer may bring nothing; absent: any time. */
  idleTimeoutMs?: number | undefined;
  /** It has brought nothing for that long. */
  onStall: (error: TransportError) => void;
}

const contentType = 'application/vnd.amazon.eventstream';

/** Whether what follows this head is an event stream. */
export function isEventStream(statusCode: number, headers: AnswerHeaders): boolean {
  return statusCode === 200 && headers.contentType?.startsWith(contentType) === true;
}

/**
 * What a whole answer means that should have been an event stream: a refusal, or the 204 of a `DryRun`,
 * is what it is; a 200 without a stream is nothing that Lambda says. Such an endpoint knows no streaming.
 */
export function unstreamed(outcome: Outcome, { contentType }: AnswerHeaders): Outcome {
  const isAnswer = outcome.kind === 'ok' || outcome.kind === 'functionError';
  if (!isAnswer || outcome.statusCode !== 200) return outcome;
  const found = contentType === undefined ? 'no content type' : `the content type ${contentType}`;
  return {
    kind: 'serviceError',
    statusCode: 200,
    errorType: 'NotAnEventStream',
    errorMessage: `the answer to InvokeWithResponseStream has ${found}`,
  };
}

/**
 * One streamed answer, from its head on: takes its bytes as they come, measures, and says at the end,
 * of whatever kind, what it meant. Of the response nothing is kept but up to 6 MB where that was asked
 * for. Both clients use this.
 */
export class StreamedAnswer {
  readonly #options: StreamedAnswerOptions;
  readonly #headMs = performance.now();
  readonly #reader: InvokeStreamReader;
  readonly #body: KeptBody | undefined;
  readonly #stall: StallWatch | undefined;
  #firstMs: number | undefined;

  constructor(options: StreamedAnswerOptions) {
    const { keepResponse, idleTimeoutMs, onStall } = options;
    this.#options = options;
    this.#body = keepResponse ? new KeptBody() : undefined;
    this.#reader = new InvokeStreamReader((bytes) => this.#take(bytes));
    if (idleTimeoutMs === undefined) return;
    this.#stall = new StallWatch(idleTimeoutMs, () => onStall(this.#stalled(idleTimeoutMs)));
  }

  /** Takes what has come. False: it is no event stream, and the rest need not be read. */
  push(chunk: Uint8Array): boolean {
    this.#stall?.touch();
    this.#reader.push(chunk);
    return this.#reader.fault === undefined;
  }

  /** Nothing more is awaited, of an answer that comes to no end of its own. */
  close(): void {
    this.#stall?.close();
  }

  /** What the answer means that has come to its end, or to a fault. */
  outcome(): Outcome {
    this.close();
    const { fault, isOver, isWhole, exception } = this.#reader;
    if (fault !== undefined) {
      const message = `the answer is not a valid event stream (${fault})`;
      return this.broken(streamError('EventStreamError', message));
    }
    if (!isWhole) {
      const where = isOver ? 'within a message' : 'without InvokeComplete';
      return this.broken(streamError('IncompleteStreamError', `the stream ended ${where}`));
    }
    return exception === undefined ? this.#executed() : this.#gaveUp(exception);
  }

  /** An error that ended the stream, with how far it had come. */
  broken(error: TransportError): TransportError {
    this.close();
    const errorMessage = `${error.errorMessage}, ${this.#progress()}`;
    return { ...error, errorMessage, ...this.#soFar() };
  }

  #take(bytes: Uint8Array): void {
    this.#firstMs ??= performance.now();
    // A copy: what stands in a socket's buffer would keep all of it.
    this.#body?.push(Uint8Array.from(bytes));
  }

  #stalled(idleTimeoutMs: number): TransportError {
    const message = `the stream brought nothing for ${idleTimeoutMs.toLocaleString('en')} ms`;
    return this.broken(streamError('StreamIdleTimeoutError', message));
  }

  #progress(): string {
    const { chunks, payloadBytes } = this.#reader;
    const [each, byte] = [chunks === 1 ? 'chunk' : 'chunks', payloadBytes === 1 ? 'byte' : 'bytes'];
    return `after ${chunks.toLocaleString('en')} ${each} and ${payloadBytes.toLocaleString('en')} ${byte}`;
  }

  /** The same as of a whole answer, whose headers say what `InvokeComplete` does here. */
  #executed(): Outcome {
    const { statusCode, headers } = this.#options;
    const { complete = {}, payloadBytes } = this.#reader;
    const { errorCode, errorDetails = '', logResult } = complete;
    const outcome = classify(
      {
        statusCode,
        headers: {
          ...headers,
          ...(errorCode !== undefined && { functionError: errorCode }),
          ...(logResult !== undefined && { logResult }),
        },
        body: Buffer.from(errorDetails),
        bodyBytes: payloadBytes,
      },
      this.#body !== undefined,
    );
    if (outcome.kind !== 'ok' && outcome.kind !== 'functionError') return outcome;
    const response = this.#body?.bytes();
    if (response === undefined) delete outcome.response;
    else outcome.response = response;
    return Object.assign(outcome, this.#soFar());
  }

  #soFar(): { stream: StreamMeasure; responseBytes: number } {
    return { stream: this.#measure(), responseBytes: this.#reader.payloadBytes };
  }

  #measure(): StreamMeasure {
    const { sentMs } = this.#options;
    const measure: StreamMeasure = {
      firstByteUs: (this.#headMs - sentMs) * 1000,
      transferUs: 0,
      chunks: this.#reader.chunks,
    };
    if (this.#firstMs === undefined) return measure;
    measure.firstChunkUs = (this.#firstMs - sentMs) * 1000;
    measure.transferUs = (performance.now() - this.#firstMs) * 1000;
    return measure;
  }

  #gaveUp(exception: { errorType: string; errorMessage: string }): ServiceError {
    const { statusCode, headers } = this.#options;
    const { requestId } = headers;
    return {
      ...{ kind: 'serviceError', statusCode, ...exception, ...this.#soFar() },
      ...(requestId !== undefined && { requestId }),
    };
  }
}
