const anyValue = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')";
const words = ['null', 'true', 'false'];
const numberPattern = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/;

/** What was found wrong, and behind which byte the parser stood when it complained. */
class Fault extends Error {
  readonly offset: number;

  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}

/**
 * Finds the first fault of bytes that are not JSON, and words it as Jackson does, the parser behind
 * the service (recorded 2025-11: an invalid start byte inside of a token, an unexpected character;
 * the other wordings are Jackson's own). Only runs on payloads that are about to be refused.
 */
export class FaultScanner {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  /** The fault and its place. */
  fault(): string {
    try {
      this.#document();
      return this.#place('Trailing content after the value', this.#at);
    } catch (error) {
      if (error instanceof Fault) return this.#place(error.message, error.offset);
      throw error;
    }
  }

  /** A value with everything inside of it, without recursion: payloads nest as deep as they like. */
  #document(): void {
    const closers: number[] = [];
    for (;;) {
      const opener = this.#value();
      if (opener === 0x7b || opener === 0x5b) {
        closers.push(opener + 2);
        if (!this.#take(opener + 2)) {
          if (opener === 0x7b) this.#fieldName();
          continue;
        }
        closers.pop();
      }
      if (!this.#next(closers)) return;
    }
  }

  /** After a value: past what closes, up to the next value. False at the end of the document. */
  #next(closers: number[]): boolean {
    for (;;) {
      const closer = closers.at(-1);
      if (closer === undefined) return false;
      if (this.#take(closer)) {
        closers.pop();
        continue;
      }
      const isObject = closer === 0x7d;
      const entries = isObject ? 'Object' : 'Array';
      this.#demand(0x2c, `was expecting comma to separate ${entries} entries`);
      if (isObject) this.#fieldName();
      return true;
    }
  }

  /** Takes a scalar whole, or the first byte of an array or object, which it returns. */
  #value(): number {
    const byte = this.#peek();
    if (byte === 0x7b || byte === 0x5b) this.#at++;
    else if (byte === 0x22) this.#string();
    else if (byte === 0x2d || isDigit(byte)) this.#number();
    else if (isWordByte(byte)) this.#word();
    else this.#unexpected(`expected a valid value ${anyValue}`);
    return byte;
  }

  #fieldName(): void {
    if (this.#peek() !== 0x22) this.#unexpected('was expecting double-quote to start field name');
    this.#string();
    this.#demand(0x3a, 'was expecting a colon to separate field name and value');
  }

  #string(): void {
    this.#at++;
    while (this.#at < this.#bytes.length) {
      const byte = this.#bytes[this.#at] ?? 0;
      if (byte === 0x22) {
        this.#at++;
        return;
      }
      if (byte === 0x5c) this.#escape();
      else if (byte < 0x20) {
        const what = `Illegal unquoted character (${describe(byte)})`;
        throw new Fault(
          `${what}: has to be escaped using backslash to be included in string value`,
          this.#at + 1,
        );
      } else this.#character();
    }
    throw new Fault('Unexpected end-of-input in VALUE_STRING', this.#at);
  }

  #escape(): void {
    const text = this.#bytes.toString('latin1', this.#at, this.#at + 6);
    const match = /^\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/.exec(text);
    if (match === null) {
      const code = this.#bytes[this.#at + 1] ?? 0;
      throw new Fault(`Unrecognized character escape ${describe(code)}`, this.#at + 2);
    }
    this.#at += match[0].length;
  }

  #number(): void {
    const match = numberPattern.exec(this.#bytes.toString('latin1', this.#at));
    if (match === null) {
      this.#at++;
      this.#unexpected('expected digit (0-9) to follow minus sign, for valid numeric value');
    }
    this.#at += match[0].length;
  }

  #word(): void {
    const start = this.#at;
    while (isWordByte(this.#bytes[this.#at] ?? 0) || (this.#bytes[this.#at] ?? 0) >= 0x80) {
      this.#character();
    }
    const word = this.#bytes.toString('utf8', start, this.#at);
    if (words.includes(word)) return;
    throw new Fault(`Unrecognized token '${word}': was expecting ${anyValue}`, this.#at);
  }

  /** One character of a string or a word, which must be valid UTF-8. */
  #character(): void {
    const first = this.#bytes[this.#at] ?? 0;
    const length = first < 0x80 ? 1 : first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    if (length === 0 || first > 0xf4) {
      throw new Fault(`Invalid UTF-8 start byte 0x${first.toString(16)}`, this.#at + 1);
    }
    for (let i = 1; i < length; i++) {
      const middle = this.#bytes[this.#at + i] ?? 0;
      if ((middle & 0xc0) === 0x80) continue;
      throw new Fault(`Invalid UTF-8 middle byte 0x${middle.toString(16)}`, this.#at + i + 1);
    }
    this.#at += length;
  }

  /** The next byte that is not white space; still to be taken. */
  #peek(): number {
    while (' \t\r\n'.includes(String.fromCharCode(this.#bytes[this.#at] ?? 0))) this.#at++;
    const byte = this.#bytes[this.#at];
    if (byte === undefined) throw new Fault('Unexpected end-of-input', this.#at);
    return byte;
  }

  #take(byte: number): boolean {
    if (this.#peek() !== byte) return false;
    this.#at++;
    return true;
  }

  #demand(byte: number, wording: string): void {
    if (!this.#take(byte)) this.#unexpected(wording);
  }

  #unexpected(wording: string): never {
    const what = describe(this.#bytes[this.#at] ?? 0);
    throw new Fault(`Unexpected character (${what}): ${wording}`, this.#at);
  }

  #place(message: string, offset: number): string {
    const before = this.#bytes.subarray(0, offset);
    let line = 1;
    for (const byte of before) if (byte === 0x0a) line++;
    const column = offset - (before.lastIndexOf(0x0a) + 1) + 1;
    return `${message}\n at [Source: REDACTED (\`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION\` disabled); line: ${line}, column: ${column}]`;
  }
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}

function isWordByte(byte: number): boolean {
  return (
    isDigit(byte) || byte === 0x5f || byte === 0x24 || /[A-Za-z]/.test(String.fromCharCode(byte))
  );
}

/** Jackson's own rendering of one code. */
function describe(code: number): string {
  const isControl = code < 0x20 || (code >= 0x7f && code <= 0x9f);
  return isControl ? `(CTRL-CHAR, code ${code})` : `'${String.fromCharCode(code)}' (code ${code})`;
}
