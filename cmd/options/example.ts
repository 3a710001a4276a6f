import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { closestName } from '../../core/base/closest-name.js';
import { RepriseError } from '../../core/base/errors.js';
import { textOption } from './options.js';

/** A scenario of the package in place of a file, for commands that take one. */
export const exampleOption = {
  example: textOption('Use a scenario that ships with Reprise: quickstart, streaming, wave, …'),
} as const;

/** The file that a command is to take: the one that is named, or the example's. Throws `RepriseError` for both. */
export function fileOrExample(
  file: string | undefined,
  example: string | undefined,
): string | undefined {
  if (example === undefined) return file;
  if (file === undefined) return exampleFile(example);
  throw new RepriseError(`${file} and --example ${example} both say what to take.`, {
    hint: 'Keep one.',
  });
}

/** Where an example's file is. Throws `RepriseError`, which names those that there are. */
function exampleFile(name: string): string {
  const folder = scenariosFolder();
  const names = exampleNames(folder);
  const found = name.replace(/\.yaml$/, '');
  if (names.includes(found)) return path.join(folder, `${found}.yaml`);
  const closest = closestName(found, names);
  const meant = closest === undefined ? '' : `Did you mean ${closest}? `;
  throw new RepriseError(`There is no example "${name}".`, {
    hint: `${meant}There are ${names.join(', ')}.`,
  });
}

/** `quickstart`, `limits/reserved`, … */
function exampleNames(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => file.replaceAll(path.sep, '/').replace(/\.yaml$/, ''))
    .sort();
}

/** Of the package: two folders up from the source, three from the build. */
function scenariosFolder(): string {
  const up = ['../../scenarios', '../../../scenarios'].map((relative) =>
    fileURLToPath(new URL(relative, import.meta.url)),
  );
  const found = up.find((folder) => existsSync(path.join(folder, 'quickstart.yaml')));
  if (found !== undefined) return found;
  throw new RepriseError('The examples are not where they were installed.', {
    hint: 'Install Reprise again, or name a scenario file.',
  });
}
