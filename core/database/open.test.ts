import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import BetterSqlite from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { RepriseError } from '../base/errors.js';
import { explainDatabaseError } from './database-error.js';
import { migrations } from './migrations/index.js';
import { openDatabase } from './open.js';
import { temporaryDatabase, temporaryFolder } from './temporary.fixture.js';
import { withDatabase } from './with-database.js';

function errorOf(work: () => unknown): RepriseError {
  try {
    work();
  } catch (error) {
    if (error instanceof RepriseError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('a new database', () => {
  it('is up to date, in write-ahead mode, with foreign keys, readable by its owner only', () => {
    const { db, path } = temporaryDatabase();
    const pragma = (name: string): unknown => db.pragma(name, { simple: true });
    expect(pragma('user_version')).toBe(migrations.length);
    expect(pragma('journal_mode')).toBe('wal');
    expect(pragma('foreign_keys')).toBe(1);
    expect(pragma('synchronous')).toBe(1);
    db.exec("INSERT INTO recordings (name, created_at_ms, written_at_ms) VALUES ('a', 0, 0)");
    for (const file of [path, `${path}-wal`, `${path}-shm`]) {
      expect(statSync(file).mode & 0o777, file).toBe(0o600);
    }
  });

  it('can be read by another thread while it is open for writing', async () => {
    const { db, path } = temporaryDatabase();
    db.exec("INSERT INTO recordings (name, created_at_ms, written_at_ms) VALUES ('a', 0, 0)");
    const code = `
      const { parentPort, workerData } = require('node:worker_threads');
      const Database = require('better-sqlite3');
      const db = new Database(workerData, { readonly: true });
      parentPort.postMessage(db.prepare('SELECT name FROM recordings').pluck().all());
      db.close();`;
    const worker = new Worker(code, { eval: true, workerData: path });
    expect(await new Promise((resolve) => worker.once('message', resolve))).toEqual(['a']);
    await worker.terminate();
  });

  it('may live in memory', () => {
    const db = openDatabase(':memory:');
    expect(db.prepare('SELECT count(*) FROM recordings').pluck().get()).toBe(0);
    db.close();
  });
});

describe('an older database', () => {
  function atFirstStep(): string {
    const path = join(temporaryFolder(), 'old.db');
    const old = new BetterSqlite(path);
    old.exec(migrations[0] ?? '');
    old.exec("INSERT INTO recordings (name, created_at_ms, written_at_ms) VALUES ('kept', 0, 0)");
    old.pragma('application_id = 1383101043');
    old.pragma('user_version = 1');
    old.close();
    return path;
  }

  it.each([{ readonly: true }, { readonly: false }])('is brought up to date: %j', (options) => {
    const db = openDatabase(atFirstStep(), options);
    expect(db.pragma('user_version', { simple: true })).toBe(migrations.length);
    expect(db.prepare('SELECT name FROM recordings').pluck().all()).toEqual(['kept']);
    expect(db.prepare('SELECT count(*) FROM runs').pluck().get()).toBe(0);
    db.close();
  });

  it('is left as it was when a step fails', () => {
    const path = atFirstStep();
    const broken = new BetterSqlite(path);
    broken.exec('CREATE TABLE run_samples (in_the_way TEXT)');
    broken.close();
    expect(() => openDatabase(path)).toThrow(/run_samples/);
    const after = new BetterSqlite(path, { readonly: true });
    expect(after.pragma('user_version', { simple: true })).toBe(1);
    expect(after.prepare("SELECT 1 FROM sqlite_master WHERE name = 'runs'").get()).toBeUndefined();
    after.close();
  });
});

describe('a database that cannot be used is refused', () => {
  it('of a newer version', () => {
    const { db, path } = temporaryDatabase();
    db.pragma('user_version = 999');
    for (const readonly of [true, false]) {
      const error = errorOf(() => openDatabase(path, { readonly }));
      expect(error.message).toContain('written by a newer Reprise (schema 999');
      expect(error.hint).toContain('Update Reprise');
    }
  });

  it('of another program', () => {
    const path = join(temporaryFolder(), 'other.db');
    const other = new BetterSqlite(path);
    other.exec('CREATE TABLE bookmarks (url TEXT)');
    expect(errorOf(() => openDatabase(path)).message).toContain("not one of Reprise's");
    other.pragma('user_version = 1');
    expect(errorOf(() => openDatabase(path)).message).toContain("not one of Reprise's");
    other.close();
  });

  it('that is no SQLite file', () => {
    const path = join(temporaryFolder(), 'notes.txt');
    writeFileSync(path, 'not a database '.repeat(100));
    for (const readonly of [true, false]) {
      expect(errorOf(() => openDatabase(path, { readonly })).message).toBe(
        `The database ${path} is not an SQLite database.`,
      );
    }
  });

  it('that is a folder, below a file, in no folder, or has no name', () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'sub'));
    writeFileSync(join(folder, 'file'), '');
    const messages = ['sub', 'file/reprise.db', 'nowhere/reprise.db'].map(
      (path) => errorOf(() => openDatabase(join(folder, path))).message,
    );
    expect(messages[0]).toContain('is a folder');
    expect(messages[1]).toContain('a part of its path is a file');
    expect(messages[2]).toContain('its folder does not exist');
    expect(errorOf(() => openDatabase('')).message).toContain('no file name');
  });

  it('that is to be read and is not there, and none is made', () => {
    const path = join(temporaryFolder(), 'reprise.db');
    const error = errorOf(() => openDatabase(path, { readonly: true }));
    expect(error.message).toBe(`There is no database ${path}.`);
    expect(error.hint).toContain('reprise record import');
    expect(statSync(path, { throwIfNoEntry: false })).toBeUndefined();
  });
});

describe('what goes wrong on the way', () => {
  it('is told apart: a full database says so', async () => {
    const { db, path } = temporaryDatabase();
    db.close();
    const filling = withDatabase(path, {}, (again) => {
      again.pragma(`max_page_count = ${again.pragma('page_count', { simple: true })}`);
      again.prepare('INSERT INTO payloads (bytes) VALUES (?)').run(Buffer.alloc(100_000));
    });
    await expect(filling).rejects.toThrow(
      `The database ${path} cannot be written: the disk is full.`,
    );
  });

  it('is read-only: a write says so', async () => {
    const { path } = temporaryDatabase();
    const writing = withDatabase(path, { readonly: true }, (db) => db.exec('DELETE FROM payloads'));
    await expect(writing).rejects.toThrow(/read-only/);
  });

  it('is closed afterwards, and a defect stays a defect', async () => {
    const { path } = temporaryDatabase();
    let handle: BetterSqlite.Database | undefined;
    const failing = withDatabase(path, {}, (db) => {
      handle = db;
      throw new TypeError('a defect');
    });
    await expect(failing).rejects.toThrow(TypeError);
    expect(handle?.open).toBe(false);
  });

  it.each([
    [{ code: 'ERR_DLOPEN_FAILED', message: 'wrong ELF class' }],
    [{ message: 'Could not locate the bindings file. Tried:\n → /a' }],
    [{ message: 'was compiled against NODE_MODULE_VERSION 108' }],
  ])('is a missing native module: %j', ({ message, ...rest }) => {
    const error = explainDatabaseError(Object.assign(new Error(message), rest), 'reprise.db');
    expect(error).toBeInstanceOf(RepriseError);
    expect((error as RepriseError).message).toContain(message);
    expect((error as RepriseError).hint).toContain('npm rebuild better-sqlite3');
  });
});
