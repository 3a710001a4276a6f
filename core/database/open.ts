import {
  chmodSync,
  closeSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  openSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import BetterSqlite from 'better-sqlite3';
import { codeOf, RepriseError } from '../base/errors.js';
import { explainDatabaseError } from './database-error.js';
import { keepAccountOfFreePages } from './give-back.js';
import { migrate, missingSteps } from './migrate.js';

/** An open database file: better-sqlite3's handle. Statements that fail throw its `SqliteError`. */
export type Database = BetterSqlite.Database;

/** A prepared statement, by its parameters and its row. */
export type Statement<Parameters extends unknown[], Row = unknown> = BetterSqlite.Statement<
  Parameters,
  Row
>;

export interface OpenOptions {
  /** For reading only; the file must exist. Default false. */
  readonly?: boolean;
}

/** How long to wait for another process's transaction before giving up. */
const busyTimeoutMs = 10_000;

/**
 * Opens the one SQLite file that holds recordings and runs, its schema up to date. For writing, a new
 * file is made, readable by its owner only; `:memory:` is a database that is gone when closed. Several
 * threads and processes may have the file open at once (write-ahead log).
 *
 * Throws `RepriseError` for whatever is wrong with the file: not there, not SQLite, of a newer
 * version, no permission, disk full.
 */
export function openDatabase(path: string, options: OpenOptions = {}): Database {
  if (path === '') {
    throw new RepriseError('The database has no file name.', {
      hint: 'Name one with --db or REPRISE_DB; default: reprise.db.',
    });
  }
  try {
    return options.readonly ? openForReading(path) : openForWriting(path);
  } catch (error) {
    throw explainDatabaseError(error, path);
  }
}

function openForWriting(path: string): Database {
  if (path !== ':memory:') makePrivateFile(path);
  return connect(path, false, (db) => {
    keepAccountOfFreePages(db);
    // Switching takes an exclusive lock, which an open connection of another process would refuse.
    if (db.pragma('journal_mode', { simple: true }) !== 'wal') db.pragma('journal_mode = WAL');
    // Durable against a crash of the process; a power cut may cost the last commits, never the file.
    db.pragma('synchronous = NORMAL');
    db.pragma('foreign_keys = ON');
    migrate(db, path);
  });
}

function openForReading(path: string): Database {
  if (!existsSync(path)) {
    throw new RepriseError(`There is no database ${path}.`, {
      hint: 'Fill one with reprise record import, or name another with --db or REPRISE_DB.',
    });
  }
  try {
    const db = connect(path, true, (opened) => missingSteps(opened, path));
    if (missingSteps(db, path) === 0) return db;
    db.close();
    openForWriting(path).close();
    return connect(path, true, () => {});
  } catch (error) {
    if (!isReadOnlyFolder(error)) throw error;
    return openCopy(path);
  }
}

/** SQLite writes beside a file with a write-ahead log, even to read it, and a migration writes into it. */
function isReadOnlyFolder(error: unknown): boolean {
  return /^(SQLITE_CANTOPEN|SQLITE_READONLY|EROFS)/.test(codeOf(error) ?? '');
}

/**
 * A copy of the file and of its log among the temporary files, for what lies on a read-only file
 * system. (SQLite's own way, `immutable=1`, wants names that are URIs, which better-sqlite3 does not
 * take.) Only the handle is left of it: the copy has no name any more when this returns.
 */
function openCopy(path: string): Database {
  const folder = mkdtempSync(join(tmpdir(), 'reprise-'));
  try {
    const copy = join(folder, 'copy.db');
    copyFileSync(path, copy);
    if (existsSync(`${path}-wal`)) copyFileSync(`${path}-wal`, `${copy}-wal`);
    chmodSync(copy, 0o600);
    const db = openForWriting(copy);
    db.pragma('query_only = ON');
    return db;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Opens, prepares, and closes again if preparing fails. */
function connect(path: string, readonly: boolean, prepare: (db: Database) => unknown): Database {
  const db = new BetterSqlite(path, { readonly, timeout: busyTimeoutMs });
  try {
    prepare(db);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** SQLite gives its log files the permissions of the main file, so it is enough to make that one. */
function makePrivateFile(path: string): void {
  closeSync(openSync(path, 'a', 0o600));
}
