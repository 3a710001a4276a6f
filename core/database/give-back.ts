import type { Database } from 'better-sqlite3';

/**
 * Gives the space of what was deleted back to the disk: page by page where the file keeps account of its
 * free pages (all made since 0.2 do), else by writing it anew once, after which it does. Resolves to how
 * many bytes smaller the file is. Throws what SQLite throws: another process may be in the way.
 */
export function giveBack(db: Database): number {
  const before = bytesOf(db);
  if (isIncremental(db)) {
    db.pragma('incremental_vacuum');
  } else {
    db.pragma('auto_vacuum = INCREMENTAL');
    db.exec('VACUUM');
  }
  db.pragma('wal_checkpoint(TRUNCATE)');
  return before - bytesOf(db);
}

/** To be asked of a file without a page: later it takes writing it anew. */
export function keepAccountOfFreePages(db: Database): void {
  if (db.pragma('page_count', { simple: true }) === 0) db.pragma('auto_vacuum = INCREMENTAL');
}

function isIncremental(db: Database): boolean {
  return db.pragma('auto_vacuum', { simple: true }) === 2;
}

function bytesOf(db: Database): number {
  const [pages, size] = ['page_count', 'page_size'].map((name) =>
    Number(db.pragma(name, { simple: true })),
  );
  return (pages ?? 0) * (size ?? 0);
}
