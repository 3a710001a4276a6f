import { backslash, quote } from './characters.js';

/** The text inside a JSON string, and where in the document each byte of it was written. */
export interface DecodedString {
  /** UTF-8. A lone surrogate, which UTF-8 cannot hold, is U+FFFD. */
  bytes: Buffer;
  /** The place in the document of a place in `bytes`, its end among them. */
  offset(at: number): number;
}

const simpleEscapes: Record<number, number> = {
  98: 0x08, // b
  102: 0x0c, // f
  110: 0x0a, // n
  114: 0x0d, // r
  116: 0x09, // t
};

/** From the opening quote of a string at `start` to after its closing one. */
export function stringEnd(bytes: Uint8Array, start: number): number {
  let at = start + 1;
  while (at < bytes.length && bytes[at] !== quote) at += bytes[at] === backslash ? 2 : 1;
  return at + 1;
}

/** What a string says that stands, with its quotes, from `start` to before `end`. */
export function stringText(bytes: Uint8Array, start: number, end: number): string {
  // Of every key of every document: a view for each would cost more than the rest.
  const buffer = Buffer.isBuffer(bytes)
    ? bytes
    : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const text = buffer.toString('utf8', start + 1, end - 1);
  return text.includes('\\') ? (JSON.parse(`"${text}"`) as string) : text;
}

/**
 * Decodes what stands between `start` and `end`, the places after the opening and before the closing
 * quote of a string that is valid JSON (RFC 8259 section 7).
 */
export function decodeString(document: Uint8Array, start: number, end: number): DecodedString {
  const raw = Buffer.from(document.buffer, document.byteOffset + start, end - start);
  if (!raw.includes(backslash)) return { bytes: raw, offset: (at) => start + at };
  // No escape is shorter than what it stands for.
  const bytes = Buffer.allocUnsafe(raw.length);
  const offsets = new Uint32Array(raw.length + 1);
  let size = 0;
  for (let at = 0; at < raw.length; ) {
    const next = raw[at] === backslash ? decodeEscape(raw, at, bytes, size) : undefined;
    if (next) {
      offsets.fill(at, size, next.size);
      ({ at, size } = next);
    } else {
      bytes[size] = raw[at] ?? 0;
      offsets[size] = at;
      size += 1;
      at += 1;
    }
  }
  offsets[size] = raw.length;
  return { bytes: bytes.subarray(0, size), offset: (at) => start + (offsets[at] ?? raw.length) };
}

/** Writes what an escape at `at` stands for; says where both go on. */
function decodeEscape(
  raw: Buffer,
  at: number,
  bytes: Buffer,
  size: number,
): { at: number; size: number } {
  const letter = raw[at + 1] ?? 0;
  if (letter !== 0x75) {
    bytes[size] = simpleEscapes[letter] ?? letter;
    return { at: at + 2, size: size + 1 };
  }
  const first = unitAt(raw, at);
  const second = isHigh(first) && raw[at + 6] === backslash ? unitAt(raw, at + 6) : undefined;
  const isPair = second !== undefined && (second & 0xfc00) === 0xdc00;
  const text = isPair ? String.fromCharCode(first, second) : String.fromCharCode(first);
  // Writes U+FFFD for a lone surrogate.
  return { at: at + (isPair ? 12 : 6), size: size + bytes.write(text, size) };
}

function unitAt(raw: Buffer, at: number): number {
  return raw[at + 1] === 0x75 ? Number.parseInt(raw.toString('latin1', at + 2, at + 6), 16) : 0;
}

function isHigh(unit: number): boolean {
  return (unit & 0xfc00) === 0xd800;
}
