import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';

const root = path.join(import.meta.dirname, '..');
const script = path.join(root, 'test/architecture.mjs');
const copy = mkdtempSync(path.join(tmpdir(), 'reprise-architecture-'));
const top = ['bench', 'cmd', 'core', 'local', 'recorder', 'results', 'scenarios', 'session'];

/** Directories, and the files that the check reads. */
const isRead = (source: string): boolean =>
  path.extname(source) === '' || (source.endsWith('.ts') && !/\.(test|fixture)\.ts$/.test(source));

beforeAll(() => {
  for (const directory of top) {
    const target = path.join(copy, directory);
    cpSync(path.join(root, directory), target, { recursive: true, filter: isRead });
  }
}, 60_000);

afterAll(() => rmSync(copy, { recursive: true }));

/** Adds the files to the copy, gives what the check says of it, and takes them away again. */
function check(added: Record<string, string> = {}): { status: number | null; problems: string[] } {
  const files = Object.entries(added).map(([file, text]) => [path.join(copy, file), text] as const);
  for (const [file, text] of files) writeFileSync(file, text);
  const { status, stderr } = spawnSync(process.execPath, [script, copy], { encoding: 'utf8' });
  for (const [file] of files) rmSync(file);
  return { status, problems: stderr.trim().split('\n').filter(Boolean) };
}

it('finds nothing in the tree as it is', () => {
  expect(check()).toEqual({ status: 0, problems: [] });
});

it.each([
  [
    'up from core',
    'core/base/added.ts',
    "import { runScenario } from '../../session/run/run-scenario.js';",
    'core/base/added.ts imports session/run/run-scenario.ts: core/base may not import session.',
  ],
  [
    'up from results, for a type',
    'results/document/added.ts',
    "import type { Scenario } from '../../scenarios/language/scenario.js';",
    'results/document/added.ts imports scenarios/language/scenario.ts: results/document may not import scenarios.',
  ],
  [
    'of more of core than the local Lambda may use',
    'local/added.ts',
    "export { classify } from '../core/invoke/classify.js';",
    'local/added.ts imports core/invoke/classify.ts: local may not import core/invoke.',
  ],
  [
    'at run time',
    'recorder/added.ts',
    "await import('../core/base/clock.js');",
    'recorder/added.ts imports core/base/clock.ts: recorder may not import core/base.',
  ],
])('fails for an import %s', (_, file, text, problem) => {
  expect(check({ [file]: `${text}\n` })).toEqual({ status: 1, problems: [problem] });
});

it.each([
  ['of values', "import { b } from './b.js';", "import { a } from './a.js';"],
  ['of types alone', "import type { B } from './b.js';", "export type { A } from './a.js';"],
])('fails for a circle %s', (_, a, b) => {
  expect(check({ 'core/base/a.ts': `${a}\n`, 'core/base/b.ts': `${b}\n` })).toEqual({
    status: 1,
    problems: ['A circle of imports: core/base/a.ts > core/base/b.ts > core/base/a.ts.'],
  });
});
