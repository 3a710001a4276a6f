import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';

/**
 * The files that a pattern names, as absolute paths in code-point order: `*` is any run of
 * characters within a name, `?` any one, `**` any number of folders. Names that start with a dot are
 * matched only by a pattern that writes the dot, as a shell does. A pattern without any of these is
 * that one file, if it exists. Relative patterns start at `baseDir`. Folders are never in the result,
 * and symbolic links to folders are not entered by `**`.
 *
 * Not tinyglobby (0.2.17 tried): it either follows links to folders, and then finds files twice where a
 * link points up, or passes over links to files, which is what all files of a mounted ConfigMap are.
 */
export function expandGlob(pattern: string, baseDir: string): string[] {
  const absolute = path.resolve(baseDir, pattern);
  const { root } = path.parse(absolute);
  const parts = absolute.slice(root.length).split(path.sep);
  const found = new Set<string>();
  descend(root, parts, found);
  return [...found].sort((a, b) => (a < b ? -1 : 1));
}

function descend(folder: string, [part, ...rest]: string[], found: Set<string>): void {
  if (part === undefined) return;
  if (part === '**') {
    descend(folder, rest.length > 0 ? rest : ['*'], found);
    for (const child of foldersIn(folder)) descend(child, [part, ...rest], found);
    return;
  }
  for (const match of matchesIn(folder, part)) {
    if (rest.length > 0) descend(match, rest, found);
    else if (isFile(match)) found.add(match);
  }
}

/** Does not list a folder for a plain name: it may be readable where the folder is not. */
function matchesIn(folder: string, part: string): string[] {
  if (!/[*?]/.test(part)) return [path.join(folder, part)];
  const pattern = namePattern(part);
  return entriesOf(folder)
    .filter(({ name }) => pattern.test(name) && (part.startsWith('.') || !name.startsWith('.')))
    .map(({ name }) => path.join(folder, name));
}

function foldersIn(folder: string): string[] {
  return entriesOf(folder)
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map(({ name }) => path.join(folder, name));
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return []; // Not a folder, or not ours to read: it holds no match, and no match is reported.
  }
}

function isFile(candidate: string): boolean {
  try {
    return statSync(candidate).isFile();
  } catch {
    return false; // Gone, or below something that is not a folder.
  }
}

function namePattern(part: string): RegExp {
  const escaped = part.replace(/[.+^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replace(/\*/g, '.*').replace(/\?/g, '.')}$`, 'su');
}
