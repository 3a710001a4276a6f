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

/** Columns a text takes: colour sequences none, everything else one for each code point. */
export function displayWidth(text: string): number {
  return [...stripVTControlCharacters(text)].length;
}
