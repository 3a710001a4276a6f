import { isUtf8 } from 'node:buffer';
import {
  backslash,
  closeBrace,
  closeBracket,
  colon,
  comma,
  isSpace,
  openBrace,
  openBracket,
  quote,
} from './characters.js';

/** Where a document stops being JSON, and what should have been there. */
export interface JsonFault {
  /** In bytes, from the start of what was scanned. */
  offset: number;
  /** Ends the sentence "expected …". */
  expected: string;
}

/** The same with what it takes to say it in other words. */
export interface SyntaxFault extends JsonFault {
  /** Where the token starts that is wrong; the offset itself where another token should have been. */
  start: number;
  expectation: Expectation;
  /** The byte that closes the innermost open list or object. */
  close: number | undefined;
}

/** What may stand at a place of a document. */
export type Expectation =
  | 'value'
  | 'valueOrClose'
  | 'key'
  | 'keyOrClose'
  | 'colon'
  | 'commaOrClose'
  | 'end';

/** The UTF-8 byte order mark, which RFC 8259 section 8.1 lets a parser ignore. */
export const byteOrderMark: readonly number[] = [0xef, 0xbb, 0xbf];

/**
 * The first place where `bytes` is not one JSON document (RFC 8259) in UTF-8, or undefined when it is
 * one. A byte order mark at the start is passed over. Builds no values, and nests as deep as memory
 * allows, so that any document of any size can be checked without a copy.
 */
export function jsonFault(bytes: Uint8Array): JsonFault | undefined {
  const fault = syntaxFault(bytes);
  if (fault) return { offset: fault.offset, expected: fault.expected };
  const offset = utf8FaultOffset(bytes);
  return offset === undefined ? undefined : { offset, expected: 'UTF-8' };
}

/** Bytes of the byte order mark that `bytes` starts with: 3 or 0. */
export function byteOrderMarkLength(bytes: Uint8Array): number {
  return byteOrderMark.every((byte, i) => bytes[i] === byte) ? byteOrderMark.length : 0;
}

/** The first fault but for what is not UTF-8 (`utf8FaultOffset`). */
export function syntaxFault(bytes: Uint8Array): SyntaxFault | undefined {
  // What closes the open lists and objects, innermost last.
  const closes: number[] = [];
  let expectation: Expectation = 'value';
  let at = byteOrderMarkLength(bytes);
  for (;;) {
    while (isSpace(bytes[at])) at += 1;
    const byte = bytes[at];
    if (byte === undefined && expectation === 'end') return undefined;
    const end = tokenEnd(bytes, at, expectation, closes.at(-1));
    if (end < 0) {
      const [offset, close] = [~end, closes.at(-1)];
      const expected = expectedAt(bytes, at, offset, wording(expectation, close));
      return { ...{ offset, expected, start: at }, expectation, close };
    }
    expectation = expectationAfter(expectation, byte, closes);
    at = end;
  }
}

/** The offset after the token at `at`, or the complement (`~`) of where it is not what may stand there. */
function tokenEnd(
  bytes: Uint8Array,
  at: number,
  expectation: Expectation,
  close: number | undefined,
): number {
  const byte = bytes[at];
  switch (expectation) {
    case 'value':
      return valueEnd(bytes, at);
    case 'valueOrClose':
      return byte === close ? at + 1 : valueEnd(bytes, at);
    case 'key':
      return byte === quote ? stringEnd(bytes, at + 1) : ~at;
    case 'keyOrClose':
      if (byte === close) return at + 1;
      return byte === quote ? stringEnd(bytes, at + 1) : ~at;
    case 'colon':
      return byte === colon ? at + 1 : ~at;
    case 'commaOrClose':
      return byte === comma || byte === close ? at + 1 : ~at;
    case 'end':
      return ~at;
  }
}

/** What may follow a token that was in order and began with `byte`. Opens and closes what it does. */
function expectationAfter(
  expectation: Expectation,
  byte: number | undefined,
  closes: number[],
): Expectation {
  if (byte === openBrace) {
    closes.push(closeBrace);
    return 'keyOrClose';
  }
  if (byte === openBracket) {
    closes.push(closeBracket);
    return 'valueOrClose';
  }
  if (byte === closeBrace || byte === closeBracket) closes.pop();
  else if (expectation === 'key' || expectation === 'keyOrClose') return 'colon';
  else if (expectation === 'colon') return 'value';
  else if (byte === comma) return closes.at(-1) === closeBrace ? 'key' : 'value';
  return closes.length === 0 ? 'end' : 'commaOrClose';
}

/** A list and an object end, as tokens, after their opening byte. */
function valueEnd(bytes: Uint8Array, at: number): number {
  const byte = bytes[at];
  return byte === openBrace || byte === openBracket ? at + 1 : scalarEnd(bytes, at, byte);
}

