import {
  backslash,
  closeBrace,
  closeBracket,
  openBrace,
  openBracket,
  quote,
} from './characters.js';

/** Follows strings and brackets through bytes that come in pieces and need not be valid JSON. */
export class Nesting {
  /** Brackets and braces that are open; one that closes what was never opened leaves it at 0. */
  depth = 0;
  #isInString = false;
  #isEscaped = false;

  /** Takes the next byte; false for one that belongs to a string, its quotes included. */
  step(byte: number): boolean {
    if (this.#isInString) {
      this.#inString(byte);
      return false;
    }
    if (byte === quote) {
      this.#isInString = true;
      return false;
    }
    if (byte === openBracket || byte === openBrace) this.depth += 1;
    else if (isClosing(byte)) this.depth = Math.max(0, this.depth - 1);
    return true;
  }

  #inString(byte: number): void {
    if (this.#isEscaped) this.#isEscaped = false;
    else if (byte === backslash) this.#isEscaped = true;
    else if (byte === quote) this.#isInString = false;
  }
}

/** True for `]` and `}`. */
export function isClosing(byte: number): boolean {
  return byte === closeBracket || byte === closeBrace;
}
