import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { openDatabase } from './open.js';
import { SameFile } from './same-file.js';

function opened() {
  const folder = mkdtempSync(path.join(tmpdir(), 'reprise-same-'));
  const file = path.join(folder, 'r.db');
  const db = openDatabase(file);
  onTestFinished(() => {
    db.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return { file, folder, same: new SameFile(db) };
}

it('is content while the name leads to the file that was opened', () => {
  const { file, same } = opened();
  same.check();
  renameSync(file, `${file}.aside`);
  renameSync(`${file}.aside`, file);
  same.check();
});

it.each([
  ['deleted', (file: string) => rmSync(file)],
  ['deleted', (file: string) => rmSync(path.dirname(file), { recursive: true })],
  [
    'replaced by another file',
    (file: string) => {
      writeFileSync(`${file}.new`, '');
      renameSync(`${file}.new`, file);
    },
  ],
])('says that it was %s', (what, lose) => {
  const { file, same } = opened();
  lose(file);
  expect(() => same.check()).toThrow(`The database ${file} was ${what} while it was in use`);
});

it('has nothing to lose in memory', () => {
  const db = openDatabase(':memory:');
  onTestFinished(() => void db.close());
  expect(() => new SameFile(db).check()).not.toThrow();
});
