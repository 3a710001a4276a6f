import { readJsonObject, readPlainMessage, stringAt } from './error-body.js';
import { firstLine } from './first-line.js';

/** What a failed invocation's payload says went wrong. */
export interface FunctionFailure {
  errorType: string;
  errorMessage: string;
}

/** In every wording so far: `Task timed out after 3.00 seconds` (recorded from the service 2024-04). */
const timeoutMessage = /Task timed out after \d+\.\d\d seconds/;

/**
 * Reads the error payload of any runtime: all have `errorType` and `errorMessage` and differ in the
 * rest (`trace`, `stackTrace`, `requestId`, `cause`). Until 2024 a timeout had no type; it is given
 * the one it has had since. What is no such JSON is named by the `X-Amz-Function-Error` header.
 */
export function readFunctionError(
  functionError: string,
  payload: Uint8Array | undefined,
): FunctionFailure {
  const error = readJsonObject(payload);
  const message = stringAt(error, 'errorMessage');
  const errorMessage = message === undefined ? plainMessage(error, payload) : firstLine(message);
  const errorType =
    stringAt(error, 'errorType') ??
    (timeoutMessage.test(errorMessage) ? 'Sandbox.Timedout' : functionError);
  return { errorType: firstLine(errorType), errorMessage };
}

function plainMessage(error: object, payload: Uint8Array | undefined): string {
  return 'errorType' in error ? '' : readPlainMessage(payload);
}
