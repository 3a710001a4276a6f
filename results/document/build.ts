import type { Column, NoteBlock, TableBlock, Tone } from './document.js';

/** A sentence or two, for every medium. */
export function note(tone: Tone, text: string): NoteBlock {
  return { kind: 'note', tone, text };
}

/** As a sentence begins. */
export function capitalized(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

/** A number's columns: to the right. */
export function numeric(...names: string[]): Column[] {
  return names.map((text) => ({ text, align: 'right' }));
}

/** Columns of text. */
export function textual(...names: string[]): Column[] {
  return names.map((text) => ({ text }));
}

/** The same columns on the page alone. */
export function detailed(columns: readonly Column[]): Column[] {
  return columns.map((column) => ({ ...column, isDetail: true }));
}

/** How many rows of a long table each medium shows. */
export interface RowLimits {
  page: number;
  summary: number;
}

/**
 * What of all rows is shown, and what that leaves out: `restOf` says it of those that are left out,
 * without where they are.
 */
export function limited<Row>(
  all: readonly Row[],
  { page, summary }: RowLimits,
  restOf: (rest: readonly Row[]) => string,
): { shown: readonly Row[]; limits: Pick<TableBlock, 'rest' | 'brief'> } {
  const sentence = (rows: number): string => `and ${restOf(all.slice(rows))}: see --out json=FILE`;
  return {
    shown: all.slice(0, page),
    limits: {
      ...(all.length > page && { rest: sentence(page) }),
      ...(all.length > summary && { brief: { rows: summary, rest: sentence(summary) } }),
    },
  };
}
