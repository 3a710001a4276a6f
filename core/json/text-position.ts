import { newline } from './characters.js';

/** A place in a text, both counted from 1, columns in characters (Unicode code points). */
export interface TextPosition {
  line: number;
  column: number;
}

/** The line and column of a byte offset in UTF-8 text that starts at `start`. */
export function positionAt(
  text: Uint8Array,
  offset: number,
  start: TextPosition = { line: 1, column: 1 },
): TextPosition {
  let { line, column } = start;
  for (let i = 0; i < Math.min(offset, text.length); i++) {
    const byte = text[i] ?? 0;
    if (byte === newline) {
      line += 1;
      column = 1;
    } else if ((byte & 0xc0) !== 0x80) {
      column += 1;
    }
  }
  return { line, column };
}
