// Gaps are written into a text as characters of the private use area, so that nothing else in it can
// look like them.
const firstMark = 0xe000;
const marks = /([\uE000-\uE0FF])/;

/** What stands in a text for the value of this place. */
export function gapOf(place: number): string {
  return String.fromCharCode(firstMark + place);
}

/** A text and the place of the value in the gap with which it ends; undefined: it has none. */
export function splitGap(text: string): { before: string; place?: number } {
  const [before = '', mark] = text.split(marks);
  return mark === undefined ? { before } : { before, place: placeOf(mark) };
}

class Gap {
  readonly place: number;
  at = 0;
  text: string | undefined;

  constructor(place: number) {
    this.place = place;
  }

  fill(values: readonly string[], at: number): Buffer {
    this.at = at;
    this.text = values[this.place] as string;
    return Buffer.from(this.text, 'latin1');
  }
}

/**
 * A text with gaps, as bytes: what is the same each time is written once, and of the gaps only those
 * whose value is another than the last time.
 */
export class GappedText {
  readonly #parts: readonly (Buffer | Gap)[];
  readonly #gaps: readonly Gap[];
  #bytes: Buffer = Buffer.alloc(0);

  /** `text`: with `gapOf` the place of each value that differs. `encoding`: of what is not a value. */
  constructor(text: string, encoding: 'latin1' | 'utf8') {
    this.#parts = text
      .split(marks)
      .map((part) => (marks.test(part) ? new Gap(placeOf(part)) : Buffer.from(part, encoding)));
    this.#gaps = this.#parts.filter((part) => part instanceof Gap);
  }

  /** As it was filled last; used again by the next `fill`. */
  get bytes(): Buffer {
    return this.#bytes;
  }

  /** Fills in the values by their places, a byte for each character. False: all are as they were. */
  fill(values: readonly string[]): boolean {
    let isOther = false;
    for (const gap of this.#gaps) {
      const text = values[gap.place] as string;
      if (text === gap.text) continue;
      isOther = true;
      if (text.length !== gap.text?.length) {
        this.#layOut(values);
        return true;
      }
      gap.text = text;
      this.#bytes.write(text, gap.at, 'latin1');
    }
    return isOther;
  }

  #layOut(values: readonly string[]): void {
    let at = 0;
    const pieces = this.#parts.map((part) => {
      const piece = part instanceof Gap ? part.fill(values, at) : part;
      at += piece.length;
      return piece;
    });
    this.#bytes = Buffer.concat(pieces, at);
  }
}

function placeOf(mark: string): number {
  return mark.charCodeAt(0) - firstMark;
}

const isBeyondAscii = /[^\0-\x7f]/;

/** A text as its UTF-8, a character for each byte. */
export function utf8Octets(text: string): string {
  return isBeyondAscii.test(text) ? Buffer.from(text, 'utf8').toString('latin1') : text;
}
