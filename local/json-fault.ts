import { isSpace } from '../core/json/characters.js';
import {
  byteOrderMarkLength,
  escapeStart,
  type SyntaxFault,
  syntaxFault,
  utf8FaultOffset,
} from '../core/json/scan.js';

const anyValue = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')";
const numberPattern = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/;

/** What was found wrong, and behind which byte the parser stands when it complains. */
interface ParserFault {
  message: string;
  offset: number;
}

/**
 * What is wrong with a payload as JSON, or undefined when nothing is: in the words of Jackson, the
 * parser behind the service, with its line and column (recorded 2025-11: an invalid start byte inside
 * of a token, an unexpected character; the other wordings are Jackson's own).
 */
export function serviceJsonFault(payload: Buffer): string | undefined {
  const fault = faultIn(payload);
  if (fault === undefined) return undefined;
  const before = payload.subarray(0, fault.offset);
  const line = before.filter((byte) => byte === 0x0a).length + 1;
  const column = fault.offset - before.lastIndexOf(0x0a);
  return `${fault.message}\n at [Source: REDACTED (\`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION\` disabled); line: ${line}, column: ${column}]`;
}

function faultIn(bytes: Buffer): ParserFault | undefined {
  if (byteOrderMarkLength(bytes) > 0)
    return unexpected(bytes, 0, `expected a valid value ${anyValue}`);
  const fault = syntaxFault(bytes);
  const badUtf8 = utf8FaultOffset(bytes);
  // What is no UTF-8 and no fault of the syntax is inside of a string.
  if (badUtf8 !== undefined && badUtf8 < (fault?.offset ?? bytes.length)) {
    return notUtf8(bytes, badUtf8);
  }
  return fault && worded(bytes, fault);
}

function worded(bytes: Buffer, fault: SyntaxFault): ParserFault {
  const { start, offset, close } = fault;
  const word = wordAround(bytes, fault);
  if (word !== undefined) return unknownWord(bytes, word);
  if (offset === start) return misplaced(bytes, offset, fault);
  if (bytes[start] === 0x22) return brokenString(bytes, offset);
  const number = numberPattern.exec(bytes.toString('latin1', start))?.[0];
  if (number === undefined) {
    return unexpected(
      bytes,
      offset,
      'expected digit (0-9) to follow minus sign, for valid numeric value',
    );
  }
  // Of `1.x` the parser takes the 1, and stumbles over the dot.
  const expectation = close === undefined ? 'end' : 'commaOrClose';
  return misplaced(bytes, start + number.length, { ...fault, expectation });
}

/** Where a word starts that is none of JSON's, or goes on where one of JSON's should end. */
function wordAround(
  bytes: Buffer,
  { start, offset, expectation }: SyntaxFault,
): number | undefined {
  if (offset > start) return isLetter(bytes[start]) ? start : undefined;
  if (expectation === 'value' || expectation === 'valueOrClose') {
    return isWordByte(bytes[start]) ? start : undefined;
  }
  if (!isLetter(bytes[offset - 1]) || !isWordPart(bytes[offset])) return undefined;
  let first = offset - 1;
  while (isLetter(bytes[first - 1])) first -= 1;
  return first;
}

function unknownWord(bytes: Buffer, start: number): ParserFault {
  let end = start;
  while (isWordPart(bytes[end])) end += 1;
  const badUtf8 = utf8FaultOffset(bytes.subarray(start, end));
  if (badUtf8 !== undefined) return notUtf8(bytes, start + badUtf8);
  const word = bytes.toString('utf8', start, end);
  return { message: `Unrecognized token '${word}': was expecting ${anyValue}`, offset: end };
}

/** Another token than what may stand there. */
function misplaced(bytes: Buffer, at: number, { expectation, close }: SyntaxFault): ParserFault {
  if (expectation === 'end') {
    let end = at;
    while (isSpace(bytes[end - 1])) end -= 1;
    return { message: 'Trailing content after the value', offset: end };
  }
  if (at === bytes.length) return { message: 'Unexpected end-of-input', offset: at };
  const entries = close === 0x7d ? 'Object' : 'Array';
  const wordings: Record<typeof expectation, string> = {
    value: `expected a valid value ${anyValue}`,
    valueOrClose: `expected a valid value ${anyValue}`,
    key: 'was expecting double-quote to start field name',
    keyOrClose: 'was expecting double-quote to start field name',
    colon: 'was expecting a colon to separate field name and value',
    commaOrClose: `was expecting comma to separate ${entries} entries`,
  };
  return unexpected(bytes, at, wordings[expectation]);
}

function unexpected(bytes: Buffer, offset: number, wording: string): ParserFault {
  return { message: `Unexpected character (${describe(bytes[offset])}): ${wording}`, offset };
}

function brokenString(bytes: Buffer, offset: number): ParserFault {
  if (offset === bytes.length) {
    return { message: 'Unexpected end-of-input in VALUE_STRING', offset };
  }
  const start = escapeStart(bytes, offset);
  if (start !== undefined) {
    const message = `Unrecognized character escape ${describe(bytes[start + 1])}`;
    return { message, offset: start + 2 };
  }
  const what = `Illegal unquoted character (${describe(bytes[offset])})`;
  const message = `${what}: has to be escaped using backslash to be included in string value`;
  return { message, offset: offset + 1 };
}

/** The byte of a sequence at which it stops being UTF-8: its first, or the one that should continue it. */
function notUtf8(bytes: Buffer, start: number): ParserFault {
  const first = bytes[start] ?? 0;
  if (first < 0xc2 || first > 0xf4) {
    return { message: `Invalid UTF-8 start byte 0x${first.toString(16)}`, offset: start + 1 };
  }
  let at = start + 1;
  const end = start + (first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4);
  while (at < end && ((bytes[at] ?? 0) & 0xc0) === 0x80) at += 1;
  // All of them continue one: it is longer than it need be, or half of a surrogate pair.
  if (at === end) at = start + 1;
  const middle = (bytes[at] ?? 0).toString(16);
  return { message: `Invalid UTF-8 middle byte 0x${middle}`, offset: at + 1 };
}

function isLetter(byte = 0): boolean {
  return (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a;
}

function isWordByte(byte = 0): boolean {
  return isLetter(byte) || (byte >= 0x30 && byte <= 0x39) || byte === 0x5f || byte === 0x24;
}

function isWordPart(byte = 0): boolean {
  return isWordByte(byte) || byte >= 0x80;
}

/** Jackson's own rendering of one code. */
function describe(code = 0): string {
  const isControl = code < 0x20 || (code >= 0x7f && code <= 0x9f);
  return isControl ? `(CTRL-CHAR, code ${code})` : `'${String.fromCharCode(code)}' (code ${code})`;
}
