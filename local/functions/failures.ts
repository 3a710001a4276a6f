import type { Report } from '../log/log-records.js';
import { responseTooLargePayload } from './error-payload.js';
import type { SandboxFailure } from './sandbox.js';

/** A response that the service would not pass on. */
export function responseTooLarge(): SandboxFailure {
  return {
    errorType: 'Function.ResponseSizeTooLarge',
    payload: responseTooLargePayload(),
    survives: true,
  };
}

/** REPORT names a status for what ended the runtime, not for an error that a handler threw. */
export function statusOf(errorType: string | undefined): Pick<Report, 'status' | 'errorType'> {
  if (errorType === 'Sandbox.Timedout') return { status: 'timeout' };
  const isRuntimes = errorType?.startsWith('Runtime.') || errorType?.startsWith('Function.');
  return errorType !== undefined && isRuntimes ? { status: 'error', errorType } : {};
}
