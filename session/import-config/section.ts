import { Code, type Located, type Notes } from './located.js';

/**
 * A mapping of a file that is read key by key: what nobody has taken at the end is said, so that nothing
 * is left out in silence.
 */
export class Section {
  readonly line: number;
  readonly #entries: ReadonlyMap<string, Located>;
  readonly #left: Set<string>;
  readonly #path: string;
  readonly #notes: Notes;

  constructor({ line, value }: Located, path: string, notes: Notes) {
    this.line = line;
    this.#entries = value instanceof Map ? value : new Map();
    this.#left = new Set(this.#entries.keys());
    this.#path = path;
    this.#notes = notes;
    if (!(value instanceof Map)) this.note(line, 'this is no mapping');
  }

  get keys(): string[] {
    return [...this.#entries.keys()];
  }

  /** Takes a value as it is. */
  take(key: string): Located | undefined {
    this.#left.delete(key);
    const found = this.#entries.get(key);
    // k6 and others write so what nobody has said.
    if (found?.value === null) return undefined;
    if (!(found?.value instanceof Code)) return found;
    this.#notes.add(
      found.line,
      `${this.#path}${key}: only running it would tell: ${found.value.text}`,
    );
    return undefined;
  }

  number(key: string): number | undefined {
    const found = this.take(key);
    if (found === undefined) return undefined;
    const number = typeof found.value === 'string' ? Number(found.value) : found.value;
    if (typeof number === 'number' && Number.isFinite(number)) return number;
    this.#notes.add(found.line, `${this.#path}${key}: this is no number`);
    return undefined;
  }

  text(key: string): string | undefined {
    const found = this.take(key);
    if (found === undefined) return undefined;
    if (typeof found.value !== 'object') return String(found.value);
    this.#notes.add(found.line, `${this.#path}${key}: this is no text`);
    return undefined;
  }

  items(key: string): Located[] {
    const found = this.take(key);
    if (found === undefined) return [];
    return Array.isArray(found.value) ? found.value : [found];
  }

  section(key: string): Section | undefined {
    const found = this.take(key);
    if (found === undefined) return undefined;
    return new Section(found, `${this.#path}${key}.`, this.#notes);
  }

  /** An element of one of its lists. */
  within(item: Located, key: string): Section {
    return new Section(item, `${this.#path}${key}.`, this.#notes);
  }

  /** Says of what is here that it does not map, as `path: text`. */
  note(line: number, text: string): void {
    this.#notes.add(line, `${this.#path.replace(/\.$/, '') || 'the file'}: ${text}`);
  }

  /** Says of every key that nobody took that it does not map. */
  rest(): void {
    for (const key of this.#left) {
      if (this.#entries.get(key)?.value === null) continue;
      this.#notes.add(
        this.#entries.get(key)?.line ?? this.line,
        `${this.#path}${key}: does not map`,
      );
    }
    this.#left.clear();
  }
}
