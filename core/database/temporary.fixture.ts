import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type Database, openDatabase } from './open.js';

/** A folder of its own, which is gone after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'reprise-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** An up-to-date database in a file of its own, closed and gone after the test. */
export function temporaryDatabase(): { db: Database; path: string } {
  const path = join(temporaryFolder(), 'reprise.db');
  const db = openDatabase(path);
  onTestFinished(() => {
    db.close();
  });
  return { db, path };
}