function scalarEnd(bytes: Uint8Array, at: number, byte: number | undefined): number {
  switch (byte) {
    case quote:
      return stringEnd(bytes, at + 1);
    case 0x74:
      return wordEnd(bytes, at, words.true);
    case 0x66:
      return wordEnd(bytes, at, words.false);
    case 0x6e:
      return wordEnd(bytes, at, words.null);
    default:
      return numberEnd(bytes, at);
  }
}

const words = {
  true: Buffer.from('true'),
  false: Buffer.from('false'),
  null: Buffer.from('null'),
};

function wordEnd(bytes: Uint8Array, start: number, word: Uint8Array): number {
  for (let i = 1; i < word.length; i++) if (bytes[start + i] !== word[i]) return ~(start + i);
  return start + word.length;
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39;
}

/** RFC 8259 section 6: `-`, an integer without leading zeros, a fraction, an exponent. */
function numberEnd(bytes: Uint8Array, start: number): number {
  let at = bytes[start] === 0x2d ? start + 1 : start;
  at = bytes[at] === 0x30 ? at + 1 : digitsEnd(bytes, at);
  if (at >= 0 && bytes[at] === 0x2e) at = digitsEnd(bytes, at + 1);
  if (at < 0 || (bytes[at] !== 0x65 && bytes[at] !== 0x45)) return at;
  at += 1;
  if (bytes[at] === 0x2b || bytes[at] === 0x2d) at += 1;
  return digitsEnd(bytes, at);
}

/** The offset after one digit or more, or the complement of where the first one is missing. */
function digitsEnd(bytes: Uint8Array, start: number): number {
  let at = start;
  while (isDigit(bytes[at])) at += 1;
  return at === start ? ~start : at;
}

/** From after the opening quote to after the closing one. */
function stringEnd(bytes: Uint8Array, start: number): number {
  let at = start;
  for (;;) {
    const byte = bytes[at];
    if (byte === quote) return at + 1;
    if (byte === undefined || byte < 0x20) return ~at;
    if (byte === backslash) {
      const end = escapeEnd(bytes, at + 1);
      if (end < 0) return end;
      at = end;
    } else {
      at += 1;
    }
  }
}

function escapeEnd(bytes: Uint8Array, at: number): number {
  switch (bytes[at]) {
    case quote:
    case backslash:
    case 0x2f: // /
    case 0x62: // b
    case 0x66: // f
    case 0x6e: // n
    case 0x72: // r
    case 0x74: // t
      return at + 1;
    case 0x75: // u
      for (let i = 1; i <= 4; i++) if (!isHexDigit(bytes[at + i])) return ~(at + i);
      return at + 5;
    default:
      return ~at;
  }
}

function isHexDigit(byte: number | undefined): boolean {
  if (byte === undefined) return false;
  return isDigit(byte) || ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x66);
}

function expectedInString(bytes: Uint8Array, offset: number): string {
  if (offset === bytes.length) return "'\"' to end the string";
  const start = escapeStart(bytes, offset);
  if (start === undefined) return 'an escape such as \\n or \\u0000 for a control character';
  if (start === offset - 1) return 'one of " \\ / b f n r t u after a backslash';
  return 'four hexadecimal digits after \\u';
}

/** The backslash of the escape that a string breaks off in at `offset`; undefined where it is in none. */
export function escapeStart(bytes: Uint8Array, offset: number): number | undefined {
  const start = bytes.lastIndexOf(backslash, offset - 1);
  let first = start;
  while (bytes[first - 1] === backslash) first -= 1;
  if (start < 0 || (start - first) % 2 === 1) return undefined;
  const isOpen = start === offset - 1 || (bytes[start + 1] === 0x75 && offset - start < 6);
  return isOpen ? start : undefined;
}

function expectedAt(bytes: Uint8Array, start: number, offset: number, instead: string): string {
  if (offset === start) return instead;
  if (bytes[start] === quote) return expectedInString(bytes, offset);
  const word = Object.values(words).find((candidate) => candidate[0] === bytes[start]);
  return word?.toString() ?? 'a digit';
}

function wording(expectation: Expectation, close: number | undefined): string {
  const bracket = close === closeBrace ? '}' : ']';
  const wordings: Record<Expectation, string> = {
    value: 'a value',
    valueOrClose: 'a value or "]"',
    key: 'a key in double quotes',
    keyOrClose: 'a key in double quotes or "}"',
    colon: '":" after the key',
    commaOrClose: `"," or "${bracket}"`,
    end: 'nothing after the end of the document',
  };
  return wordings[expectation];
}

/** Where the first sequence starts that is not UTF-8; undefined where all of them are. */
export function utf8FaultOffset(bytes: Uint8Array): number | undefined {
  if (isUtf8(bytes)) return undefined;
  let at = 0;
  while (at < bytes.length) {
    const lead = bytes[at] ?? 0;
    const length = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    if (!isUtf8(bytes.subarray(at, at + length))) return at;
    at += length;
  }
  return at;
}
