import { deflateSync, inflateSync } from 'node:zlib';
import { highestTrackableUs, slotCount, slotOf } from './slots.js';

// HdrHistogram's V2 encoding, compressed and in base64 (Gil Tene, `HdrHistogram.encodeIntoCompressedByteBuffer`
// of the Java version): a header, then the counts of all slots up to the last in use, as ZigZag LEB128; a
// negative number stands for so many empty slots.
const cookie = 0x1c849313;
const compressedCookie = 0x1c849314;
/** Of a cookie, all but the word size. */
const cookieMask = ~0xf0;
const headerBytes = 40;
const significantDigits = 3;
/** Of a count of 2^32 and less, doubled by ZigZag. */
const mostWordBytes = 5;
/** What is longer is no histogram of microseconds up to one hour. */
const mostBytes = headerBytes + slotCount * 9;

/** Encodes slots and their counts in turn, ascending; `maxUs` is the greatest value. */
export function encodeHdr(slots: Uint32Array, maxUs: number): string {
  const bytes = Buffer.allocUnsafe(headerBytes + (slots.length + 1) * mostWordBytes);
  let at = headerBytes;
  let next = 0;
  for (let i = 0; i < slots.length; i += 2) {
    const slot = slots[i] as number;
    if (slot > next) at = writeWord(bytes, at, slot - next === 1 ? 0 : next - slot);
    at = writeWord(bytes, at, slots[i + 1] as number);
    next = slot + 1;
  }
  // An empty one has its lowest slot.
  if (next <= slotOf(maxUs)) at = writeWord(bytes, at, 0);
  writeHeader(bytes, at - headerBytes);
  return compressed(bytes.subarray(0, at));
}

function writeHeader(bytes: Buffer, payloadBytes: number): void {
  bytes.writeInt32BE(cookie, 0);
  bytes.writeInt32BE(payloadBytes, 4);
  // The normalizing index offset.
  bytes.writeInt32BE(1, 8);
  bytes.writeInt32BE(significantDigits, 12);
  // The lowest value that is told from 0, the highest, and the ratio of integers to doubles.
  bytes.writeBigInt64BE(1n, 16);
  bytes.writeBigInt64BE(BigInt(highestTrackableUs), 24);
  bytes.writeBigInt64BE(1n, 32);
}

/** zlib sets up to 256 KiB for each text, which for some hundred bytes costs more than to compress them. */
function compressed(bytes: Buffer): string {
  const windowBits = Math.min(15, Math.max(9, 32 - Math.clz32(bytes.length - 1)));
  const content = deflateSync(bytes, { windowBits, memLevel: Math.max(1, windowBits - 7) });
  const head = Buffer.allocUnsafe(8);
  head.writeInt32BE(compressedCookie, 0);
  head.writeInt32BE(content.length, 4);
  return Buffer.concat([head, content]).toString('base64');
}

function writeWord(bytes: Buffer, from: number, word: number): number {
  let at = from;
  let left = word >= 0 ? word * 2 : -word * 2 - 1;
  for (; left >= 0x80; left = Math.floor(left / 0x80)) bytes[at++] = (left % 0x80) | 0x80;
  bytes[at] = left;
  return at + 1;
}

/** Visits the slots in use in what `encodeHdr` or another tool has encoded. Throws where it is no such encoding. */
export function decodeHdr(base64: string, visit: (slot: number, count: number) => void): void {
  const bytes = decompressed(Buffer.from(base64, 'base64'));
  const isLayout =
    bytes.length >= headerBytes && (bytes.readInt32BE(0) & cookieMask) === (cookie & cookieMask);
  if (!isLayout || bytes.readInt32BE(12) !== significantDigits || bytes.readBigInt64BE(16) > 1n) {
    throw new Error(
      'the histogram is not of whole values with three significant digits in the V2 encoding',
    );
  }
  const end = Math.min(bytes.length, headerBytes + bytes.readInt32BE(4));
  const reader = new WordReader(bytes, headerBytes);
  for (let slot = 0; reader.at < end && slot < slotCount; ) {
    const word = reader.next();
    if (word > 0) visit(slot, word);
    slot += word < 0 ? -word : 1;
  }
}

function decompressed(bytes: Buffer): Buffer {
  if (bytes.length < 8 || (bytes.readInt32BE(0) & cookieMask) !== (compressedCookie & cookieMask)) {
    throw new Error('the histogram is not in the compressed V2 encoding');
  }
  const content = bytes.subarray(8, 8 + bytes.readInt32BE(4));
  return inflateSync(content, { maxOutputLength: mostBytes });
}

class WordReader {
  at: number;
  readonly #bytes: Buffer;

  constructor(bytes: Buffer, at: number) {
    this.#bytes = bytes;
    this.at = at;
  }

  /** The ninth byte of a word has no bit for another. */
  next(): number {
    let word = 0;
    for (let scale = 1, i = 0; i < 9; i += 1, scale *= 0x80) {
      const byte = this.#bytes[this.at++] ?? 0;
      word += (i < 8 ? byte & 0x7f : byte) * scale;
      if (byte < 0x80) break;
    }
    return word % 2 === 0 ? word / 2 : -(word + 1) / 2;
  }
}
