import type { IncomingMessage } from 'node:http';
import { defined } from '../base/defined.js';
import type { RecordedOutcome } from '../recording/event.js';

/** Errors that are longer are known by their header only. */
const maxErrorBytes = 1024 * 1024;

/** A buffered response that is larger is refused (recorded from the service 2025-11). */
const maxResponseBytes = 6_291_556;

const typeHeader = 'lambda-runtime-function-error-type';
const bodyTrailer = 'lambda-runtime-function-error-body';

/**
 * Watches how a runtime answers an event, and says what is to be recorded of it once the answer is
 * whole (AWS Lambda guide, "Invocation response", "Invocation error").
 */
export class AnswerOutcome {
  readonly #request: IncomingMessage;
  readonly #isError: boolean;
  #body: Buffer[] = [];
  #sizeBytes = 0;

  constructor(kind: 'response' | 'error', request: IncomingMessage) {
    this.#request = request;
    this.#isError = kind === 'error';
    request.on('data', (chunk: Buffer) => this.#count(chunk));
  }

  /** Whether the runtime streams its response, however the function was invoked. */
  get isStreamed(): boolean {
    return this.#request.headers['lambda-runtime-function-response-mode'] === 'streaming';
  }

  outcome(): RecordedOutcome {
    const { headers, trailers } = this.#request;
    if (this.#isError) return reported(Buffer.concat(this.#body), one(headers[typeHeader]));
    if (!this.isStreamed && this.#sizeBytes > maxResponseBytes) {
      return failure('Function.ResponseSizeTooLarge');
    }
    const [type, body] = [trailers[typeHeader], trailers[bodyTrailer]];
    if (type === undefined && body === undefined) return {};
    // An error that ended a streamed response is told in its trailers, in base64.
    return reported(Buffer.from(body ?? '', 'base64'), type);
  }

  #count(chunk: Buffer): void {
    this.#sizeBytes += chunk.length;
    if (!this.#isError) return;
    if (this.#sizeBytes <= maxErrorBytes) this.#body.push(chunk);
    else this.#body = [];
  }
}

/** An invocation that failed, whatever of it is known. */
export function failure(errorType: string, errorMessage?: string): RecordedOutcome {
  return {
    functionError: 'Unhandled',
    errorType,
    ...defined({ errorMessage }),
  };
}

function reported(body: Buffer, type: string | undefined): RecordedOutcome {
  const { errorType = type, errorMessage } = parseError(body);
  return failure(errorType ?? 'Runtime.Unknown', errorMessage);
}

function parseError(body: Buffer): { errorType?: string; errorMessage?: string } {
  try {
    const { errorType, errorMessage } = Object(JSON.parse(body.toString('utf8')));
    return {
      ...(typeof errorType === 'string' && errorType !== '' && { errorType }),
      ...(typeof errorMessage === 'string' && { errorMessage }),
    };
  } catch {
    return {};
  }
}

function one(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}
