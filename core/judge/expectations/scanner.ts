import { RepriseError } from '../../base/errors.js';

/** An expectation that cannot be read, or names what is not there. */
export class ExpectationSyntaxError extends RepriseError {
  /** Counts from 1 in the expectation's own text. */
  readonly column: number;
  /** The text, and a line with carets under what is meant. */
  readonly excerpt: string;

  constructor(text: string, column: number, problem: string, hint: string) {
    super(`expectation "${text}", column ${column}: ${problem}`, { hint });
    this.column = column;
    const width = /^[\w$.%]+/.exec(text.slice(column - 1))?.[0].length ?? 1;
    const line = text.replace(/\s/g, ' ');
    this.excerpt = `${line}\n${' '.repeat(column - 1)}${'^'.repeat(width)}`;
  }
}

/** A place in an expectation's text that only moves forward. */
export class Scanner {
  readonly text: string;
  #at = 0;

  constructor(text: string) {
    this.text = text;
  }

  /** Skips white space; gives the place, from 0. */
  skipSpace(): number {
    while (/\s/.test(this.text[this.#at] ?? '')) this.#at += 1;
    return this.#at;
  }

  /** What `pattern` matches from here, spaces before it skipped; undefined leaves the place. */
  take(pattern: RegExp): string | undefined {
    const from = this.skipSpace();
    const match = new RegExp(`^(?:${pattern.source})`).exec(this.text.slice(from));
    if (!match) return undefined;
    this.#at = from + match[0].length;
    return match[0].trimEnd();
  }

  /** What `take` would give, without moving. */
  peek(pattern: RegExp): string | undefined {
    const at = this.#at;
    const found = this.take(pattern);
    this.#at = at;
    return found;
  }

  /** What `pattern` matches; throws `ExpectationSyntaxError`, saying that `what` is missing here. */
  require(pattern: RegExp, what: string, hint: string): string {
    const at = this.skipSpace();
    const found = this.take(pattern);
    if (found !== undefined) return found;
    throw this.errorAt(at, `${this.foundAt(at)} is not ${what}`, hint);
  }

  /** Throws `ExpectationSyntaxError` unless only white space is left. */
  end(hint: string): void {
    const at = this.skipSpace();
    if (at === this.text.length) return;
    throw this.errorAt(at, `${this.foundAt(at)} is not expected here`, hint);
  }

  /** What stands at a place, up to the next space, to be named in a message. */
  foundAt(at: number): string {
    const found = /^\S+/.exec(this.text.slice(at))?.[0];
    return found === undefined ? 'the end' : `"${found}"`;
  }

  /** An error at a place that counts from 0. */
  errorAt(at: number, problem: string, hint: string): ExpectationSyntaxError {
    return new ExpectationSyntaxError(this.text, at + 1, problem, hint);
  }
}
