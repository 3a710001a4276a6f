import type { ByteStream } from './byte-stream.js';
import { carriageReturn, isSpace, newline } from './characters.js';

/** A line without its end (`\n` or `\r\n`). */
export interface Line {
  /** From 1. */
  number: number;
  bytes: Uint8Array;
}

/**
 * The lines of a stream that are not blank, in as many batches as the stream has chunks. A line that
 * is longer than `limitBytes` comes cut to one byte more than that.
 */
export async function* readLines(
  stream: ByteStream,
  limitBytes: number,
): AsyncGenerator<Line[], void, void> {
  const splitter = new LineSplitter(limitBytes);
  for await (const chunk of stream) yield splitter.split(chunk);
  yield splitter.end();
}

class LineSplitter {
  readonly #limitBytes: number;
  #number = 1;
  /** The pieces of a line whose end has not come yet, up to the limit. */
  #begun: Uint8Array[] = [];
  #begunBytes = 0;

  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes;
  }

  split(chunk: Uint8Array): Line[] {
    const lines: Line[] = [];
    let start = 0;
    for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, start)) {
      this.#finish(chunk.subarray(start, end), lines);
      start = end + 1;
    }
    this.#begin(chunk.subarray(start));
    return lines;
  }

  end(): Line[] {
    const lines: Line[] = [];
    this.#finish(new Uint8Array(), lines);
    return lines;
  }

  #begin(piece: Uint8Array): void {
    const room = this.#limitBytes + 1 - this.#begunBytes;
    const kept = piece.length > room ? piece.subarray(0, room) : piece;
    if (kept.length === 0) return;
    this.#begun.push(kept);
    this.#begunBytes += kept.length;
  }

  #finish(piece: Uint8Array, lines: Line[]): void {
    let bytes = piece;
    if (this.#begun.length > 0 || piece.length > this.#limitBytes) {
      this.#begin(piece);
      bytes = Buffer.concat(this.#begun);
      this.#begun = [];
      this.#begunBytes = 0;
    }
    if (bytes.at(-1) === carriageReturn) bytes = bytes.subarray(0, -1);
    if (!bytes.every(isSpace)) lines.push({ number: this.#number, bytes });
    this.#number += 1;
  }
}
