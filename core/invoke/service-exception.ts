import { STATUS_CODES } from 'node:http';
import type { Answer } from './answer.js';
import { readJsonObject, readPlainMessage, readXmlError, stringAt } from './error-body.js';
import { firstLine } from './first-line.js';

/** An error answer of the service itself (not of the function), taken apart. */
export interface ServiceException {
  /** `ResourceNotFoundException`; `HTTP 502` where the answer named none. */
  errorType: string;
  errorMessage: string;
  /** The throttle reason, in the body of a `TooManyRequestsException`. */
  reason: string | undefined;
}

/**
 * Reads an error answer as AWS's REST-JSON protocol defines it: the name from the header
 * `x-amzn-errortype`, else from the body's `code` or `__type`; the message under `message` or
 * `Message`, which differs from one exception to the next. An XML body is read too: a gateway in
 * between may answer with one.
 */
export function readServiceException(answer: Answer): ServiceException {
  const body = readJsonObject(answer.body);
  const xml = readXmlError(answer.body);
  const name =
    answer.headers.errorType ?? stringAt(body, 'code') ?? stringAt(body, '__type') ?? xml?.name;
  const message = stringAt(body, 'message') ?? stringAt(body, 'Message') ?? xml?.message;
  return {
    errorType: (name && exceptionName(name)) || `HTTP ${answer.statusCode}`,
    errorMessage:
      message === undefined ? fallbackMessage(answer, Object.keys(body)) : firstLine(message),
    reason: stringAt(body, 'Reason'),
  };
}

/**
 * The bare name out of `aws.protocoltests#FooException:http://internal.amazon.com/...` (Smithy
 * specification, AWS restJson1, Operation error serialization).
 */
function exceptionName(raw: string): string {
  const beforeUri = raw.split(',', 1)[0]?.split(':', 1)[0] ?? '';
  return beforeUri.slice(beforeUri.indexOf('#') + 1).trim();
}

function fallbackMessage(answer: Answer, keys: string[]): string {
  const plain = keys.length > 0 ? '' : readPlainMessage(answer.body);
  return plain === '' || plain === '{}' ? (STATUS_CODES[answer.statusCode] ?? '') : plain;
}
