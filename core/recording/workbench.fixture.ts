import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { RepriseError } from '../base/errors.js';
import type { Database } from '../database/open.js';
import { temporaryDatabase, temporaryFolder } from '../database/temporary.fixture.js';
import { type ImportOptions, type ImportResult, importRecording } from './files/import.js';
import { RecordingStore } from './store/store.js';

export interface Workbench {
  db: Database;
  folder: string;
  /** The path of a file in the folder. */
  path(name: string): string;
  /** Imports as `a`, unless told otherwise. */
  load(source: string, options?: Partial<ImportOptions>): Promise<ImportResult>;
}

/** A database, and files to import into it. */
export function workbench(files: Record<string, string | Uint8Array> = {}): Workbench {
  const { db } = temporaryDatabase();
  const folder = temporaryFolder();
  const path = (name: string): string => join(folder, name);
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(join(path(name), '..'), { recursive: true });
    writeFileSync(path(name), content);
  }
  return {
    ...{ db, folder, path },
    load: (source, options) => importRecording(db, { source, name: 'a', ...options }),
  };
}

/** The payloads of a recording, in order. */
export const payloadsOf = (db: Database, name = 'a'): Buffer[] =>
  [...new RecordingStore(db).records(name)].map(({ payload }) => Buffer.from(payload));

/** The same as text. */
export const textsOf = (db: Database, name = 'a'): string[] => payloadsOf(db, name).map(String);

/** What the work is rejected with; anything but a `RepriseError` is thrown on. */
export async function errorOf(work: Promise<unknown>): Promise<RepriseError> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof RepriseError) return error;
  throw error ?? new Error('nothing was thrown');
}
