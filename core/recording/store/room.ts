import { statfsSync } from 'node:fs';
import { RepriseError } from '../../base/errors.js';
import type { Database } from '../../database/open.js';
import { formatBytes } from '../../quantity/format.js';

/** SQLite's log before it is emptied, and a segment of the spool that is there twice. */
const maxOverlapBytes = 16 * 1024 * 1024;

/** What waits in a spool. */
export interface Waiting {
  /** In the spool. */
  spooledBytes: number;
  payloadBytes: number;
  /** What the payloads take in the database: `pageBytesOf` each. */
  pageBytes: number;
  recordCount: number;
}

/** SQLite's default; of a page, what rows may take; what a row has in a page at most and at least. */
const page = { bytes: 4096, usableBytes: 4088, maxLocalBytes: 4061, minLocalBytes: 489 } as const;
/** Of a page that a large row goes on in. */
const overflowBytes = page.bytes - 4;

/**
 * What a payload takes in the database: pages hold whole rows, so that one of 2,100 bytes takes a page of
 * 4,096, and large ones go on in pages of their own (SQLite file format, section 1.6).
 */
export function pageBytesOf(payloadBytes: number): number {
  const rowBytes = payloadBytes + 4;
  const localBytes = localBytesOf(rowBytes);
  const overflowPages = Math.ceil((rowBytes - localBytes) / overflowBytes);
  const cellBytes = localBytes + (overflowPages > 0 ? 4 : 0) + (payloadBytes < 60 ? 4 : 7);
  return (overflowPages + 1 / Math.floor(page.usableBytes / cellBytes)) * page.bytes;
}

function localBytesOf(rowBytes: number): number {
  if (rowBytes <= page.maxLocalBytes) return rowBytes;
  const bytes = page.minLocalBytes + ((rowBytes - page.minLocalBytes) % overflowBytes);
  return bytes <= page.maxLocalBytes ? bytes : page.minLocalBytes;
}

/** What a record takes beside its payload and what only some know of it: its hash, its place (measured). */
const recordBytes = 60;

/**
 * Throws `RepriseError` when the disk cannot take what waits in a spool, which gives room back as it is
 * emptied. Told before anything is moved, since a database never becomes smaller.
 */
export function checkRoom(db: Database, waiting: Waiting): void {
  const { spooledBytes, payloadBytes, pageBytes, recordCount } = waiting;
  const freeBytes = db.memory ? undefined : freeBytesFor(db);
  const databaseBytes = pageBytes + recordCount * recordBytes + spooledBytes - payloadBytes;
  const growthBytes = Math.max(0, databaseBytes - spooledBytes);
  const neededBytes = growthBytes + Math.min(spooledBytes, maxOverlapBytes);
  if (freeBytes === undefined || freeBytes >= neededBytes) return;
  throw new RepriseError(`The database ${db.name} cannot be written: the disk is full.`, {
    hint: `Make room: ${formatBytes(Math.ceil(neededBytes))} are needed, and ${formatBytes(freeBytes)} are free; or use another disk with --db or REPRISE_DB.`,
  });
}

/** On its disk and in the file itself; undefined where the system does not say. */
function freeBytesFor(db: Database): number | undefined {
  try {
    const { bavail, bsize } = statfsSync(db.name);
    const pages = Number(db.pragma('freelist_count', { simple: true }));
    return bavail * bsize + pages * Number(db.pragma('page_size', { simple: true }));
  } catch {
    return undefined;
  }
}
