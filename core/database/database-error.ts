import { codeOf, messageOf, RepriseError } from '../base/errors.js';
import { type PackageManager, packageManager } from './package-manager.js';

interface Explanation {
  what: string;
  hint: string;
}

const noPermission: Explanation = {
  what: 'cannot be opened: permission denied.',
  hint: 'Use a file that you may write, with --db or REPRISE_DB.',
};
const readOnly: Explanation = {
  what: 'cannot be written: the file, its folder or its file system is read-only.',
  hint: 'Copy it to a folder that you may write, or name another file with --db or REPRISE_DB.',
};
const full: Explanation = {
  what: 'cannot be written: the disk is full.',
  hint: 'Make room on the disk, or name a file on another one with --db or REPRISE_DB.',
};
const noFolder: Explanation = {
  what: 'cannot be made: its folder does not exist.',
  hint: 'Make the folder, or name another file with --db or REPRISE_DB.',
};
const noDatabase: Explanation = {
  what: 'is not an SQLite database.',
  hint: 'Name another file with --db or REPRISE_DB; a new one is made where there is none.',
};

/** By the system's error code, or by SQLite's primary result code (sqlite.org/rescode.html). */
const explanations: Record<string, Explanation> = {
  EACCES: noPermission,
  EPERM: noPermission,
  SQLITE_PERM: noPermission,
  SQLITE_AUTH: noPermission,
  EROFS: readOnly,
  SQLITE_READONLY: readOnly,
  ENOSPC: full,
  EDQUOT: full,
  SQLITE_FULL: full,
  ENOENT: noFolder,
  ENOTDIR: { ...noFolder, what: 'cannot be made: a part of its path is a file, not a folder.' },
  EISDIR: {
    what: 'is a folder, not a database.',
    hint: 'Name a file in it: --db folder/reprise.db.',
  },
  SQLITE_NOTADB: noDatabase,
  SQLITE_BUSY: {
    what: 'is in use: another process has been writing to it for too long.',
    hint: 'Wait until it is done, or use another file with --db or REPRISE_DB.',
  },
  SQLITE_CORRUPT: {
    what: 'is damaged.',
    hint: 'Save what can be saved: sqlite3 FILE .recover | sqlite3 NEW',
  },
  SQLITE_CANTOPEN: {
    what: 'cannot be opened: its folder may be read-only, and SQLite needs to write beside the file.',
    hint: readOnly.hint,
  },
  SQLITE_IOERR: {
    what: 'cannot be read or written: the disk reported an error.',
    hint: 'Check the disk (full? removed? a network share?), then try again.',
  },
};

/**
 * What a failure of the database means for the person at the terminal: a `RepriseError` for whatever
 * comes from outside (a full disk, a lock, permissions, a missing native module), and otherwise what
 * was thrown, which then is a defect. `path` absent: where it is not known which file it was.
 */
export function explainDatabaseError(thrown: unknown, path?: string): unknown {
  if (thrown instanceof RepriseError) return thrown;
  if (isMissingModule(thrown)) return missingModule(thrown);
  const code = codeOf(thrown) ?? '';
  // Extended codes append a detail: SQLITE_IOERR_WRITE, SQLITE_READONLY_DIRECTORY.
  const known = explanations[code] ?? explanations[code.split('_').slice(0, 2).join('_')];
  if (!known) return thrown;
  const name = path === undefined ? 'The database' : `The database ${path}`;
  return new RepriseError(`${name} ${known.what}`, {
    hint: known.hint,
    cause: thrown,
  });
}

/** better-sqlite3 loads its binary on first use, through the `bindings` package. */
function isMissingModule(thrown: unknown): boolean {
  return (
    codeOf(thrown) === 'ERR_DLOPEN_FAILED' ||
    /Could not locate the bindings file|NODE_MODULE_VERSION/.test(messageOf(thrown))
  );
}

function missingModule(thrown: unknown): RepriseError {
  const manager = packageManager(import.meta.url, process.env);
  return new RepriseError(
    `The SQLite module better-sqlite3 cannot be loaded: ${messageOf(thrown)}`,
    { hint: approvals[manager], cause: thrown },
  );
}

/** Each of them holds back what a package runs on install until it is approved, npm from version 11 on. */
const approvals: Readonly<Record<PackageManager, string>> = {
  npm: 'Build it for this Node: npm rebuild better-sqlite3. npm 11 and later hold it back until it is approved: npm approve-scripts better-sqlite3 (for -g: npm install -g --allow-scripts=better-sqlite3 reprise).',
  pnpm: 'pnpm builds it once it is approved: pnpm approve-builds (choose better-sqlite3), then pnpm rebuild better-sqlite3.',
  yarn: 'Yarn builds it once it is approved: put "dependenciesMeta": { "better-sqlite3": { "built": true } } into package.json, then yarn rebuild better-sqlite3.',
};
