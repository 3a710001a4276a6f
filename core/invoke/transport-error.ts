import { codeOf, messageOf } from '../base/errors.js';
import { firstLine } from './first-line.js';
import type { TransportError } from './outcome.js';

/** The clients' own codes for what the system has a code for. */
const sameAs: Readonly<Record<string, string>> = {
  // undici: the other side closed before or within its answer, which node:http calls ECONNRESET.
  UND_ERR_SOCKET: 'ECONNRESET',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'ECONNRESET',
  UND_ERR_CONNECT_TIMEOUT: 'TimeoutError',
  UND_ERR_HEADERS_OVERFLOW: 'HTTPParserError',
  UND_ERR_INVALID_ARG: 'ERR_INVALID_CHAR',
};

/** One text for what each client words in its own way. */
const messages: Readonly<Record<string, string>> = {
  ECONNRESET: 'the connection was closed before the answer was complete',
  EPIPE: 'the connection was closed before the request was sent',
  ETIMEDOUT: 'the connection timed out',
  TimeoutError: 'no connection within the connect timeout',
  HTTPParserError: 'the answer is not valid HTTP',
};

/**
 * What a client's error means: no answer. The type is the system's code (`ECONNREFUSED`,
 * `ENOTFOUND`, `CERT_HAS_EXPIRED`), the same whichever client threw it; `HTTPParserError` for what is
 * not HTTP, where node:http has a code and undici none; else the error's name.
 */
export function transportError(thrown: unknown): TransportError {
  const code = codeOf(thrown) ?? (thrown instanceof Error ? thrown.name : 'Error');
  const errorType = code.startsWith('HPE_') ? 'HTTPParserError' : (sameAs[code] ?? code);
  const errorMessage = messages[errorType] ?? (firstLine(messageOf(thrown)) || errorType);
  return { kind: 'transportError', errorType, errorMessage };
}

/** What a stream's error is called that no system has a code for. */
type StreamErrorType = 'EventStreamError' | 'IncompleteStreamError' | 'StreamIdleTimeoutError';

/** A streamed answer that is no event stream, lacks its end, or came to a standstill. */
export function streamError(errorType: StreamErrorType, errorMessage: string): TransportError {
  return { kind: 'transportError', errorType, errorMessage };
}

/** No complete answer within the client's timeout. */
export function timeoutError(timeoutMs: number): TransportError {
  return {
    kind: 'transportError',
    errorType: 'TimeoutError',
    errorMessage: `no complete answer within ${timeoutMs.toLocaleString('en')} ms`,
  };
}
