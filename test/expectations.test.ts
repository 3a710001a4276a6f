import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { JsonSummary } from '../results/export/json-summary.js';
import { reprise, temporaryFolder } from './cli.fixture.js';

const scenario = (expectations: string): string => `
target: { function: checkout, qualifier: live }
load: [{ name: steady, rate: 100/s, for: 30s }]
expect:
${expectations}
local:
  functions:
    checkout:
      versions: { 11: { latency: 5ms }, 12: { latency: 5ms, errorRate: 100% } }
      aliases: { live: { version: 11, weights: { 12: 30% } } }
`;

async function run(expectations: string, ...more: string[]) {
  const folder = temporaryFolder();
  const file = path.join(folder, 'scenario.yaml');
  writeFileSync(file, scenario(expectations));
  const db = path.join(folder, 'r.db');
  const args = ['run', file, '--db', db, '--quiet', '--out', 'json=-', ...more];
  const ended = await reprise(args);
  const summary = ended.stdout === '' ? undefined : (JSON.parse(ended.stdout) as JsonSummary);
  return { ...ended, summary, db };
}

describe('expectations of a run', () => {
  it('end it when they are told to: it drains, reports, and exits 108', async () => {
    const rule = '  - { that: "functionError < 5%", abortOnFail: true, delay: 2s }';
    const { code, stderr, summary } = await run(rule);
    expect(code).toBe(108);
    expect(stderr).toMatch(/Aborted \d+ s into the run: "functionError < 5%" had failed/);
    expect(summary?.run.status).toBe('aborted');
    expect(summary?.balanced).toBe(true);
    expect(summary?.outcomes.ok).toBeGreaterThan(0);
    expect(summary?.expectations[0]).toMatchObject({ verdict: 'fail' });
    expect(summary?.expectations[0]?.note).toMatch(/^aborted the run at \d+ s$/);
  });

  it('over windows and of parts are judged, and too few samples exit 100', async () => {
    const { code, summary } = await run(
      [
        '  - functionError of version(11) == 0',
        '  - p50 of stage("steady") warm < 5s over 2s',
        '  - p99.9 < 5s',
      ].join('\n'),
      '--for',
      '2s',
    );
    expect(summary?.expectations.map(({ verdict }) => verdict)).toEqual([
      'pass',
      'pass',
      'inconclusive',
    ]);
    expect(summary?.expectations[1]?.windows).toMatchObject({ lengthS: 2, failed: 0 });
    expect(code).toBe(100);
  });

  it('compare what ran with the alias itself, read before and after', async () => {
    const { code, summary } = await run('  - versions in alias', '--for', '3s');
    expect(summary?.expectations[0]).toMatchObject({
      verdict: 'pass',
      note: 'weighed 11 70%, 12 30% before the run and after it',
    });
    expect(code).toBe(0);
  });

  it('are refused with carets under what cannot be read', async () => {
    const { code, stderr } = await run('  - p99 of stage("stedy") < 1s');
    expect(code).toBe(104);
    expect(stderr).toContain(':5:18: expectation "p99 of stage("stedy") < 1s", column 14');
    expect(stderr).toContain('                   ^');
    expect(stderr).toContain('Did you mean "steady"?');
  });
});

describe('the preflight', () => {
  it('proves with a DryRun that the function may be invoked, and sends nothing where it may not', async () => {
    const folder = temporaryFolder();
    const file = path.join(folder, 'scenario.yaml');
    writeFileSync(file, scenario('  - dropped == 0'));
    const base = ['run', file, '--db', path.join(folder, 'r.db'), '--quiet', '--for', '1s'];
    const { code } = await reprise([...base, '--preflight']);
    expect(code).toBe(0);
  });
});
