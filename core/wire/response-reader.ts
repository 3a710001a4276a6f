import type { HeaderTable } from './header-table.js';
import { incomplete, invalid, lineEnd, MessageHead, maxHeadBytes } from './message-head.js';
import { cr, hexValue, lf } from './octets.js';

/** What is told of an answer as it comes. */
export interface ResponseListener<Headers> {
  /** Its head; interim answers (1xx) are passed over. */
  head(statusCode: number, headers: Headers): void;
  /** The next part of its body, in a buffer that is used again: what is kept must be copied. */
  body(bytes: Buffer, from: number, to: number): void;
}

/** Why bytes are no answer. */
export type ResponseFault = 'not HTTP' | 'head too long' | 'body too long';

/** Far more than Lambda streams (200 MB); what is longer is not read to its end. */
const maxBodyBytes = 1024 ** 3;

type Part =
  | 'status'
  | 'headers'
  | 'length'
  | 'close'
  | 'chunkSize'
  | 'chunk'
  | 'chunkEnd'
  | 'trailers'
  | 'over';

/**
 * Reads one HTTP/1.1 answer after the other as their bytes come, cut in any way (RFC 9112). It copies
 * nothing but a line that comes in pieces. After a fault, or after the end, nothing more is read.
 */
export class ResponseReader<Headers extends object> {
  fault: ResponseFault | undefined;
  /** Whether the connection may carry another request, once the answer is over. */
  isReusable = false;
  readonly #head: MessageHead<Headers>;
  #listener: ResponseListener<Headers> | undefined;
  #part: Part = 'over';
  #headBytes = 0;
  #bodyBytes = 0;
  /** Of the body, or of the chunk, still to come. */
  #left = 0;
  /** The beginning of a line whose end has not come. */
  #held: Buffer | undefined;

  /** `empty` makes what the headers that `table` wants are entered into. */
  constructor(table: HeaderTable<Headers>, empty: () => Headers) {
    this.#head = new MessageHead(table, empty);
  }

  /** A request has been sent: what comes now is told to `listener`. */
  start(listener: ResponseListener<Headers>): void {
    this.#listener = listener;
    this.#part = 'status';
    this.#headBytes = 0;
    this.#bodyBytes = 0;
    this.#held = undefined;
    this.isReusable = false;
    this.fault = undefined;
  }

  /** Whether the answer has come whole. */
  get isOver(): boolean {
    return this.#part === 'over';
  }

  /** For how many seconds the other side says that it keeps the connection. */
  get keepAliveS(): number | undefined {
    return this.#head.keepAliveS;
  }

  /** Takes the first `end` bytes. */
  push(bytes: Buffer, end: number): void {
    let at = 0;
    while (at < end && this.fault === undefined) {
      if (this.#part === 'over') {
        // More than was asked for: whatever it is, nothing that follows could be trusted.
        this.isReusable = false;
        return;
      }
      at = this.#isBody() ? this.#takeBody(bytes, at, end) : this.#takeLine(bytes, at, end);
    }
  }

  /** The other side has closed. True: that was the end of the answer. */
  finish(): boolean {
    if (this.#part === 'close') {
      this.#part = 'over';
      return true;
    }
    if (this.#held !== undefined) this.#parseLine(this.#held, 0, this.#held.length);
    return false;
  }

  #isBody(): boolean {
    return this.#part === 'length' || this.#part === 'chunk' || this.#part === 'close';
  }

