import { KnownLine } from './known-line.js';

/** A header that is wanted, under the name that the program has for it. */
interface Wanted<Field> {
  /** Lower case. */
  name: Buffer;
  field: Field;
}

/** Heads have some ten lines; what comes after so many shares one place. */
const places = 32;

/** Picks the headers that are wanted out of an answer's bytes. */
export class HeaderTable<Headers extends object> {
  /** By the length of their names, so that most headers are passed over at once. */
  readonly #byLength: (Wanted<keyof Headers>[] | undefined)[] = [];
  /** By their place in a head; of all connections, which nearly always read of one kind of server. */
  readonly #known: readonly KnownLine<keyof Headers>[];

  /** `fields`: from the headers' names in lower case to the program's own. */
  constructor(fields: Readonly<Record<string, keyof Headers>>) {
    for (const [name, field] of Object.entries(fields)) {
      const list = this.#byLength[name.length] ?? [];
      list.push({ name: Buffer.from(name), field });
      this.#byLength[name.length] = list;
    }
    this.#known = Array.from({ length: places }, () => new KnownLine());
  }

  /** The line that stood last in this place of a head. */
  known(place: number): KnownLine<keyof Headers> {
    return this.#known[Math.min(place, places - 1)] as KnownLine<keyof Headers>;
  }

  /** What the program calls the header with this name; undefined: it is not wanted. */
  fieldOf(bytes: Buffer, from: number, to: number): keyof Headers | undefined {
    for (const { name, field } of this.#byLength[to - from] ?? []) {
      if (isName(bytes, from, name)) return field;
    }
    return undefined;
  }
}

/** Whether a token of the same length is this name; from the end, where names differ. Bit 5 makes letters lower case. */
export function isName(bytes: Buffer, from: number, name: Buffer): boolean {
  for (let index = name.length - 1; index >= 0; index -= 1) {
    if (((bytes[from + index] as number) | 0x20) !== name[index]) return false;
  }
  return true;
}
