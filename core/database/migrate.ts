import type { Database } from 'better-sqlite3';
import { RepriseError } from '../base/errors.js';
import { migrations } from './migrations/index.js';

/** Marks a file as Reprise's own (`PRAGMA application_id`, "Rprs"): others use SQLite too. */
const applicationId = 0x52707273;

/**
 * How many steps of the schema the file lacks. Throws `RepriseError` for a file of a newer version,
 * and for an SQLite file that belongs to another program.
 */
export function missingSteps(db: Database, path: string): number {
  const version = pragmaNumber(db, 'user_version');
  if (version === 0 ? hasTables(db) : pragmaNumber(db, 'application_id') !== applicationId) {
    throw new RepriseError(`${path} is an SQLite database, but not one of Reprise's.`, {
      hint: 'Name another file with --db or REPRISE_DB.',
    });
  }
  if (version > migrations.length) {
    throw new RepriseError(
      `${path} was written by a newer Reprise (schema ${version}; this one knows up to ${migrations.length}).`,
      { hint: 'Update Reprise, or name another file with --db or REPRISE_DB.' },
    );
  }
  return migrations.length - version;
}

/**
 * Brings the schema up to date, each step in a transaction of its own, so that a step is either taken
 * or not. Safe when several processes open a new file at once: each looks again once it holds the lock.
 */
export function migrate(db: Database, path: string): void {
  while (missingSteps(db, path) > 0) {
    db.transaction(() => {
      const version = migrations.length - missingSteps(db, path);
      const step = migrations[version];
      if (step === undefined) return;
      db.exec(step);
      db.pragma(`application_id = ${applicationId}`);
      db.pragma(`user_version = ${version + 1}`);
    }).immediate();
  }
}

function hasTables(db: Database): boolean {
  return db.prepare('SELECT 1 FROM sqlite_master LIMIT 1').get() !== undefined;
}

function pragmaNumber(db: Database, name: string): number {
  return Number(db.pragma(name, { simple: true }));
}
