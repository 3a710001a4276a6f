import { stripVTControlCharacters } from 'node:util';

export type Align = 'left' | 'right';

/** Rows of cells as aligned lines, two spaces between columns, without trailing spaces. */
export function table(
  rows: readonly (readonly string[])[],
  align: readonly Align[] = [],
): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, i) => {
      widths[i] = Math.max(widths[i] ?? 0, displayWidth(cell));
    });
  }
  return rows.map((row) =>
    row
      .map((cell, i) => pad(cell, widths[i] ?? 0, align[i] ?? 'left'))
      .join('  ')
      .trimEnd(),
  );
}

/** Pads to a display width, colour sequences not counted. */
export function pad(cell: string, width: number, align: Align): string {
  const gap = ' '.repeat(Math.max(0, width - displayWidth(cell)));
  return align === 'right' ? gap + cell : cell + gap;
}

/** Columns a text takes: colour sequences none, what is wide two, what joins what is before it none. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const character of stripVTControlCharacters(text)) width += characterWidth(character);
  return width;
}

/** Marks that stand above or below what is before them (Unicode's general categories Mn and Me). */
const joining = /^[\p{Mn}\p{Me}]$/u;
/** Halfwidth forms of Katakana and Hangul, which are wide elsewhere. */
const halfWidth = /^[\uff61-\uffdc]$/;
/** Wide and fullwidth in Unicode Standard Annex #11, "East Asian Width", by scripts and emoji. */
const wide =
  /^[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Bopomofo}\u3001-\u303e\uff01-\uff60\uffe0-\uffe6\p{Emoji_Presentation}]$/u;

/** Columns of one code point on a terminal: 0, 1 or 2. */
export function characterWidth(character: string): number {
  if (character < '\u0300') return 1;
  if (joining.test(character)) return 0;
  return wide.test(character) && !halfWidth.test(character) ? 2 : 1;
}
