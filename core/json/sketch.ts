import { colon, comma, isSpace, quote } from './characters.js';
import { byteOrderMarkLength } from './scan.js';
import { stringEnd } from './strings.js';

/** What the beginning of a JSON stream shows of each of its first documents. */
export interface JsonSketch {
  /** The documents are the elements of a list. */
  isList: boolean;
  /**
   * For each: the paths in it (`events[].message`), down to four levels, with the beginning of the
   * first value that stands there. The last may be cut short, unless others came before it.
   */
  documents: ReadonlyMap<string, string>[];
}

const maxDepth = 4;
const maxDocuments = 8;
/** Long enough to see the first keys of a document inside a string. */
const maxValueBytes = 256;

const open = [0x7b, 0x5b];
const close = [0x7d, 0x5d];

/** Sketches what may be cut short anywhere and need not be valid; undefined when no object or list begins it. */
export function sketchJson(head: Uint8Array): JsonSketch | undefined {
  const known = sketches.get(head);
  if (known) return known;
  let start = byteOrderMarkLength(head);
  while (isSpace(head[start])) start += 1;
  const isList = head[start] === 0x5b;
  if (!isList && head[start] !== 0x7b) return undefined;
  const sketch = { isList, documents: new Sketcher(head, isList ? start + 1 : start).run() };
  sketches.set(head, sketch);
  return sketch;
}

/** Every importer asks about the same head. */
const sketches = new WeakMap<Uint8Array, JsonSketch>();

interface Container {
  path: string;
  isList: boolean;
}

class Sketcher {
  readonly #head: Uint8Array;
  #at: number;
  readonly #documents: Map<string, string>[] = [];
  readonly #containers: Container[] = [];
  #key = '';
  #isKeyNext = false;

  constructor(head: Uint8Array, start: number) {
    this.#head = head;
    this.#at = start;
  }

  run(): Map<string, string>[] {
    while (this.#at < this.#head.length && !this.#isEnough()) this.#token();
    if (this.#containers.length > 0 && this.#documents.length > 1) this.#documents.pop();
    return this.#documents;
  }

  #isEnough(): boolean {
    return this.#documents.length >= maxDocuments && this.#containers.length === 0;
  }

  #token(): void {
    const byte = this.#head[this.#at] ?? 0;
    if (open.includes(byte)) this.#open(byte === 0x5b);
    else if (close.includes(byte)) this.#containers.pop();
    else if (byte === comma) this.#isKeyNext = this.#containers.at(-1)?.isList === false;
    else if (byte === colon) this.#isKeyNext = false;
    else if (!isSpace(byte)) {
      this.#scalar(byte);
      return;
    }
    this.#at += 1;
  }

  #open(isList: boolean): void {
    const path = this.#note(isList ? '[' : '{');
    this.#containers.push({ path, isList });
    this.#isKeyNext = !isList;
  }

  #scalar(first: number): void {
    const start = this.#at;
    this.#at = first === quote ? stringEnd(this.#head, start) : this.#wordEnd();
    const inner = first === quote ? [start + 1, this.#at - 1] : [start, this.#at];
    const [from = 0, to = 0] = inner;
    const text = Buffer.from(this.#head.subarray(from, Math.min(to, from + maxValueBytes)));
    if (this.#isKeyNext) this.#key = text.toString('utf8');
    else this.#note(text.toString('utf8'));
  }

  /** Keeps what stands at the path that is being read, and gives that path. */
  #note(value: string): string {
    const parent = this.#containers.at(-1);
    if (!parent) {
      this.#documents.push(new Map());
      return '';
    }
    const path = parent.isList
      ? `${parent.path}[]`
      : `${parent.path}${parent.path === '' ? '' : '.'}${this.#key}`;
    const document = this.#documents.at(-1);
    if (this.#containers.length <= maxDepth && !document?.has(path)) document?.set(path, value);
    return this.#containers.length <= maxDepth ? path : '';
  }

  #wordEnd(): number {
    const ends = (byte: number): boolean =>
      isSpace(byte) || byte === comma || byte === colon || close.includes(byte);
    let at = this.#at + 1;
    while (at < this.#head.length && !ends(this.#head[at] ?? 0)) at += 1;
    return at;
  }
}
