import { type BigIntStats, statSync } from 'node:fs';
import { RepriseError } from '../base/errors.js';
import { exitCodes } from '../base/exit-codes.js';
import type { Database } from './open.js';

/**
 * Notices that a database's file is no longer the one that was opened. SQLite goes on writing to a file
 * that was deleted or replaced, and nobody would find what it wrote.
 */
export class SameFile {
  readonly #path: string;
  readonly #opened: BigIntStats | undefined;

  constructor({ name, memory }: Database) {
    this.#path = name;
    // A copy of a read-only file has no name any more when it is handed out.
    this.#opened = memory ? undefined : statsOf(name);
  }

  /** Throws `RepriseError` where the name leads to nothing or to another file. */
  check(): void {
    if (!this.#opened) return;
    const now = statsOf(this.#path);
    if (now?.ino === this.#opened.ino && now.dev === this.#opened.dev) return;
    const what = now ? 'replaced by another file' : 'deleted';
    throw new RepriseError(`The database ${this.#path} was ${what} while it was in use`, {
      hint: 'What is shown is from memory. Keep the file where it is until the command has ended.',
      exitCode: exitCodes.aborted,
    });
  }
}

function statsOf(path: string): BigIntStats | undefined {
  return statSync(path, { bigint: true, throwIfNoEntry: false });
}
