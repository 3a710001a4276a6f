import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { outcomeKinds } from '../core/invoke/outcome.js';
import type { JsonSummary } from '../results/export/json-summary.js';
import { reprise, temporaryFolder } from './cli.fixture.js';

/** A recording of 300 events, and a function that fails unless it gets what it should. */
async function bench(
  handler: string,
  payloads: string,
): Promise<{ folder: string; run: string[] }> {
  const folder = temporaryFolder();
  const events = Array.from({ length: 300 }, (_, n) => `{"n":${n},"id":"{{uuid}}"}\n`).join('');
  writeFileSync(path.join(folder, 'in.jsonl'), events);
  writeFileSync(path.join(folder, 'check.mjs'), handler);
  writeFileSync(
    path.join(folder, 's.yaml'),
    `target: { function: f }
payloads: { recording: a, ${payloads} }
load: [{ rate: 100/s, for: 1s }]
local: { functions: { f: { handler: ./check.mjs } } }
`,
  );
  const db = path.join(folder, 'r.db');
  const { code, stderr } = await reprise(
    ['record', 'import', 'in.jsonl', '--as', 'a', '--db', db],
    {
      cwd: folder,
    },
  );
  expect([code, stderr]).toEqual([0, '']);
  return { folder, run: ['run', 's.yaml', '--db', db, '--quiet', '--out', 'json=-'] };
}

function balanced(stdout: string): JsonSummary {
  const summary = JSON.parse(stdout) as JsonSummary;
  const sum = outcomeKinds.reduce((total, kind) => total + summary.outcomes[kind], 0);
  expect(sum).toBe(summary.planned);
  return summary;
}

describe('a run over a selection with a transform', () => {
  it('sends what is selected, changed, signed anew, and leaves braces of the payload alone', async () => {
    const { folder, run } = await bench(
      `export const handler = async ({ n, id, seq, request }) => {
  if (n >= 10 || id !== '{{uuid}}' || typeof seq !== 'number' || request.length !== 36) throw new Error('wrong');
};`,
      'where: { payload: "n < `10`" }, transform: { set: { seq: "{{seq}}", request: "{{uuid}}" } }',
    );
    const { stdout, code } = await reprise(run, { cwd: folder });
    expect([code, balanced(stdout).outcomes.ok]).toEqual([0, 100]);
  });

  it('is stopped by a module that throws: exit 108, books balanced, file and record named', async () => {
    const { folder, run } = await bench(
      'export const handler = async () => {};',
      'order: recorded',
    );
    writeFileSync(
      path.join(folder, 'mask.mjs'),
      'export default (p, { record }) => { if (record === 40) throw new Error("no secret"); };',
    );
    const { stdout, stderr, code } = await reprise([...run, '--transform', 'mask.mjs'], {
      cwd: folder,
    });
    const summary = balanced(stdout);
    expect([code, summary.run.status]).toEqual([108, 'aborted']);
    expect(stderr).toContain('mask.mjs threw on record 40: no secret');
  });

  it('refuses what it cannot do, by flag and by line', async () => {
    const { folder, run } = await bench(
      'export const handler = async () => {};',
      'order: recorded',
    );
    const bad = await reprise([...run, '--set', 'a={{uid}}', '--where-time', 'noon'], {
      cwd: folder,
    });
    expect(bad.code).toBe(104);
    expect(bad.stderr).toContain('--set');
    expect(bad.stderr).toContain('--where-time');
    const none = await reprise([...run, '--where-function', 'x'], { cwd: folder });
    expect([none.code, none.stderr]).toEqual([104, expect.stringContaining('None of the 300')]);
  });
});