  #takeBody(bytes: Buffer, at: number, end: number): number {
    const to = this.#part === 'close' ? end : Math.min(end, at + this.#left);
    this.#left -= to - at;
    if (!this.#count(to - at)) return end;
    this.#listener?.body(bytes, at, to);
    if (this.#left > 0 || this.#part === 'close') return to;
    if (this.#part === 'chunk') this.#part = 'chunkEnd';
    else this.#end();
    return to;
  }

  #count(bodyBytes: number): boolean {
    this.#bodyBytes += bodyBytes;
    if (this.#bodyBytes > maxBodyBytes) this.fault = 'body too long';
    return this.fault === undefined;
  }

  /** Takes a line, and joins one that comes in pieces. */
  #takeLine(bytes: Buffer, at: number, end: number): number {
    if (this.#held !== undefined) return this.#joinLine(this.#held, bytes, at, end);
    const next = this.#parseLine(bytes, at, end);
    if (next !== incomplete) return this.#countHead(next - at) ? next : end;
    if (this.#countHead(0, end - at)) this.#held = Buffer.from(bytes.subarray(at, end));
    return end;
  }

  #joinLine(held: Buffer, bytes: Buffer, at: number, end: number): number {
    const feed = bytes.indexOf(lf, at);
    const to = feed < 0 || feed >= end ? end : feed + 1;
    if (!this.#countHead(0, held.length + to - at)) return end;
    const line = Buffer.concat([held, bytes.subarray(at, to)]);
    this.#held = undefined;
    const next = this.#parseLine(line, 0, line.length);
    if (next === incomplete) this.#held = line;
    else this.#countHead(line.length);
    return to;
  }

  /** Counts what has been read, and looks whether what waits would be too much. */
  #countHead(bytes: number, waiting = 0): boolean {
    this.#headBytes += bytes;
    if (this.#headBytes + waiting > maxHeadBytes) this.fault ??= 'head too long';
    return this.fault === undefined;
  }

  #parseLine(bytes: Buffer, at: number, end: number): number {
    const next = this.#lineOf(bytes, at, end);
    if (next === invalid) this.fault ??= 'not HTTP';
    return next;
  }

  #lineOf(bytes: Buffer, at: number, end: number): number {
    switch (this.#part) {
      case 'status':
        return this.#statusLine(bytes, at, end);
      case 'headers':
        return this.#headerLine(bytes, at, end);
      case 'chunkSize':
        return this.#chunkSize(bytes, at, end);
      case 'chunkEnd':
        return this.#chunkEnd(bytes, at, end);
      default:
        return this.#trailerLine(bytes, at, end);
    }
  }

  #statusLine(bytes: Buffer, at: number, end: number): number {
    const next = this.#head.statusLine(bytes, at, end);
    if (next >= 0) this.#part = 'headers';
    return next;
  }

  #headerLine(bytes: Buffer, at: number, end: number): number {
    const next = this.#head.headerLine(bytes, at, end, false);
    if (next === at + 2 && !this.#endHead()) return invalid;
    return next;
  }

  #endHead(): boolean {
    const { statusCode, headers, contentLength } = this.#head;
    // Nobody has asked for another protocol.
    if (statusCode === 101) return false;
    if (statusCode < 200) {
      this.#part = 'status';
      return true;
    }
    const framing = this.#head.framing();
    if (framing === undefined) return false;
    this.#listener?.head(statusCode, headers);
    if (framing === 'none') this.#end();
    else this.#part = framing === 'chunked' ? 'chunkSize' : framing;
    this.#left = framing === 'length' ? contentLength : 0;
    if (this.#left > maxBodyBytes) this.fault = 'body too long';
    return true;
  }

  /** Hexadecimal digits, and extensions, which mean nothing to us (RFC 9112, section 7.1.1). */
  #chunkSize(bytes: Buffer, at: number, end: number): number {
    let index = at;
    let size = 0;
    while (index < end && (hexValue[bytes[index] as number] as number) >= 0) {
      size = size * 16 + (hexValue[bytes[index] as number] as number);
      if (size > maxBodyBytes) this.fault = 'body too long';
      if (this.fault !== undefined) return invalid;
      index += 1;
    }
    if (index === end) return incomplete;
    if (index === at || !isAfterSize(bytes[index])) return invalid;
    const next = lineEnd(bytes, index, end);
    if (next < 0) return next;
    this.#part = size === 0 ? 'trailers' : 'chunk';
    this.#left = size;
    return next;
  }

  #chunkEnd(bytes: Buffer, at: number, end: number): number {
    if (bytes[at] !== cr) return invalid;
    if (end - at < 2) return incomplete;
    if (bytes[at + 1] !== lf) return invalid;
    this.#part = 'chunkSize';
    // Lines between chunks are no part of the head, of which there may only be so much.
    this.#headBytes = 0;
    return at + 2;
  }

  #trailerLine(bytes: Buffer, at: number, end: number): number {
    const next = this.#head.headerLine(bytes, at, end, true);
    if (next === at + 2) this.#end();
    return next;
  }

  #end(): void {
    this.#part = 'over';
    this.isReusable = this.#head.isKeptAlive;
  }
}

function isAfterSize(byte: number | undefined): boolean {
  return byte === cr || byte === 0x3b || byte === 0x20 || byte === 0x09;
}
