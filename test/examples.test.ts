import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';
import { bareEnvironment, root, temporaryFolder } from './cli.fixture.js';

/** In the order in which a reader meets them; they share one database. */
const names = ['run', 'import', 'capacity', 'compare', 'record'];

/** With what was printed; rejects with it where a program fails. */
const node = (args: string[], options: object = {}) =>
  promisify(execFile)(process.execPath, args, { encoding: 'utf8', ...options });

it('the examples of docs/api.md compile under strict node16, and do what they say', async () => {
  const sources = path.join(root, 'examples');
  const scripts = readdirSync(sources).filter((name) => name.endsWith('.ts'));
  expect(scripts.sort()).toEqual(names.map((name) => `${name}.ts`).sort());
  const folder = temporaryFolder();
  // Within the package, so that they find it by its name.
  const compiled = path.join(root, 'dist', path.basename(folder));
  onTestFinished(() => rmSync(compiled, { recursive: true, force: true }));
  mkdirSync(compiled);
  const tsc = path.join(root, 'node_modules/typescript/bin/tsc');
  await node([tsc, '-p', sources, '--outDir', compiled]);

  for (const file of ['scenario.yaml', 'orders.jsonl'])
    cpSync(path.join(sources, file), path.join(folder, file));
  const all = names.map(
    (name) => `await import(${JSON.stringify(path.join(compiled, name))} + '.js');`,
  );
  const { stdout } = await node(['--input-type=module', '--eval', all.join('\n')], {
    cwd: folder,
    env: bareEnvironment(),
  });
  expect(stdout.split('\n')).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^second 1: \d+ in flight$/),
      'pass 100',
      expect.stringMatching(/^3 events; edits:/),
      '{"orderId":1,"email":"***"}',
      '{"orderId":9007199254740993}',
      '8 at once: held',
      expect.stringMatching(/^errors 0 /),
      '{ accepted: 3 }',
      '3 events recorded',
    ]),
  );
  expect(stdout).not.toMatch(/4111|ada@|secret/);
  // Seconds of load on a machine that may have other work: none of it is judged by the clock.
}, 300_000);

it('docs/api.md is what the declarations say (npm run api-docs writes it anew)', async () => {
  await node([path.join(root, 'test/package/api-docs.mjs'), '--check']);
});
