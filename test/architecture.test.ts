import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeEach, expect, it } from 'vitest';

const root = path.join(import.meta.dirname, '..');
const script = path.join(root, 'test/architecture.mjs');
const copies = mkdtempSync(path.join(tmpdir(), 'reprise-architecture-'));
const top = ['bench', 'cmd', 'core', 'local', 'recorder', 'results', 'scenarios', 'session'];
let copy = '';

beforeEach(() => {
  copy = mkdtempSync(path.join(copies, 'tree-'));
  for (const directory of top) {
    cpSync(path.join(root, directory), path.join(copy, directory), { recursive: true });
  }
});

afterAll(() => rmSync(copies, { recursive: true }));

/** Adds the files to the copy and gives what the check says of it. */
function check(files: Record<string, string> = {}): { status: number | null; problems: string[] } {
  for (const [file, text] of Object.entries(files)) writeFileSync(path.join(copy, file), text);
  const { status, stderr } = spawnSync(process.execPath, [script, copy], { encoding: 'utf8' });
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
    'results/added.ts',
    "import type { Scenario } from '../scenarios/language/scenario.js';",
    'results/added.ts imports scenarios/language/scenario.ts: results may not import scenarios.',
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
