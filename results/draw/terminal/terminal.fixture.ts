import { displayWidth } from './table.js';

/**
 * A terminal that wraps lines which are longer than it is wide, and wraps them anew when its width
 * changes, as tmux, VTE and Windows Terminal do. It understands what a live view writes: text, line
 * ends, cursor up, erase below. Every character takes the column that `displayWidth` says.
 */
export class FakeTerminal {
  isTTY = true;
  /** What the program knows of its width. */
  columns: number;
  /** Height: nothing above it can be reached again. */
  rows: number;
  raw = '';
  /** What it holds, as lines that end in a line break, however many rows each takes. */
  lines: string[] = [''];
  #line = 0;
  /** In characters of the line. */
  #column = 0;
  /** What it is. */
  #width: number;
  readonly #listeners = new Set<() => void>();

  constructor(columns = 80, rows = 24) {
    this.columns = columns;
    this.#width = columns;
    this.rows = rows;
  }

  on(_: 'resize', listener: () => void): void {
    this.#listeners.add(listener);
  }

  off(_: 'resize', listener: () => void): void {
    this.#listeners.delete(listener);
  }

  /** Becomes as wide; the program hears of it then, or with the next `notify`. */
  resize(columns: number, isNoticed = true): void {
    this.#width = columns;
    if (isNoticed) this.notify();
  }

  notify(): void {
    this.columns = this.#width;
    for (const listener of this.#listeners) listener();
  }

  write(text: string): void {
    this.raw += text;
    // biome-ignore lint/suspicious/noControlCharactersInRegex: a terminal reads these
    for (const [token] of text.matchAll(/\u001b\[\??\d*[A-Za-z]|\r|\n|[^\u001b\r\n]+/g)) {
      if (token === '\r') this.#column -= this.#column % this.#width;
      else if (token === '\n') this.#lineFeed();
      else if (token === '\u001b[J') this.#eraseBelow();
      else if (token.startsWith('\u001b[')) {
        if (token.endsWith('A')) this.#up(Number(token.slice(2, -1)));
      } else this.#print(token);
    }
  }

  #print(text: string): void {
    const line = this.lines[this.#line] ?? '';
    const end = this.#column + displayWidth(text);
    this.lines[this.#line] =
      line.slice(0, this.#column).padEnd(this.#column) + text + line.slice(end);
    this.#column = end;
  }

  #lineFeed(): void {
    this.#line += 1;
    this.#column = 0;
    this.lines[this.#line] ??= '';
  }

  #eraseBelow(): void {
    this.lines[this.#line] = (this.lines[this.#line] ?? '').slice(0, this.#column);
    this.lines.splice(this.#line + 1);
  }

  /** By rows, of which a line may take several; no further than the top of what is seen. */
  #up(count: number): void {
    const rows = this.lines.flatMap((line, at) =>
      Array.from({ length: this.#rowsOf(line) }, (_, row) => ({ at, row })),
    );
    const current = rows.findIndex(
      ({ at, row }) => at === this.#line && row === Math.floor(this.#column / this.#width),
    );
    const to = rows[Math.max(0, rows.length - this.rows, current - count)];
    if (!to) return;
    this.#line = to.at;
    this.#column = to.row * this.#width + (this.#column % this.#width);
  }

  #rowsOf(line: string): number {
    return Math.max(1, Math.ceil(displayWidth(line) / this.#width));
  }
}
