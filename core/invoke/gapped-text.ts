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
  bytes = -1;
  text: string | undefined;

  constructor(place: number) {
    this.place = place;
  }
}

/**
 * A text with gaps, as bytes: what is the same each time is written once, and of the gaps only those
 * whose value is another than the last time.
 */
export class GappedText {
  readonly #parts: readonly (Buffer | Gap)[];
  readonly #gaps: readonly Gap[];
  readonly #encoding: 'latin1' | 'utf8';
  #bytes: Buffer = Buffer.alloc(0);

  /** `text`: with `gapOf` the place of each value that differs. */
  constructor(text: string, encoding: 'latin1' | 'utf8') {
    this.#encoding = encoding;
    this.#parts = text
      .split(marks)
      .map((part) => (marks.test(part) ? new Gap(placeOf(part)) : Buffer.from(part, encoding)));
    this.#gaps = this.#parts.filter((part) => part instanceof Gap);
  }

  /** As it was filled last; used again by the next `fill`. */
  get bytes(): Buffer {
    return this.#bytes;
  }

  /** Fills in the values by their places. False: all are as they were. */
  fill(values: readonly string[]): boolean {
    let isOther = false;
    for (const gap of this.#gaps) {
      const text = values[gap.place] as string;
      if (text === gap.text) continue;
      isOther = true;
      if (!this.#replace(gap, text)) {
        this.#layOut(values);
        return true;
      }
    }
    return isOther;
  }

  /** False where the text takes other room than the one before, or may do so. */
  #replace(gap: Gap, text: string): boolean {
    if (text.length !== gap.bytes || !writeAscii(this.#bytes, gap.at, text)) return false;
    gap.text = text;
    return true;
  }

  #layOut(values: readonly string[]): void {
    let at = 0;
    const pieces = this.#parts.map((part) => {
      if (!(part instanceof Gap)) {
        at += part.length;
        return part;
      }
      part.text = values[part.place] as string;
      const piece = Buffer.from(part.text, this.#encoding);
      part.at = at;
      part.bytes = piece.length;
      at += piece.length;
      return piece;
    });
    this.#bytes = Buffer.concat(pieces, at);
  }
}

function placeOf(mark: string): number {
  return mark.charCodeAt(0) - firstMark;
}

/** For the few bytes of a hash it costs less than a call out of JavaScript. False: the text is not ASCII. */
export function writeAscii(bytes: Uint8Array, at: number, text: string): boolean {
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code > 0x7f) return false;
    bytes[at + index] = code;
  }
  return true;
}
