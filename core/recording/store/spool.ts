import { randomUUID } from 'node:crypto';
import {
  closeSync,
  existsSync,
  openSync,
  readdirSync,
  readSync,
  realpathSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import type { RecordedEvent } from '../event.js';

/** Where a batch of events stands in a spool. */
export interface SpooledBatch {
  readonly byteCount: number;
  readonly offset: number;
  readonly segment: Segment;
}

interface Segment {
  readonly path: string;
  readonly file: number;
  byteCount: number;
  /** Batches in it that have not been released. */
  liveCount: number;
}

const minSegmentBytes = 8 * 1024 * 1024;
/** A segment holds this share of the spool at most, so that little is there twice when it is emptied. */
const segmentShare = 1 / 32;

const marker = '-staging-';

/**
 * Events that wait beside the database until all of an import has been read. The files have no name as
 * soon as they are open, so that dropping them takes no room on a full disk, and a killed process leaves
 * nothing. They grow in segments, each gone when its last batch is released.
 */
export class Spool {
  readonly #prefix: string;
  #segment: Segment | undefined;
  #byteCount = 0;

  /** `databasePath` may be `:memory:`: then the files are in the system's folder for such. */
  constructor(databasePath: string) {
    this.#prefix = prefixOf(databasePath);
  }

  /** Writes a batch, all of it or nothing. Throws the system's error, for a full disk `ENOSPC`. */
  write(events: readonly RecordedEvent[]): SpooledBatch {
    const bytes = encode(events);
    const segment = this.#segmentWithRoom();
    const offset = segment.byteCount;
    try {
      writeAll(segment.file, bytes, offset);
    } catch (error) {
      if (segment.liveCount === 0) this.#close(segment);
      throw error;
    }
    segment.byteCount += bytes.length;
    segment.liveCount += 1;
    this.#byteCount += bytes.length;
    return { segment, offset, byteCount: bytes.length };
  }

  read({ segment, offset, byteCount }: SpooledBatch): RecordedEvent[] {
    const bytes = Buffer.allocUnsafe(byteCount);
    for (let at = 0; at < byteCount; ) {
      const count = readSync(segment.file, bytes, at, byteCount - at, offset + at);
      if (count === 0) throw new Error('A batch in the spool has been cut short.');
      at += count;
    }
    return decode(bytes);
  }

  /** Gives the batch up. */
  release({ segment }: SpooledBatch): void {
    segment.liveCount -= 1;
    if (segment.liveCount === 0) this.#close(segment);
  }

  #close(segment: Segment): void {
    if (segment === this.#segment) this.#segment = undefined;
    this.#byteCount -= segment.byteCount;
    closeSync(segment.file);
    removeIfPossible(segment.path);
  }

  #segmentWithRoom(): Segment {
    const limitBytes = Math.max(minSegmentBytes, this.#byteCount * segmentShare);
    if (!this.#segment || this.#segment.byteCount >= limitBytes) {
      const path = `${this.#prefix}${randomUUID()}`;
      const file = openSync(path, 'wx+', 0o600);
      // Where an open file keeps its name (Windows), it goes when it is closed, or at the next start.
      removeIfPossible(path);
      this.#segment = { path, file, byteCount: 0, liveCount: 0 };
    }
    return this.#segment;
  }
}

/** Payloads in one piece: one by one they would take longer than all the rest of an import. */
interface Batch {
  payloads: Uint8Array;
  sizes: number[];
  /** What else is known of each event; absent where that is nothing of any. */
  others?: Omit<RecordedEvent, 'payload'>[];
}

function encode(events: readonly RecordedEvent[]): Buffer {
  const others = events.map(({ payload: _, ...other }) => other);
  const isBare = others.every((other) => Object.keys(other).length === 0);
  const batch: Batch = {
    payloads: Buffer.concat(events.map(({ payload }) => payload)),
    sizes: events.map(({ payload }) => payload.length),
    ...(!isBare && { others }),
  };
  return serialize(batch);
}

function decode(bytes: Uint8Array): RecordedEvent[] {
  const { payloads, sizes, others } = deserialize(bytes) as Batch;
  let end = 0;
  return sizes.map((size, i) => {
    end += size;
    return { payload: payloads.subarray(end - size, end), ...others?.[i] };
  });
}

/**
 * Removes the files that processes left which were killed before the file had lost its name. That of a
 * process at work loses only the name.
 */
export function removeLeftSpools(databasePath: string): void {
  const prefix = prefixOf(databasePath);
  const names = namesIn(dirname(prefix)).filter((name) => name.startsWith(basename(prefix)));
  for (const name of names) removeIfPossible(join(dirname(prefix), name));
}

/** On the database's own disk, where a link may lead to another. */
function prefixOf(databasePath: string): string {
  const path = databasePath === ':memory:' ? join(tmpdir(), 'reprise.db') : databasePath;
  return `${existsSync(path) ? realpathSync(path) : path}${marker}`;
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function writeAll(file: number, bytes: Uint8Array, offset: number): void {
  for (let at = 0; at < bytes.length; ) {
    at += writeSync(file, bytes, at, bytes.length - at, offset + at);
  }
}

function removeIfPossible(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {}
}
