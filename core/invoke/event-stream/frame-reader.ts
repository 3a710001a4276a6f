import { crc32 } from 'node:zlib';
import { type MessageHeaders, readHeaders } from './message-headers.js';

/** Total length, the headers' length, and the checksum of both. */
const preludeBytes = 12;
const checksumBytes = 4;
/** What the format allows of headers and of a payload (AWS's own readers refuse more). */
const maxHeadersBytes = 128 * 1024;
const maxPayloadBytes = 24 * 1024 * 1024;

/** What is told of each message, as it comes. */
export interface FrameListener {
  /** Its head has come, and the head's checksum holds; the payload's bytes follow. */
  head(headers: MessageHeaders): void;
  /** The next part of its payload, which may be a window into a socket's buffer. */
  payload(bytes: Uint8Array): void;
  /** It has come whole, and its checksum holds. */
  end(): void;
}

/** Why bytes are no event stream, to stand behind `the answer is no valid event stream: `. */
export type FrameFault = string;

/**
 * Reads `application/vnd.amazon.eventstream` (Smithy specification, "Amazon Event Stream") as its
 * bytes come, cut in any way. A payload is handed on in the parts in which it comes and never kept, so
 * that memory does not grow with it; both checksums are computed on the way. What comes after a fault is
 * not read.
 */
export class FrameReader {
  readonly #listener: FrameListener;
  /** Collects what is only of use when it is whole: the prelude, the headers, the checksum. */
  #scratch = Buffer.alloc(256);
  #filled = 0;
  #wanted = preludeBytes;
  #part: 'prelude' | 'headers' | 'payload' | 'checksum' = 'prelude';
  #payloadLeft = 0;
  #crc = 0;
  #fault: FrameFault | undefined;
  /** Those of the message before, as bytes and read: the next one's are mostly the same. */
  #lastBytes = Buffer.alloc(0);
  #lastHeaders: MessageHeaders = {};

  constructor(listener: FrameListener) {
    this.#listener = listener;
  }

  /** Set once something was wrong. */
  get fault(): FrameFault | undefined {
    return this.#fault;
  }

  /** Whether a message has begun and not ended. */
  get isWithin(): boolean {
    return this.#part !== 'prelude' || this.#filled > 0;
  }

  push(chunk: Uint8Array): void {
    let at = 0;
    while (at < chunk.length && this.#fault === undefined) {
      at = this.#part === 'payload' ? this.#takePayload(chunk, at) : this.#collect(chunk, at);
    }
  }

  #takePayload(chunk: Uint8Array, at: number): number {
    const end = Math.min(chunk.length, at + this.#payloadLeft);
    const bytes = at === 0 && end === chunk.length ? chunk : chunk.subarray(at, end);
    this.#crc = crc32(bytes, this.#crc);
    this.#payloadLeft -= bytes.length;
    if (this.#payloadLeft === 0) this.#await('checksum', checksumBytes);
    this.#listener.payload(bytes);
    return end;
  }

  #collect(chunk: Uint8Array, at: number): number {
    const end = Math.min(chunk.length, at + this.#wanted - this.#filled);
    this.#scratch.set(chunk.subarray(at, end), this.#filled);
    this.#filled += end - at;
    if (this.#filled === this.#wanted) this.#takeCollected();
    return end;
  }

  #takeCollected(): void {
    if (this.#part === 'prelude') this.#takePrelude();
    else if (this.#part === 'headers') this.#takeHeaders();
    else this.#takeChecksum();
  }

  #await(part: 'prelude' | 'headers' | 'checksum', bytes: number): void {
    this.#part = part;
    this.#filled = 0;
    this.#wanted = bytes;
    if (bytes > this.#scratch.length) this.#scratch = Buffer.alloc(bytes);
  }

  #takePrelude(): void {
    const prelude = this.#scratch.subarray(0, preludeBytes);
    const totalBytes = prelude.readUInt32BE(0);
    const headersBytes = prelude.readUInt32BE(4);
    if (crc32(prelude.subarray(0, 8)) !== prelude.readUInt32BE(8)) {
      this.#fault = "the checksum of a message's prelude is wrong";
      return;
    }
    this.#payloadLeft = totalBytes - preludeBytes - headersBytes - checksumBytes;
    if (this.#payloadLeft < 0) this.#fault = 'a message is shorter than its headers';
    else if (headersBytes > maxHeadersBytes || this.#payloadLeft > maxPayloadBytes) {
      this.#fault = `a message of ${totalBytes.toLocaleString('en')} bytes is longer than the format allows`;
    } else {
      this.#crc = crc32(prelude);
      if (headersBytes > 0) this.#await('headers', headersBytes);
      else this.#beginPayload({});
    }
  }

  #takeHeaders(): void {
    const bytes = this.#scratch.subarray(0, this.#filled);
    this.#crc = crc32(bytes, this.#crc);
    if (bytes.equals(this.#lastBytes)) {
      this.#beginPayload(this.#lastHeaders);
      return;
    }
    const headers = readHeaders(bytes);
    if (headers === undefined) {
      this.#fault = "a message's headers cannot be read";
      return;
    }
    this.#lastBytes = Buffer.from(bytes);
    this.#lastHeaders = headers;
    this.#beginPayload(headers);
  }

  #beginPayload(headers: MessageHeaders): void {
    if (this.#payloadLeft > 0) this.#part = 'payload';
    else this.#await('checksum', checksumBytes);
    this.#listener.head(headers);
  }

  #takeChecksum(): void {
    if (this.#scratch.readUInt32BE(0) !== this.#crc) {
      this.#fault = "a message's checksum is wrong";
      return;
    }
    this.#await('prelude', preludeBytes);
    this.#listener.end();
  }
}
