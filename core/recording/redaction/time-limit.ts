import { createContext, Script } from 'node:vm';
import { codeOf } from '../../base/errors.js';

/** What a regular expression of a user may take for one value. */
const maxMs = 1000;

const call = new Script('work()');
const globals: { work?: () => void } = {};
const context = createContext(globals);

/**
 * What `work` gives, or undefined when it takes longer than a second: then it is stopped, in the middle
 * of a regular expression too, as nothing else in JavaScript can be. Takes a thread of its own to watch,
 * 0.1 ms. Throws what `work` throws.
 */
export function withTimeLimit<T>(work: () => T, limitMs = maxMs): T | undefined {
  let result: T | undefined;
  globals.work = () => {
    result = work();
  };
  try {
    call.runInContext(context, { timeout: limitMs });
    return result;
  } catch (error) {
    if (codeOf(error) === 'ERR_SCRIPT_EXECUTION_TIMEOUT') return undefined;
    throw error;
  } finally {
    delete globals.work;
  }
}
