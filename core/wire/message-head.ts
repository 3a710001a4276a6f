import { type HeaderTable, isName, type Span, TextMemo } from './header-table.js';
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
  readonly #name: Span = { bytes: prefix, from: 0, to: 0 };
  readonly #value: Span = { bytes: prefix, from: 0, to: 0 };
  readonly #connection = new TextMemo();
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
  }

  /** One header, or the empty line, which is two bytes long. `isTrailer`: only looked at, not taken. */
  headerLine(bytes: Buffer, at: number, end: number, isTrailer: boolean): number {
    if (bytes[at] === cr) return lineEnd(bytes, at, end);
    let index = at;
    while (index < end && isToken[bytes[index] as number] === 1) index += 1;
    if (index === end) return incomplete;
    if (index === at || bytes[index] !== 0x3a) return invalid;
    const nameTo = index;
    index += 1;
    while (index < end && isBlank(bytes[index])) index += 1;
    const valueFrom = index;
    index = textEnd(bytes, this.#viewOf(bytes), index, end);
    const next = endOfLine(bytes, index, end);
    if (next < 0 || isTrailer) return next;
    while (index > valueFrom && isBlank(bytes[index - 1])) index -= 1;
    return this.#take(bytes, at, nameTo, valueFrom, index) ? next : invalid;
  }

  /** Nearly always of the same buffer, into which all is read. */
  #viewOf(bytes: Buffer): DataView {
    if (bytes !== this.#viewed) {
      this.#viewed = bytes;
      this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    }
    return this.#view;
  }

  #take(bytes: Buffer, from: number, nameTo: number, valueFrom: number, to: number): boolean {
    const [name, value] = [this.#name, this.#value];
    name.bytes = value.bytes = bytes;
    name.from = from;
    name.to = nameTo;
    value.from = valueFrom;
    value.to = to;
    const length = nameTo - from;
    if (length === 14 && isName(bytes, from, nameOf.contentLength)) return this.#length();
    if (length === 17 && isName(bytes, from, nameOf.transferEncoding)) return this.#coding();
    if (length === 10 && isName(bytes, from, nameOf.connection)) this.#options();
    else if (length === 10 && isName(bytes, from, nameOf.keepAlive)) this.#keepAlive();
    else this.#table.take(this.headers, name, value);
    return true;
  }

  /** The same length twice says it once (RFC 9110, section 8.6); two lengths are two answers in one. */
  #length(): boolean {
    const { bytes, from, to } = this.#value;
    const length = digits(bytes, from, to);
    if (length < 0 || (this.contentLength >= 0 && this.contentLength !== length)) return false;
    this.contentLength = length;
    return true;
  }

  /** Only `chunked`, and once: no client of ours has said that it takes another. */
  #coding(): boolean {
    const { bytes, from, to } = this.#value;
    if (this.#isChunked || bytes.toString('latin1', from, to).toLowerCase() !== 'chunked')
      return false;
    this.#isChunked = true;
    return true;
  }

  #options(): void {
    const options = this.#connection.of(this.#value);
    if (options === 'keep-alive') this.isKeptAlive = true;
    else if (/(?:^|,)[ \t]*close[ \t]*(?:,|$)/i.test(options)) this.isKeptAlive = false;
    else if (/(?:^|,)[ \t]*keep-alive[ \t]*(?:,|$)/i.test(options)) this.isKeptAlive = true;
  }

  #keepAlive(): void {
    const { bytes, from, to } = this.#value;
    const [, seconds] = /timeout\s*=\s*(\d{1,6})/i.exec(bytes.toString('latin1', from, to)) ?? [];
    if (seconds !== undefined) this.keepAliveS = Number(seconds);
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
