import { type HeaderTable, isName } from './header-table.js';
import { type Meaning, unsaid } from './known-line.js';
import { cr, isText, isToken, lf, space, tab, textEnd } from './octets.js';

/** As many bytes as node:http allows of a head; those of interim answers and of trailers count too. */
export const maxHeadBytes = 16 * 1024;

/** How the end of a body is told. */
export type Framing = 'none' | 'length' | 'chunked' | 'close';

/** What every status line begins with. */
const prefix = Buffer.from('HTTP/1.');

/** What a line's bytes are when they are not (yet) a line. */
export const incomplete = -1;
export const invalid = -2;

const nameOf = {
  contentLength: Buffer.from('content-length'),
  transferEncoding: Buffer.from('transfer-encoding'),
  connection: Buffer.from('connection'),
  keepAlive: Buffer.from('keep-alive'),
} as const;

/**
 * The head of one answer: its status line and headers, read line by line, strictly (RFC 9112): lines end
 * with CR LF, nothing is folded, and what could make two readers see two different ends of the body is
 * refused.
 */
export class MessageHead<Headers extends object> {
  statusCode = 0;
  headers: Headers;
  /** -1: not said. */
  contentLength = -1;
  /** Whether the connection may carry another request afterwards. */
  isKeptAlive = true;
  /** What `Keep-Alive: timeout` says, in seconds. */
  keepAliveS: number | undefined;
  readonly #table: HeaderTable<Headers>;
  readonly #empty: () => Headers;
  #isChunked = false;
  #isOld = false;
  /** Headers of this head so far. */
  #lines = 0;
  /** Of the line that is read; used again by the next. */
  readonly #meaning: Meaning<keyof Headers> = {
    kind: 'other',
    field: undefined,
    text: '',
    number: 0,
  };
  #viewed: Buffer | undefined;
  #view: DataView = new DataView(prefix.buffer);

  /** `empty` makes what the headers are entered into. */
  constructor(table: HeaderTable<Headers>, empty: () => Headers) {
    this.#table = table;
    this.#empty = empty;
    this.headers = empty();
  }

  /** The line that begins at `at`, up to behind its end; `incomplete` or `invalid`. */
  statusLine(bytes: Buffer, at: number, end: number): number {
    const known = Math.min(end - at, prefix.length);
    for (let index = 0; index < known; index += 1) {
      if (bytes[at + index] !== prefix[index]) return invalid;
    }
    const codeAt = at + prefix.length + 2;
    if (end < codeAt + 4) return this.#isCutStatus(bytes, at, end) ? incomplete : invalid;
    const minor = bytes[at + prefix.length];
    if ((minor !== 0x31 && minor !== 0x30) || bytes[codeAt - 1] !== space) return invalid;
    const code = digits(bytes, codeAt, codeAt + 3);
    const after = bytes[codeAt + 3];
    if (code < 100 || (after !== space && after !== cr)) return invalid;
    this.#begin(code, minor === 0x30);
    return lineEnd(bytes, codeAt + 3, end);
  }

  /** Whether what has come of a status line could still become one. */
  #isCutStatus(bytes: Buffer, at: number, end: number): boolean {
    const seen = bytes.toString('latin1', at + prefix.length, end);
    return /^(?:$|[01](?:$| (?:$|[1-9]\d{0,2}$)))/.test(seen);
  }

  #begin(statusCode: number, isOld: boolean): void {
    this.statusCode = statusCode;
    this.headers = this.#empty();
    this.contentLength = -1;
    this.#isChunked = false;
    this.#isOld = isOld;
    this.isKeptAlive = !isOld;
    this.keepAliveS = undefined;
    this.#lines = 0;
  }

  /** One header, or the empty line, which is two bytes long. `isTrailer`: only looked at, not taken. */
  headerLine(bytes: Buffer, at: number, end: number, isTrailer: boolean): number {
    if (bytes[at] === cr) return lineEnd(bytes, at, end);
    const view = this.#viewOf(bytes);
    if (isTrailer) return this.#readLine(bytes, view, at, end);
    const known = this.#table.known(this.#lines);
    const same = known.endIfSame(view, at, end);
    const next = same >= 0 ? same : this.#readLine(bytes, view, at, end);
    if (next < 0) return next;
    this.#lines += 1;
    if (same < 0) known.learn(bytes, at, next, this.#meaning);
    return this.#take(same >= 0 ? (known.meaning as Meaning<keyof Headers>) : this.#meaning)
      ? next
      : invalid;
  }

  /** Nearly always of the same buffer, into which all is read. */
  #viewOf(bytes: Buffer): DataView {
    if (bytes !== this.#viewed) {
      this.#viewed = bytes;
      this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    }
    return this.#view;
  }

  /** Reads what a line means, up to behind its end; `incomplete` or `invalid`. */
  #readLine(bytes: Buffer, view: DataView, at: number, end: number): number {
    let index = at;
    while (index < end && isToken[bytes[index] as number] === 1) index += 1;
    if (index === end) return incomplete;
    if (index === at || bytes[index] !== 0x3a) return invalid;
    const nameTo = index;
    index += 1;
    while (index < end && isBlank(bytes[index])) index += 1;
    const valueFrom = index;
    index = textEnd(bytes, view, index, end);
    const next = endOfLine(bytes, index, end);
    if (next < 0) return next;
    while (index > valueFrom && isBlank(bytes[index - 1])) index -= 1;
    this.#readHeader(bytes, at, nameTo, valueFrom, index);
    return next;
  }

  #readHeader(bytes: Buffer, from: number, nameTo: number, valueFrom: number, to: number): void {
    const meaning = this.#meaning;
    meaning.field = this.#table.fieldOf(bytes, from, nameTo);
    meaning.kind = meaning.field === undefined ? kindOf(bytes, from, nameTo) : 'wanted';
    if (meaning.kind === 'other') return;
    if (meaning.kind === 'length') meaning.number = digits(bytes, valueFrom, to);
    else readValue(meaning, bytes.toString('latin1', valueFrom, to));
  }

  /** Enters what a line means; false where it goes together with no other. */
  #take({ kind, field, text, number }: Meaning<keyof Headers>): boolean {
    switch (kind) {
      case 'wanted':
        this.headers[field as keyof Headers] = text as Headers[keyof Headers];
        return true;
      case 'length':
        return this.#takeLength(number);
      case 'chunked':
        // Once, and nothing else: no client of ours has said that it takes another coding.
        if (this.#isChunked || text !== 'chunked') return false;
        this.#isChunked = true;
        return true;
      case 'connection':
        if (number !== unsaid) this.isKeptAlive = number === 1;
        return true;
      case 'keepAlive':
        if (number !== unsaid) this.keepAliveS = number;
        return true;
      default:
        return true;
    }
  }

  /** The same length twice says it once (RFC 9110, section 8.6); two lengths are two answers in one. */
  #takeLength(length: number): boolean {
    if (length < 0 || (this.contentLength >= 0 && this.contentLength !== length)) return false;
    this.contentLength = length;
    return true;
  }

  /** How the body of this answer ends (RFC 9112, section 6.3); undefined: it says two things. */
  framing(): Framing | undefined {
    if (this.#isChunked && (this.contentLength >= 0 || this.#isOld)) return undefined;
    if (this.statusCode === 204 || this.statusCode === 304) return 'none';
    if (this.#isChunked) return 'chunked';
    if (this.contentLength > 0) return 'length';
    return this.contentLength === 0 ? 'none' : 'close';
  }
}

function kindOf(bytes: Buffer, from: number, to: number): Meaning<unknown>['kind'] {
  const length = to - from;
  if (length === 14 && isName(bytes, from, nameOf.contentLength)) return 'length';
  if (length === 17 && isName(bytes, from, nameOf.transferEncoding)) return 'chunked';
  if (length !== 10) return 'other';
  if (isName(bytes, from, nameOf.connection)) return 'connection';
  return isName(bytes, from, nameOf.keepAlive) ? 'keepAlive' : 'other';
}

function readValue<Field>(meaning: Meaning<Field>, text: string): void {
  if (meaning.kind === 'wanted') meaning.text = text;
  else if (meaning.kind === 'chunked') meaning.text = text.toLowerCase();
  else if (meaning.kind === 'connection') meaning.number = isKept(text);
  else meaning.number = Number(/timeout\s*=\s*(\d{1,6})/i.exec(text)?.[1] ?? unsaid);
}

/** What the options of a connection say of it. */
function isKept(options: string): number {
  if (/(?:^|,)[ \t]*close[ \t]*(?:,|$)/i.test(options)) return 0;
  return /(?:^|,)[ \t]*keep-alive[ \t]*(?:,|$)/i.test(options) ? 1 : unsaid;
}

const maxDigits = 15;

/** A number of nothing but digits, few enough to be exact; -1: it is none. */
function digits(bytes: Buffer, from: number, to: number): number {
  if (to === from || to - from > maxDigits) return -1;
  let value = 0;
  for (let index = from; index < to; index += 1) {
    const digit = (bytes[index] as number) - 0x30;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}

/** Behind the CR LF to which nothing but text leads. */
export function lineEnd(bytes: Buffer, at: number, end: number): number {
  let index = at;
  while (index < end && isText[bytes[index] as number] === 1) index += 1;
  return endOfLine(bytes, index, end);
}

/** Behind the CR LF that stands here. */
function endOfLine(bytes: Buffer, index: number, end: number): number {
  if (index === end) return incomplete;
  if (bytes[index] !== cr) return invalid;
  if (index + 1 === end) return incomplete;
  return bytes[index + 1] === lf ? index + 2 : invalid;
}

function isBlank(byte: number | undefined): boolean {
  return byte === space || byte === tab;
}
