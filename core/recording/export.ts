import { createWriteStream } from 'node:fs';
import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { codeOf, messageOf, RepriseError } from '../base/errors.js';
import { openPlace, type Place } from '../base/place.js';
import { encodeEnvelope } from './envelope.js';
import type { StoredRecord } from './store/store.js';

/** Lines are written together, in pieces of about this size. */
const pieceChars = 256 * 1024;

/**
 * Writes records as JSON Lines that import again to the same records, byte for byte. Leaves the stream
 * open. Resolves to how many there were; rejects with the stream's error.
 */
export async function writeRecords(
  records: Iterable<StoredRecord>,
  output: Writable,
): Promise<number> {
  const lines = new Lines(records);
  await pipeline(Readable.from(lines.pieces()), output, { end: false });
  return lines.count;
}

/**
 * Writes records to a file that only its owner may read, zipped when its name ends in `.gz`. Throws
 * `RepriseError` when it cannot be written, and then leaves no half of it.
 */
export async function writeRecordsFile(
  records: Iterable<StoredRecord>,
  path: string,
): Promise<number> {
  const lines = new Lines(records);
  const input = Readable.from(lines.pieces());
  let place: Place | undefined;
  try {
    place = openPlace(path);
    const output = createWriteStream('', { fd: place.descriptor, autoClose: false });
    await (path.endsWith('.gz') ? pipeline(input, createGzip(), output) : pipeline(input, output));
    place.keep();
    return lines.count;
  } catch (error) {
    place?.discard();
    // What the database says is about the database.
    if (codeOf(error)?.startsWith('SQLITE_')) throw error;
    throw new RepriseError(`${path} cannot be written: ${messageOf(error)}`, {
      hint: 'Name another file with --out, or - for standard output.',
      cause: error,
    });
  }
}

class Lines {
  count = 0;
  readonly #records: Iterable<StoredRecord>;

  constructor(records: Iterable<StoredRecord>) {
    this.#records = records;
  }

  *pieces(): IterableIterator<string> {
    let piece = '';
    for (const record of this.#records) {
      piece += `${encodeEnvelope(record, record.sha256)}\n`;
      this.count += 1;
      if (piece.length < pieceChars) continue;
      yield piece;
      piece = '';
    }
    if (piece !== '') yield piece;
  }
}
