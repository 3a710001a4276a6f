const redrawMs = 100;

/** ECMA-48: back to the first column, and erase the line. */
const clearLine = '\r\u001b[K';

/** How far something is, on one line of a terminal that is drawn over; nothing where there is none. */
export class StatusLine {
  readonly #stream: NodeJS.WriteStream;
  readonly #now: () => number;
  #drawnAtMs: number;
  #isDrawn = false;

  constructor(stream: NodeJS.WriteStream, now: () => number = () => performance.now()) {
    this.#stream = stream;
    this.#now = now;
    this.#drawnAtMs = now();
  }

  /** Draws what `text` gives, unless the line was drawn, or begun, a moment ago. */
  show(text: () => string): void {
    if (!this.#stream.isTTY || this.#now() - this.#drawnAtMs < redrawMs) return;
    this.#drawnAtMs = this.#now();
    this.#isDrawn = true;
    this.#stream.write(clearLine + text().slice(0, this.#stream.columns));
  }

  clear(): void {
    if (this.#isDrawn) this.#stream.write(clearLine);
    this.#isDrawn = false;
  }
}
