import { characterWidth, displayWidth } from './table.js';

/**
 * Text from outside as it may be printed: control and format characters (an escape sequence in an
 * error message, a direction override in a name) become `�`, so that no answer of a function can
 * write to the terminal.
 */
export function plain(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '�');
}

/** Cuts text without colours to a width; what was cut ends in `…`. */
export function clip(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  let room = width - 1;
  let kept = '';
  for (const character of text) {
    room -= characterWidth(character);
    if (room < 0) break;
    kept += character;
  }
  return `${kept}…`;
}
