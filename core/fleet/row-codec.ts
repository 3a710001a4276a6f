import { constants, deflateRawSync, inflateRawSync } from 'node:zlib';
import { fromText, toText } from './plain-text.js';

/** Rows become columns, since values of one member are alike. */
interface Columns {
  rows: number;
  /** Of members that are a number in every row: their values stand behind the text. */
  numbers: string[];
  /** Of the others; null where a row has none. */
  others: [name: string, values: unknown[]][];
}

/** Rows of one message are some MB at most; more is an attack or a defect. */
const longest = 256 * 1024 * 1024;
const numberBytes = 8;

/**
 * Rows of plain data as bytes: deflated the length of a JSON text, the text, and the numbers that every
 * row has, byte by byte of equal weight. Members that are undefined are left out; none may be null.
 */
export function encodeRows(rows: readonly object[]): Buffer {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const columns = names.map((name) => [name, columnOf(rows, name)] as const);
  const numeric = columns.filter((column): column is [string, number[]] => isNumeric(column[1]));
  const numbers = numeric.map(([name]) => name);
  const others = columns.filter(([, values]) => !isNumeric(values));
  const text = Buffer.from(toText({ rows: rows.length, numbers, others }));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(text.length);
  const planes = numeric.map(([, values]) => planesOf(values));
  return deflateRawSync(Buffer.concat([length, text, ...planes]), {
    level: constants.Z_BEST_SPEED,
  });
}

/** Reads what `encodeRows` wrote. Throws for anything else. */
export function decodeRows<T extends object>(bytes: Uint8Array): T[] {
  const raw = inflateRawSync(bytes, { maxOutputLength: longest });
  const end = 4 + raw.readUInt32LE(0);
  const { rows, numbers, others } = fromText<Columns>(raw.toString('utf8', 4, end));
  if (raw.length !== end + numbers.length * rows * numberBytes) throw new RangeError('cut off');
  const decoded = Array.from({ length: rows }, (): Record<string, unknown> => ({}));
  for (const [place, name] of numbers.entries()) {
    const from = end + place * rows * numberBytes;
    const values = numbersOf(raw.subarray(from, from + rows * numberBytes));
    for (const [i, row] of decoded.entries()) row[name] = values[i];
  }
  for (const [name, values] of others) {
    for (const [i, row] of decoded.entries()) if (values[i] !== null) row[name] = values[i];
  }
  return decoded as T[];
}

function columnOf(rows: readonly object[], name: string): unknown[] {
  return rows.map((row) => (row as Record<string, unknown>)[name] ?? null);
}

function isNumeric(values: readonly unknown[]): values is number[] {
  return values.every((value) => typeof value === 'number');
}

/** First the lowest byte of every number, then the next: what is alike stands together, and packs well. */
function planesOf(values: readonly number[]): Buffer {
  const plain = Buffer.from(Float64Array.from(values).buffer);
  const planes = Buffer.allocUnsafe(plain.length);
  for (let i = 0; i < values.length; i++) {
    for (let weight = 0; weight < numberBytes; weight++) {
      planes[weight * values.length + i] = plain[i * numberBytes + weight] as number;
    }
  }
  return planes;
}

function numbersOf(planes: Uint8Array): Float64Array {
  const count = planes.length / numberBytes;
  const plain = new Uint8Array(planes.length);
  for (let i = 0; i < count; i++) {
    for (let weight = 0; weight < numberBytes; weight++) {
      plain[i * numberBytes + weight] = planes[weight * count + i] as number;
    }
  }
  return new Float64Array(plain.buffer);
}
