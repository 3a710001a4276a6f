// How each package manager is run, what it needs to be told before, and how it adds a tarball.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** npm by itself; the others as npm fetches them. */
export const managers = {
  npm: {
    command: ['npm'],
    settings: { allowScripts: { 'better-sqlite3': true } },
    add: (tarball) => ['install', '--no-audit', '--no-fund', tarball],
    run: (args) => ['exec', '--', 'reprise', ...args],
  },
  pnpm: {
    command: ['npx', '--yes', '--package', 'pnpm@10', 'pnpm'],
    settings: { pnpm: { onlyBuiltDependencies: ['better-sqlite3'] } },
    add: (tarball) => ['add', tarball],
    run: (args) => ['exec', 'reprise', ...args],
  },
  yarn: {
    command: ['npx', '--yes', '--package', '@yarnpkg/cli-dist@4', 'yarn'],
    settings: { dependenciesMeta: { 'better-sqlite3': { built: true } } },
    files: { '.yarnrc.yml': 'nodeLinker: node-modules\nenableTelemetry: false\n' },
    add: (tarball) => ['add', `reprise@file:${tarball}`],
    run: (args) => ['run', 'reprise', ...args],
  },
};

/** An empty project, as one has it before the first `add`. */
export function writeProject({ settings, files = {} }, folder) {
  mkdirSync(folder);
  const own = { name: 'newcomer', private: true, type: 'module', ...settings };
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify(own));
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);
}

/** What npm tells its scripts is for them, not for the package managers that they start. */
export function ownEnvironment(more) {
  const inherited = Object.entries(process.env).filter(
    ([key]) => !/^npm_(?!config_(nodedir|registry|cache)$)/.test(key),
  );
  return { ...Object.fromEntries(inherited), ...more };
}
