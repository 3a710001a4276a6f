import type { Cell, Column, RichCell, TableBlock, Tone } from '../../document/document.js';
import { bar } from './bar.js';
import { paint } from './paint.js';
import { clip, plain } from './plain.js';
import type { Style } from './style.js';
import { displayWidth, pad } from './table.js';
import { wrap } from './wrap.js';

interface TableLayout {
  style: Style;
  width: number;
  /** Of the section that begins with the table: stands where the first column's name would. */
  title?: string;
}

/** What a cell is drawn from; a column of signs has become the beginning of the one behind it. */
interface DrawnCell {
  text: string;
  tone: Tone;
  sign: string;
  signTone: Tone;
}

const outer = 2;
const inner = 2;
const gap = '  ';

/** No column is made narrower than this. */
const narrowest = 8;

const widestBar = 32;
/** A shorter one tells nothing. */
const shortestBar = 12;

/** A table in as many columns as the layout has: its texts are wrapped or cut, its numbers never. */
export function drawTable(block: TableBlock, layout: TableLayout): string[] {
  const { style, width, title } = layout;
  const columns = merged(block.head);
  const rows = block.rows.map((cells) => cellsOf(cells, block.head));
  const room = width - outer;
  const widths = fitted(columns, rows, title, room);
  const head = columns.map(({ text, align }, at) => {
    const name = at === 0 && title !== undefined ? style.bold(title) : style.dim(inset(at) + text);
    return pad(name, widths[at] ?? 0, align ?? 'left');
  });
  const hasHead = columns.some(({ text }) => text !== '');
  const left = room - widths.reduce((sum, each) => sum + each, 0) - gap.length * widths.length;
  const body = rows.flatMap((cells, at) => [
    ...rowLines(cells, columns, widths, barOf(block.rows[at] ?? [], left, style), style),
    ...noteLines(block.rows[at] ?? [], layout),
  ]);
  const rest = block.rest === undefined ? [] : [style.dim(`${' '.repeat(inner)}${block.rest}`)];
  return [...(hasHead ? [head.join(gap)] : []), ...body, ...rest].map((line) =>
    `${' '.repeat(outer)}${line}`.trimEnd(),
  );
}

function merged(head: readonly Column[]): Column[] {
  return head.filter(({ isMark }) => !isMark);
}

function cellsOf(cells: readonly Cell[], head: readonly Column[]): DrawnCell[] {
  const drawn: DrawnCell[] = [];
  let mark: RichCell | undefined;
  for (const [at, cell] of cells.entries()) {
    const rich = richOf(cell);
    if (head[at]?.isMark) {
      mark = rich;
      continue;
    }
    const [sign = ''] = mark?.text.split(' ') ?? [];
    const { tone = 'plain' } = rich;
    drawn.push({ text: plain(rich.text), tone, sign, signTone: mark?.tone ?? 'plain' });
    mark = undefined;
  }
  return drawn;
}

function richOf(cell: Cell): RichCell {
  return typeof cell === 'string' ? { text: cell } : cell;
}

/** The first column stands in from the title, or from where one would be. */
function inset(column: number): string {
  return column === 0 ? ' '.repeat(inner) : '';
}

function prefix(cell: DrawnCell, column: number): string {
  return inset(column) + (cell.sign === '' ? '' : `${cell.sign} `);
}

/** The widths of the columns; where they are too many, columns of text give up what is too much. */
function fitted(
  columns: readonly Column[],
  rows: readonly (readonly DrawnCell[])[],
  title: string | undefined,
  room: number,
): number[] {
  const widths = columns.map(({ text }, at) =>
    Math.max(
      displayWidth(at === 0 && title !== undefined ? title : inset(at) + text),
      ...rows.map((cells) => {
        const cell = cells[at];
        return cell ? displayWidth(prefix(cell, at) + cell.text) : 0;
      }),
    ),
  );
  const gaps = gap.length * (columns.length - 1);
  let excess = widths.reduce((sum, each) => sum + each, 0) + gaps - room;
  while (excess > 0) {
    const [widest, next] = columns
      .map((column, at) => ({ at, width: column.align === 'right' ? 0 : (widths[at] ?? 0) }))
      .sort((a, b) => b.width - a.width);
    if (!widest || widest.width <= narrowest) break;
    const step = Math.min(
      excess,
      Math.max(1, widest.width - Math.max(narrowest, next?.width ?? 0)),
    );
    widths[widest.at] = widest.width - step;
    excess -= step;
  }
  return widths;
}

function rowLines(
  cells: readonly DrawnCell[],
  columns: readonly Column[],
  widths: readonly number[],
  bar: string,
  style: Style,
): string[] {
  const lines = cells.map((cell, at) => {
    const room = (widths[at] ?? 0) - displayWidth(prefix(cell, at));
    const texts = columns[at]?.isWrapped ? wrap(cell.text, room) : [cell.text];
    return texts.map((text) => clip(text, room));
  });
  const height = Math.max(...lines.map(({ length }) => length));
  return Array.from({ length: height }, (_, line) => {
    const texts = cells.map((cell, at) => {
      const first = prefix(cell, at);
      const before =
        line === 0 ? paint(first, cell.signTone, style) : ' '.repeat(displayWidth(first));
      const text = paint(lines[at]?.[line] ?? '', cell.tone, style);
      const room = (widths[at] ?? 0) - displayWidth(first);
      return before + pad(text, room, columns[at]?.align ?? 'left');
    });
    return [...texts, line === 0 ? bar : ''].join(gap);
  });
}

/** The only share of a row as a bar, in what the columns leave of the width. */
function barOf(cells: readonly Cell[], room: number, style: Style): string {
  const [found, another] = cells.map(richOf).filter(({ share }) => share !== undefined);
  if (another) return '';
  if (found?.share === undefined || room < shortestBar) return '';
  const drawn = bar(found.share, 1, Math.min(widestBar, room));
  return found.tone ? paint(drawn, found.tone, style) : style.cyan(drawn);
}

/** What is said of a row's cells, below it. */
function noteLines(cells: readonly Cell[], { style, width }: TableLayout): string[] {
  const margin = ' '.repeat(inner + 4);
  const room = width - outer - margin.length;
  return cells
    .flatMap((cell) => richOf(cell).note ?? [])
    .flatMap((note) => wrap(plain(note), room))
    .map((line) => style.dim(margin + clip(line, room)));
}
