/** A header that is wanted, under the name that the program has for it. */
interface Wanted<Field> {
  /** Lower case. */
  name: Buffer;
  field: Field;
  /** The value seen last: of most headers the next answer's is the same, and needs no new string. */
  last: TextMemo;
}

/**
 * Picks the headers that are wanted out of an answer's bytes. For every answer, so no string is made
 * but of the values that are wanted, and of these only where they differ from the last answer's.
 */
export class HeaderTable<Headers extends object> {
  /** By the length of their names, so that most headers are passed over at once. */
  readonly #byLength: (Wanted<keyof Headers>[] | undefined)[] = [];

  /** `fields`: from the headers' names in lower case to the program's own. */
  constructor(fields: Readonly<Record<string, keyof Headers>>) {
    for (const [name, field] of Object.entries(fields)) {
      const list = this.#byLength[name.length] ?? [];
      list.push({ name: Buffer.from(name), field, last: new TextMemo() });
      this.#byLength[name.length] = list;
    }
  }

  /** Enters one header, if it is wanted. */
  take(headers: Headers, name: Span, value: Span): void {
    const list = this.#byLength[name.to - name.from];
    if (list === undefined) return;
    for (const wanted of list) {
      if (!isName(name.bytes, name.from, wanted.name)) continue;
      headers[wanted.field] = wanted.last.of(value) as Headers[keyof Headers];
      return;
    }
  }
}

/** Where something stands in the bytes that came. */
export interface Span {
  bytes: Buffer;
  from: number;
  to: number;
}

/** To compare more with the text before costs more than to make a new one. */
const longestCompared = 64;

/** A text out of bytes, made anew only where it is long or differs from the one before. */
export class TextMemo {
  #text = '';

  of({ bytes, from, to }: Span): string {
    if (to - from > longestCompared) return bytes.toString('latin1', from, to);
    if (!this.#holds(bytes, from, to)) this.#text = bytes.toString('latin1', from, to);
    return this.#text;
  }

  #holds(bytes: Buffer, from: number, to: number): boolean {
    const text = this.#text;
    if (to - from !== text.length) return false;
    for (let index = 0; index < text.length; index += 1) {
      if (bytes[from + index] !== text.charCodeAt(index)) return false;
    }
    return true;
  }
}

/** Whether a token of the same length is this name; from the end, where names differ. Bit 5 makes letters lower case. */
export function isName(bytes: Buffer, from: number, name: Buffer): boolean {
  for (let index = name.length - 1; index >= 0; index -= 1) {
    if (((bytes[from + index] as number) | 0x20) !== name[index]) return false;
  }
  return true;
}
