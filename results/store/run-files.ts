import { existsSync, rmSync } from 'node:fs';
import { RepriseError } from '../../core/base/errors.js';
import { type Database, openDatabase } from '../../core/database/open.js';
import type { RunRecord } from '../document/run-meta.js';
import { RunStore } from './run-store.js';

/**
 * Writes one run with everything that is known of it into a file of its own: a database like any other,
 * so that every command reads it. The name of the machine is left out. Throws `RepriseError` where the
 * file is there already, and of a run that still goes on.
 */
export function exportRun(databasePath: string, run: RunRecord, file: string): void {
  if (run.status === 'running') {
    throw new RepriseError(`Run ${run.id} is still running.`, {
      hint: 'Export it when it has ended.',
    });
  }
  if (existsSync(file)) {
    throw new RepriseError(`${file} is there already.`, { hint: 'Name a file that is not there.' });
  }
  const db = openDatabase(file);
  try {
    copyRun(db, databasePath, run.id);
    db.prepare("UPDATE runs SET host = '', pid = 0").run();
    db.pragma('journal_mode = DELETE');
    db.close();
  } catch (error) {
    db.close();
    rmSync(file, { force: true });
    throw error;
  }
}

/**
 * Takes all runs of such a file, or of any database, into this one; gives their ids. Those that are here
 * already are left as they are, and are not among them. Throws `RepriseError` for a file without runs.
 */
export function importRuns(db: Database, file: string): string[] {
  const ids = idsIn(file);
  if (ids.length === 0) {
    throw new RepriseError(`There are no runs in ${file}.`, {
      hint: 'Name a file that reprise runs export has written.',
    });
  }
  const known = new Set(new RunStore(db).ids());
  const fresh = ids.filter((id) => !known.has(id));
  for (const id of fresh) copyRun(db, file, id);
  return fresh;
}

/** Opening it for reading brings an older file up to date, so that both have the same tables. */
function idsIn(file: string): string[] {
  const db = openDatabase(file, { readonly: true });
  try {
    return new RunStore(db).ids();
  } finally {
    db.close();
  }
}

function copyRun(db: Database, from: string, id: string): void {
  db.prepare('ATTACH ? AS evidence').run(from);
  try {
    db.transaction(() => {
      copyRows(db, 'runs', 'id', id);
      for (const table of tablesOfRuns(db)) copyRows(db, table, 'run_id', id);
    })();
  } finally {
    db.exec('DETACH evidence');
  }
}

/** Every table that belongs to a run, those of later steps of the schema among them. */
function tablesOfRuns(db: Database): string[] {
  return db
    .prepare<[], string>(
      `SELECT m.name FROM sqlite_master m JOIN pragma_table_info(m.name) c
       WHERE m.type = 'table' AND c.name = 'run_id'`,
    )
    .pluck()
    .all();
}

function copyRows(db: Database, table: string, key: string, id: string): void {
  const columns = db
    .prepare<[string], string>('SELECT name FROM pragma_table_info(?)')
    .pluck()
    .all(table)
    .join(', ');
  const rows = `SELECT ${columns} FROM evidence.${table} WHERE ${key} = ?`;
  db.prepare(`INSERT INTO main.${table} (${columns}) ${rows}`).run(id);
}
