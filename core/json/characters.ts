/** The bytes that carry JSON's structure, as RFC 8259 section 2 has them. */
export const quote = 0x22;
export const comma = 0x2c;
export const colon = 0x3a;
export const backslash = 0x5c;
export const openBracket = 0x5b;
export const closeBracket = 0x5d;
export const openBrace = 0x7b;
export const closeBrace = 0x7d;
export const newline = 0x0a;
export const carriageReturn = 0x0d;

/** True for the four bytes that JSON takes as white space. */
export function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === newline || byte === carriageReturn || byte === 0x09;
}

/** Where the bytes begin and end that are left without the white space around them. */
export function trimmedSpan(bytes: Uint8Array): { start: number; end: number } {
  let start = 0;
  let end = bytes.length;
  while (start < end && isSpace(bytes[start])) start += 1;
  while (end > start && isSpace(bytes[end - 1])) end -= 1;
  return { start, end };
}
