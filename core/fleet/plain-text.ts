/** What JSON has no word for stands in an object with this one key beside its value. */
const mark = '$';

/** How arrays of 32-bit words are written; what it gives must be JSON. */
export interface WordsCodec {
  write(words: Uint32Array): unknown;
  read(written: unknown): Uint32Array;
}

/** As text, in little-endian order whatever the machine's own. */
const wordsAsText: WordsCodec = {
  write(words) {
    const bytes = Buffer.alloc(words.length * 4);
    for (const [i, word] of words.entries()) bytes.writeUInt32LE(word, i * 4);
    return bytes.toString('base64');
  },
  read(text) {
    const bytes = Buffer.from(String(text), 'base64');
    return Uint32Array.from({ length: bytes.length >>> 2 }, (_, i) => bytes.readUInt32LE(i * 4));
  },
};

/**
 * Plain data as JSON text: what can be posted to a thread can be sent to another machine, without a format
 * that belongs to a version of Node. Beside JSON's own it keeps infinities, NaN, -0, bytes, 32-bit words
 * and regular expressions; members that are undefined are left out.
 */
export function toText(value: unknown, words: WordsCodec = wordsAsText): string {
  return JSON.stringify(pack(value, words));
}

/** Reads what `toText` wrote. Throws `SyntaxError` for what is no JSON. */
export function fromText<T>(text: string, words: WordsCodec = wordsAsText): T {
  return unpack(JSON.parse(text), words) as T;
}

/** Reads what `toText` wrote, as a message brings it. Throws as `fromText`. */
export function fromBytes<T>(bytes: Uint8Array): T {
  return fromText<T>(Buffer.from(bytes).toString());
}

function pack(value: unknown, words: WordsCodec): unknown {
  if (typeof value === 'number')
    return isJsonNumber(value) ? value : marked('n', numberText(value));
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Uint32Array) return marked('w', words.write(value));
  if (value instanceof Uint8Array) return marked('b', Buffer.from(value).toString('base64'));
  if (value instanceof RegExp) return marked('r', [value.source, value.flags]);
  if (Array.isArray(value)) return value.map((each) => pack(each, words));
  const entries = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .map(([key, member]) => [key, pack(member, words)] as const);
  return mark in value ? marked('o', entries) : Object.fromEntries(entries);
}

function unpack(value: unknown, words: WordsCodec): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((each) => unpack(each, words));
  if (mark in value) return unmarked(value as unknown as Marked, words);
  const entries = Object.entries(value).map(([key, member]) => [key, unpack(member, words)]);
  return Object.fromEntries(entries);
}

interface Marked {
  [mark]: string;
  v: unknown;
}

function marked(kind: string, v: unknown): Marked {
  return { [mark]: kind, v };
}

function unmarked({ [mark]: kind, v }: Marked, words: WordsCodec): unknown {
  if (kind === 'n') return Number(v);
  if (kind === 'w') return words.read(v);
  if (kind === 'b') return new Uint8Array(Buffer.from(String(v), 'base64'));
  if (kind === 'r') return new RegExp(...(v as [source: string, flags: string]));
  const entries = v as [key: string, member: unknown][];
  return Object.fromEntries(entries.map(([key, member]) => [key, unpack(member, words)]));
}

function isJsonNumber(value: number): boolean {
  return Number.isFinite(value) && !Object.is(value, -0);
}

function numberText(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value);
}
