import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type Database, openDatabase } from '../../core/database/open.js';

/** A database in a file of its own, which is gone after the test. */
export function temporaryDatabase(): { db: Database; path: string } {
  const directory = mkdtempSync(join(tmpdir(), 'reprise-runs-'));
  const path = join(directory, 'reprise.db');
  const db = openDatabase(path);
  onTestFinished(() => {
    db.close();
    rmSync(directory, { recursive: true });
  });
  return { db, path };
}
