import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { JsonSummary } from '../results/export/json-summary.js';
import { reprise, temporaryFolder } from './cli.fixture.js';

/** A function that takes so long, under the same load. */
function scenario(p50: string): string {
  return JSON.stringify({
    name: 'gate',
    target: { function: 'f' },
    payloads: { inline: [{}] },
    load: [{ rate: '150/s', for: '2s' }],
    expect: ['ok == 100%'],
    local: { functions: { f: { latency: { p50, p99: p50 } } } },
  });
}

describe('a run with a baseline', () => {
  it('has none at first, passes where it is as fast, and fails where it is slower', async () => {
    const folder = temporaryFolder();
    const [db, json] = [join(folder, 'r.db'), join(folder, 'out.json')];
    const outs = ['html', 'junit', 'markdown'].flatMap((format) => [
      ...['--out', `${format}=${join(folder, `out.${format}`)}`],
    ]);
    const go = async (p50: string, ...more: string[]) => {
      const gate = ['--baseline', 'last-pass', '--metric', 'latency', '--max-slowdown', '50%'];
      const file = join(folder, 's.yaml');
      writeFileSync(file, scenario(p50));
      const ran = await reprise([
        ...['run', file, '--db', db, '--out', `json=${json}`, ...outs, ...gate, ...more],
      ]);
      return { ...ran, summary: JSON.parse(readFileSync(json, 'utf8')) as JsonSummary };
    };
    const first = await go('30ms', '--tag', 'commit=a1');
    expect([first.code, first.summary.baseline], first.stderr).toEqual([0, null]);
    expect(first.stderr).toContain('there is no baseline');
    const slower = await go('90ms', '--tag', 'commit=b2', '--note', 'no cache');
    expect([slower.code, slower.summary.baseline?.verdict], slower.stderr).toEqual([99, 'fail']);
    expect(slower.summary.run).toMatchObject({ tags: { commit: 'b2' }, note: 'no cache' });
    expect(slower.summary.baseline?.old).toBe(first.summary.run.id);
    expect(slower.stdout).toContain('Against the baseline');
    const told = (format: string) => readFileSync(join(folder, `out.${format}`), 'utf8');
    for (const format of ['html', 'junit', 'markdown']) {
      expect(told(format)).toContain(`latency against ${first.summary.run.id}`);
    }
    const listed = await reprise(['runs', '--tag', 'commit=b2', '--db', db, '--json']);
    expect(JSON.parse(listed.stdout)).toMatchObject([
      { id: slower.summary.run.id, verdict: 'fail' },
    ]);
    const compared = await reprise([
      'compare',
      'commit=a1',
      'last',
      '--metric',
      'latency',
      '--db',
      db,
    ]);
    expect([compared.code, compared.stdout.includes(first.summary.run.id)]).toEqual([99, true]);
    const pruned = await reprise(['runs', 'prune', '--keep', '1', '--yes', '--db', db]);
    // The baseline of a run that stays is its evidence.
    expect(pruned.stdout).toContain(`Kept ${first.summary.run.id}`);
    expect(pruned.stdout).toContain('Nothing to remove');
  });
});
