import {
  closeBrace,
  closeBracket,
  colon,
  comma,
  isSpace,
  openBrace,
  openBracket,
  quote,
} from './characters.js';
import { byteOrderMarkLength } from './scan.js';
import { stringEnd, stringText } from './strings.js';

/** Where a value stands in the document's bytes. */
export interface Span {
  start: number;
  /** After its last byte. */
  end: number;
}

/** The kinds of JSON values. */
export type JsonKind = 'object' | 'array' | 'string' | 'number' | 'literal';

/**
 * A value in a document that is valid JSON (`jsonFault` has said so; on anything else the spans mean
 * nothing). It knows where it stands, so that its own bytes can be cut out as they are, whatever its
 * numbers, escapes, key order or white space. Nothing is read before it is asked for, and nothing but
 * strings and numbers that are asked for is ever built.
 */
export class JsonValue implements Span {
  readonly document: Uint8Array;
  readonly start: number;
  readonly end: number;

  private constructor(document: Uint8Array, start: number) {
    this.document = document;
    this.start = start;
    this.end = valueEnd(document, start);
  }

  /** The whole document, without the white space or byte order mark around it. */
  static of(document: Uint8Array): JsonValue {
    return new JsonValue(document, afterSpace(document, byteOrderMarkLength(document)));
  }

  get kind(): JsonKind {
    switch (this.document[this.start]) {
      case openBrace:
        return 'object';
      case openBracket:
        return 'array';
      case quote:
        return 'string';
      case 0x74: // true
      case 0x66: // false
      case 0x6e: // null
        return 'literal';
      default:
        return 'number';
    }
  }

  /** The value's own bytes: a view of the document, not a copy. */
  get bytes(): Uint8Array {
    return this.document.subarray(this.start, this.end);
  }

  /** The value under a path of keys; undefined when a part of it is missing or no object. */
  at(...path: readonly string[]): JsonValue | undefined {
    let value: JsonValue | undefined = this;
    for (const key of path) value = value === undefined ? undefined : value.#member(key);
    return value;
  }

  /** The decoded string; undefined for any other kind of value. */
  text(): string | undefined {
    return this.kind === 'string' ? stringText(this.document, this.start, this.end) : undefined;
  }

  /** The number, or what a string of digits says; undefined for any other value. */
  number(): number | undefined {
    const text = this.kind === 'number' ? Buffer.from(this.bytes).toString('latin1') : this.text();
    if (text === undefined || text.trim() === '') return undefined;
    const value = Number(text);
    return Number.isFinite(value) ? value : undefined;
  }

  /** The elements of a list in their order; none for any other kind of value. */
  *elements(): Generator<JsonValue, void, void> {
    if (this.kind !== 'array') return;
    let at = afterSpace(this.document, this.start + 1);
    while (this.document[at] !== closeBracket) {
      const element = new JsonValue(this.document, at);
      yield element;
      at = afterSeparator(this.document, element.end, comma);
    }
  }

  /** The members of an object in their order, equal keys as often as they come; none for other kinds. */
  *members(): Generator<[key: string, value: JsonValue], void, void> {
    if (this.kind !== 'object') return;
    let at = afterSpace(this.document, this.start + 1);
    while (this.document[at] !== closeBrace) {
      const keyEnd = stringEnd(this.document, at);
      const value = new JsonValue(this.document, afterSeparator(this.document, keyEnd, colon));
      yield [stringText(this.document, at, keyEnd), value];
      at = afterSeparator(this.document, value.end, comma);
    }
  }

  /** Of equal keys the last counts, as in every parser that keeps one (`JSON.parse`, Python, Go). */
  #member(key: string): JsonValue | undefined {
    let found: JsonValue | undefined;
    for (const [name, value] of this.members()) if (name === key) found = value;
    return found;
  }
}

function afterSpace(bytes: Uint8Array, from: number): number {
  let at = from;
  while (isSpace(bytes[at])) at += 1;
  return at;
}

/** The next token, past a separator where there is one: a list's last element has none after it. */
function afterSeparator(bytes: Uint8Array, from: number, separator: number): number {
  const at = afterSpace(bytes, from);
  return bytes[at] === separator ? afterSpace(bytes, at + 1) : at;
}

/** The offset after the value that begins at `start`. */
export function valueEnd(bytes: Uint8Array, start: number): number {
  const first = bytes[start];
  if (first === quote) return stringEnd(bytes, start);
  if (first === openBrace || first === openBracket) return nestedEnd(bytes, start);
  let at = start;
  while (at < bytes.length && !endsScalar(bytes[at])) at += 1;
  return at;
}

function endsScalar(byte: number | undefined): boolean {
  return byte === comma || byte === closeBracket || byte === closeBrace || isSpace(byte);
}

function nestedEnd(bytes: Uint8Array, start: number): number {
  let depth = 0;
  for (let at = start; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === quote) at = stringEnd(bytes, at) - 1;
    else if (byte === openBrace || byte === openBracket) depth += 1;
    else if (byte === closeBrace || byte === closeBracket) {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  return bytes.length;
}
