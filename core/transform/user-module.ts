import { pathToFileURL } from 'node:url';
import { messageOf, RepriseError } from '../base/errors.js';
import { exitCodes } from '../base/exit-codes.js';

/** What a user's module is told of the payload. */
export interface ModuleContext {
  seq: number;
  seed: number;
  record: number;
}

/** The default export of a user's module: a payload to send, or undefined for the one that it was given. */
export type UserTransform = (
  payload: Buffer,
  context: ModuleContext,
) => Buffer | Uint8Array | string | undefined;

/**
 * Loads a user's module into this thread. It is trusted: it may do whatever the user may. Throws
 * `RepriseError`, naming the file, when it cannot be loaded or exports no function; what is returned
 * throws it when the module throws or gives something else than bytes or text.
 */
export async function loadModule(file: string): Promise<UserTransform> {
  const transform = await importDefault(file);
  return (payload, context) => {
    const result = call(transform, payload, context, file);
    if (result === undefined || typeof result === 'string' || result instanceof Uint8Array) {
      return result;
    }
    throw new RepriseError(
      `${file}: record ${context.record} became ${describe(result)} instead of bytes or text`,
      { hint: 'Return a Buffer, a string or undefined, at once.', exitCode: exitCodes.aborted },
    );
  };
}

type AnyTransform = (payload: Buffer, context: ModuleContext) => unknown;

async function importDefault(file: string): Promise<AnyTransform> {
  const hint = 'Export a function: export default (payload, { seq, seed, record }) => payload;';
  let loaded: { default?: unknown };
  try {
    loaded = (await import(pathToFileURL(file).href)) as { default?: unknown };
  } catch (error) {
    throw new RepriseError(`${file} cannot be loaded: ${messageOf(error)}`, { hint, cause: error });
  }
  if (typeof loaded.default === 'function') return loaded.default as AnyTransform;
  throw new RepriseError(`${file} has no default export that is a function.`, { hint });
}

function call(
  transform: AnyTransform,
  payload: Buffer,
  context: ModuleContext,
  file: string,
): unknown {
  try {
    return transform(payload, context);
  } catch (error) {
    throw new RepriseError(`${file} threw on record ${context.record}: ${messageOf(error)}`, {
      hint: 'Mend the module, or leave the record out with a where. The run was stopped.',
      exitCode: exitCodes.aborted,
      cause: error,
    });
  }
}

function describe(value: unknown): string {
  return value instanceof Promise ? 'a promise' : `${value === null ? 'null' : typeof value}`;
}
