import { types } from 'node:util';
import { defined } from '../../core/base/defined.js';

/** A module that the handler's module needs is not there. */
export class ImportModuleError extends Error {}
/** The module has no such handler. */
export class HandlerNotFound extends Error {}
/** The handler's module is no JavaScript. */
export class UserCodeSyntaxError extends Error {}
/** A response stream was used as it must not be. */
export class InvalidStreamingOperation extends Error {}

/** A promise was rejected, and nobody cared. */
export class UnhandledPromiseRejection extends Error {
  readonly reason: unknown;
  readonly promise: Promise<unknown>;

  constructor(reason: unknown, promise: Promise<unknown>) {
    super(reason as string);
    this.reason = reason;
    this.promise = promise;
  }
}

// The name is the errorType; that of the class is what a JSON log calls it.
for (const fault of [
  ImportModuleError,
  HandlerNotFound,
  UserCodeSyntaxError,
  InvalidStreamingOperation,
  UnhandledPromiseRejection,
]) {
  fault.prototype.name = `Runtime.${fault.name}`;
}

/** An error's body, as Lambda's Node.js runtime makes it. */
interface ErrorBody {
  errorType?: string;
  errorMessage?: string;
  trace?: string[];
}

/** The body for anything a handler throws, rejects with or calls back with. */
export function errorBodyOf(thrown: unknown): ErrorBody {
  try {
    if (!isErrorLike(thrown)) {
      return { errorType: typeof thrown, errorMessage: textOf(thrown), trace: [] };
    }
    return {
      ...defined({ errorType: printable(thrown.name), errorMessage: printable(thrown.message) }),
      // One without a stack cannot be told; one without a name can.
      trace: (thrown.stack as string).replaceAll('\x7F', '%7F').split('\n'),
    };
  } catch {
    return {
      errorType: 'handled',
      errorMessage:
        'callback called with Error argument, but there was a problem while retrieving one or more of its message, name, and stack',
    };
  }
}

function isErrorLike(thrown: unknown): thrown is Error {
  if (types.isNativeError(thrown)) return true;
  const { name, message, stack } = Object(thrown) as Partial<Error>;
  return [name, message, stack].every((part) => typeof part === 'string' && part !== '');
}

/** Through the value's own `toString`, which null and undefined have none of. */
function textOf(thrown: unknown): string {
  return (thrown as object).toString();
}

/** The one control character that a header, in which the body also goes, cannot hold. */
function printable(text: string | undefined): string | undefined {
  return text?.replaceAll('\x7F', '%7F');
}

/** What is thrown, as an error. */
export function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(thrown as string);
}

/** An error with all its own properties, as the text log has it. */
export function errorAsText(error: Error): string {
  try {
    return JSON.stringify(error, (_key, value) => (value instanceof Error ? spread(value) : value));
  } catch {
    return JSON.stringify(errorBodyOf(error));
  }
}

function spread(error: Error & { code?: unknown }): object {
  const { name: errorType, message: errorMessage, code, stack } = error;
  const lines = typeof stack === 'string' ? { stack: stack.split('\n') } : {};
  return { errorType, errorMessage, code, ...error, ...lines };
}

/** For `JSON.stringify`: an error with all its own properties, as the JSON log has it. */
export function errorInJson(_key: string, value: unknown): unknown {
  if (!(value instanceof Error)) return value;
  return { ...errorMembers(value), ...value };
}

/** What the JSON log says of an error. */
export function errorMembers(error: Error): object {
  const { message, stack } = error;
  return {
    errorType: error.constructor?.name ?? 'UnknownError',
    errorMessage: message,
    stackTrace: typeof stack === 'string' ? stack.split('\n') : stack,
  };
}
