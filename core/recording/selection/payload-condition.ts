import { createRequire } from 'node:module';
import type * as JmesPath from '@jmespath-community/jmespath';
import { messageOf, RepriseError } from '../../base/errors.js';

/** Loaded when the first expression is seen: runs without one must not wait for it. */
function library(): typeof JmesPath {
  return createRequire(import.meta.url)('@jmespath-community/jmespath') as typeof JmesPath;
}

/** A JMESPath expression as a question to payloads. */
export class PayloadCondition {
  readonly #text: string;
  readonly #search: (value: JmesPath.JSONValue) => unknown;
  #asked = 0;
  #failures = 0;
  #failure: unknown;

  /** Throws `RepriseError` for what is not JMESPath. */
  constructor(text: string) {
    this.#text = text;
    const { compile, TreeInterpreter } = library();
    try {
      const expression = compile(text);
      this.#search = (value) => TreeInterpreter.search(expression, value);
    } catch (error) {
      throw new RepriseError(`"${text}" is not JMESPath: ${messageOf(error)}`, {
        hint: 'Write an expression such as detail.total > `100`; numbers stand in backticks, text in single quotes (https://jmespath.site).',
        cause: error,
      });
    }
  }

  /**
   * Whether the expression gives something true of a payload. A payload that is no JSON, or that the
   * expression cannot be asked of (`length` of a number), is none of those that are meant.
   */
  holds(payload: Uint8Array): boolean {
    this.#asked += 1;
    try {
      return isTrue(this.#search(parsed(payload)));
    } catch (error) {
      this.#failures += 1;
      this.#failure ??= error;
      return false;
    }
  }

  /** Throws `RepriseError` when not one payload could be asked: the expression is to blame then. */
  checkAsked(): void {
    if (this.#asked === 0 || this.#failures < this.#asked) return;
    throw new RepriseError(
      `"${this.#text}" can be asked of none of ${this.#asked} payloads: ${messageOf(this.#failure)}`,
      {
        hint: 'Look at one of them: reprise recordings export NAME | head -1.',
        cause: this.#failure,
      },
    );
  }
}

/** V8 quotes the text in its message, and that is a payload. */
function parsed(payload: Uint8Array): JmesPath.JSONValue {
  try {
    return JSON.parse(Buffer.from(payload).toString('utf8'));
  } catch {
    throw new Error('a payload is no JSON');
  }
}

/** False are null, false, and what is empty: text, list, object. 0 is true (JMESPath specification, "or expressions"). */
function isTrue(value: unknown): boolean {
  if (value === null || value === undefined || value === false || value === '') return false;
  if (typeof value !== 'object') return true;
  return Array.isArray(value) ? value.length > 0 : Object.keys(value).length > 0;
}
