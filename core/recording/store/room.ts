import { statfsSync } from 'node:fs';
import { RepriseError } from '../../base/errors.js';
import type { Database } from '../../database/open.js';
import { formatBytes } from '../../quantity/format.js';

/** What records take in the database beyond what they take in the spool (measured: 1 % of large ones to 26 % of small ones). */
const growthShare = 0.3;
/** SQLite's log before it is emptied, and a segment of the spool that is there twice. */
const maxOverlapBytes = 16 * 1024 * 1024;

/**
 * Throws `RepriseError` when the disk cannot take `spooledBytes` from a spool, which gives room back as
 * it is emptied. Told before anything is moved, since a database never becomes smaller.
 */
export function checkRoom(db: Database, spooledBytes: number): void {
  const freeBytes = db.memory ? undefined : freeBytesFor(db);
  const neededBytes = spooledBytes * growthShare + Math.min(spooledBytes, maxOverlapBytes);
  if (freeBytes === undefined || freeBytes >= neededBytes) return;
  throw new RepriseError(`The database ${db.name} cannot be written: the disk is full.`, {
    hint: `Make room: ${formatBytes(neededBytes)} are needed, and ${formatBytes(freeBytes)} are free; or use another disk with --db or REPRISE_DB.`,
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
