/** The body of a failed invocation, in the key order of Lambda's own errors. */
export function errorPayload(errorType: string, errorMessage: string): Buffer {
  return Buffer.from(JSON.stringify({ errorType, errorMessage }));
}

/** The body of a failure of the runtime itself: `RequestId: <id> Error: <what>`. */
export function runtimePayload(errorType: string, requestId: string, what: string): Buffer {
  return errorPayload(errorType, `RequestId: ${requestId} Error: ${what}`);
}

/** Recorded from the service 2025-11-25 (before some date after 2024-04 there was no errorType). */
export function timeoutPayload(requestId: string, timeoutS: number): Buffer {
  const what = `Task timed out after ${timeoutS.toFixed(2)} seconds`;
  return runtimePayload('Sandbox.Timedout', requestId, what);
}

/** Recorded from the service 2025-11-24, for a process that ended with status 0 (first) or another. */
export function exitPayload(requestId: string, exit: string | undefined): Buffer {
  const what =
    exit === undefined
      ? 'Runtime exited without providing a reason'
      : `Runtime exited with error: ${exit}`;
  return runtimePayload('Runtime.ExitError', requestId, what);
}

/** The error type that REPORT lines and callers show since 2025 for a function over its memory. */
export function outOfMemoryPayload(requestId: string): Buffer {
  const what = 'Runtime exited with error: signal: killed';
  return runtimePayload('Runtime.OutOfMemory', requestId, what);
}

/** 6 MiB and 100 bytes: what the service names as its limit for a response (recorded 2025-11). */
export const maxResponseBytes = 6_291_556;

/** Recorded from the service 2025-11-24, keys in this order. */
export function responseTooLargePayload(): Buffer {
  const errorMessage = `Response payload size exceeded maximum allowed payload size (${maxResponseBytes} bytes).`;
  return Buffer.from(JSON.stringify({ errorMessage, errorType: 'Function.ResponseSizeTooLarge' }));
}
