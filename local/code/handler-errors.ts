import type { WorkerError } from './handler-messages.js';

function isErrorLike(thrown: unknown): thrown is Error {
  return typeof thrown === 'object' && thrown !== null && 'message' in thrown && 'stack' in thrown;
}

/** Anything a handler throws or rejects with, as the runtime reports it. */
export function describeThrown(thrown: unknown): WorkerError {
  if (!isErrorLike(thrown)) {
    return { errorType: typeof thrown, errorMessage: String(thrown), trace: [] };
  }
  const { name, message, stack } = thrown;
  return { errorType: name, errorMessage: message, trace: String(stack).split('\n') };
}

/** An error of the runtime's own, with the trace of what caused it. */
export function runtimeError(
  errorType: string,
  errorMessage: string,
  cause?: unknown,
): WorkerError {
  const trace = isErrorLike(cause) ? String(cause.stack).split('\n') : [];
  return { errorType, errorMessage, trace: [`${errorType}: ${errorMessage}`, ...trace.slice(1)] };
}

/** Why a handler's module cannot be loaded. */
export function loadFault(error: unknown): WorkerError {
  const code = isErrorLike(error) && 'code' in error ? error.code : undefined;
  if (code === 'MODULE_NOT_FOUND' || code === 'ERR_MODULE_NOT_FOUND') {
    return runtimeError('Runtime.ImportModuleError', String(error), error);
  }
  if (error instanceof SyntaxError) {
    return runtimeError('Runtime.UserCodeSyntaxError', String(error), error);
  }
  return describeThrown(error);
}
