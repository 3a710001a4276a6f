/** What one header says to whoever reads an answer. */
export interface Meaning<Field> {
  kind: 'other' | 'wanted' | 'length' | 'chunked' | 'connection' | 'keepAlive';
  /** Of what is wanted: the program's own name for it, and its value. */
  field: Field | undefined;
  text: string;
  /** The bytes of `length`, the seconds of `keepAlive`; of `connection` 1: it is kept, 0: it is not. */
  number: number;
}

/** Where a number is not said. */
export const unsaid = -1;

/** Lines that are longer differ from answer to answer: Lambda's longest is the end of a log. */
const longest = 128;

/** After so many others in a row, only one in `seldom` is learnt. */
const mostMisses = 8;
const seldom = 64;

/**
 * A header line as it stood last in its place of a head, and what it means. Of an answer's lines most are
 * those of the answer before, byte for byte: these are compared, and not read again.
 */
export class KnownLine<Field> {
  meaning: Meaning<Field> | undefined;
  readonly #bytes: Buffer = Buffer.alloc(longest);
  readonly #view = new DataView(this.#bytes.buffer, this.#bytes.byteOffset, longest);
  /** With its end; 0: there is none. */
  #length = 0;
  #misses = 0;

  /** Behind the line that begins at `at`, where it is this one; else -1. */
  endIfSame(view: DataView, at: number, end: number): number {
    const length = this.#length;
    if (length === 0 || at + length > end) return -1;
    const own = this.#view;
    // The last four bytes may be compared twice: no line is shorter, as `a:` with its end is four long.
    const last = length - 4;
    for (let index = 0; index < last; index += 4) {
      if (own.getInt32(index, true) !== view.getInt32(at + index, true)) return -1;
    }
    if (own.getInt32(last, true) !== view.getInt32(at + last, true)) return -1;
    this.#misses = 0;
    return at + length;
  }

  /** Another line stood in its place. */
  learn(bytes: Buffer, from: number, to: number, meaning: Meaning<Field>): void {
    this.#misses += 1;
    if (to - from > longest) return;
    if (this.#misses > mostMisses && this.#misses % seldom !== 0) return;
    bytes.copy(this.#bytes, 0, from, to);
    this.#length = to - from;
    this.meaning = { ...meaning };
  }
}
