import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'vitest';

/** Material of others to test against. The repository does not hold it: it may lie beside the checkout. */
const corpus = join(import.meta.dirname, '../../../shared/corpus');

/** Where a file or folder of the corpus is, or would be. */
export const corpusPath = (name: string): string => join(corpus, name);

/** Whether the corpus has it. */
export const inCorpus = (name: string): boolean => existsSync(corpusPath(name));

/** The paths of all files below a folder of the corpus, by name. */
export function corpusFiles(folder: string): string[] {
  return readdirSync(corpusPath(folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/**
 * A test that reads a part of the corpus, and is skipped by name where that is absent. One for each
 * folder: what a clone can check without the corpus stands in tables of the project's own.
 */
export function corpusTest(
  title: string,
  name: string,
  body: () => void | Promise<void>,
  timeoutMs = 60_000,
): void {
  it.skipIf(!inCorpus(name))(`${title} (needs ../shared/corpus/${name})`, body, timeoutMs);
}
