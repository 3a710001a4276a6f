import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ListedRun } from '../results/draw/terminal/run-list.js';
import type { JsonComparison } from '../results/export/comparison-json.js';
import { type Ended, reprise, temporaryFolder } from './cli.fixture.js';

/** The same three times (11, 13, and 12 which answers with something else), and errors (14). */
const scenario = `
target: { function: shop }
payloads: { inline: [{ "id": 9007199254740993 }, { "id": 2 }] }
load: [{ rate: 1/s, for: 1s }]
local:
  functions:
    shop:
      versions:
        11: { latency: 20ms }
        12: { latency: 20ms, response: 40 }
        13: { latency: 20ms }
        14: { latency: 20ms, errorRate: 30% }
`;

interface Compared extends Ended {
  json: JsonComparison;
  db: string;
}

function folderWithScenario() {
  const folder = temporaryFolder();
  const file = path.join(folder, 'scenario.yaml');
  writeFileSync(file, scenario);
  return { file, db: path.join(folder, 'r.db'), out: path.join(folder, 'comparison.json') };
}

async function compare(old: string, now: string, ...more: string[]): Promise<Compared> {
  const { file, db, out } = folderWithScenario();
  const args = ['compare', old, now, '--scenario', file, '--db', db, '--out', `json=${out}`];
  const ended = await reprise([...args, '--rate', '300/s', '--pairs', '120', ...more]);
  return { ...ended, db, json: JSON.parse(readFileSync(out, 'utf8')) as JsonComparison };
}

const lenient = ['--max-slowdown', '80%', '--max-error-increase', '10%'];

describe('reprise compare', () => {
  it('passes a version that is as correct, and keeps it as a run', async () => {
    const metrics = ['--metric', 'errors,responses', '--again'];
    const { code, json, stdout, db } = await compare('shop:11', 'shop:13', ...lenient, ...metrics);
    expect(stdout).toContain('✓ Passed  shop:13 is no worse than shop:11');
    expect([code, json.verdict, json.pairs, json.fields]).toEqual([0, 'pass', 120, []]);
    expect(json.metrics.map(({ name, verdict }) => `${name} ${verdict}`)).toEqual(
      ['errors', 'responses'].map((name) => `${name} pass`),
    );
    const listed = await reprise(['runs', '--json', '--db', db]);
    const [run] = JSON.parse(listed.stdout) as ListedRun[];
    expect(run).toMatchObject({ id: json.runs[0], verdict: 'pass', planned: 360, ok: 360 });
    const report = await reprise(['report', 'last', '--db', db]);
    expect(report.stdout).toContain('errors of new at most +10 pp');
    const again = await reprise(['compare', 'last', '--db', db, '--out', 'json=-']);
    expect([again.code, JSON.parse(again.stdout)]).toEqual([0, json]);
    const page = await reprise(['compare', 'last', '--db', db, '--out', 'html=-']);
    expect([page.code, page.stdout.slice(0, 15)]).toEqual([0, '<!doctype html>']);
    expect(page.stdout).toContain('shop:13 is no worse than shop:11');
    expect(page.stdout).toContain('old again');
    const opened = await reprise(['compare', 'last', '--db', db, '--open'], {
      env: { PATH: '/nonexistent', TMPDIR: path.dirname(db) },
    });
    const file = path.join(path.dirname(db), `reprise-${run?.id}.html`);
    expect(opened.stderr).toBe(`No browser could be started. Open ${file}\n`);
    expect(readFileSync(file, 'utf8') === page.stdout).toBe(true);
  });

  it('fails a version that answers differently: 99', async () => {
    const { code, json, stdout } = await compare('shop:11', 'shop:12', ...lenient, '--pairs', '60');
    expect(stdout).toContain('✗ Failed  shop:12 is worse than shop:11:');
    const verdicts = Object.fromEntries(json.metrics.map(({ name, verdict }) => [name, verdict]));
    expect(verdicts).toMatchObject({ errors: 'pass', responses: 'fail' });
    expect(json.fields[0]).toMatchObject({ differs: 60, noise: 0, verdict: 'fail' });
    expect([code, json.verdict]).toEqual([99, 'fail']);
  });

  it('fails a version that fails more often', async () => {
    const { code, json } = await compare('shop:11', 'shop:14', ...lenient, '--metric', 'errors');
    const [errors] = json.metrics;
    expect([code, errors?.verdict]).toEqual([99, 'fail']);
    expect(errors?.low).toBeGreaterThan(0.1);
  });

  it('judges against a control with a pool of its own', async () => {
    const flags = ['--control', '13', '--pairs', '60', '--metric', 'latency,responses'];
    const { code, json, stdout } = await compare('shop:11', 'shop:12', ...flags);
    expect([code, json.control, json.isNoiseKnown]).toEqual([99, 'shop:13', true]);
    expect(json.metrics[0]?.control).toEqual(expect.any(Number));
    expect(json.environments).toMatchObject({ isKnown: false, isMeasured: false, spread: 0 });
    expect(stdout).toMatch(
      /Execution environments\s+about \d+ of old,[\s\S]*by rate and\s+duration/,
    );
  });

  it('has no verdict with too few pairs, and says how many it needs: 100', async () => {
    const { code, json, stdout } = await compare('shop:11', 'shop:13', '--metric', 'errors');
    expect([code, json.verdict]).toEqual([100, 'inconclusive']);
    expect(json.pairsNeeded).toBeGreaterThan(3000);
    expect(stdout).toMatch(/◌ Inconclusive [\s\S]*? about\s+[\d,]+\s+pairs/);
  });

  it('compares two stored runs, and warns where they are not alike', async () => {
    const { file, db } = folderWithScenario();
    for (const [version, rate] of [
      ['11', '150/s'],
      ['14', '120/s'],
    ] as const) {
      const load = ['--rate', rate, '--for', '1s', '--qualifier', version];
      await reprise(['run', file, '--db', db, ...load]);
    }
    const listed = await reprise(['runs', '--json', '--db', db]);
    const [latest, earlier] = JSON.parse(listed.stdout) as ListedRun[];
    const runs = [earlier?.id ?? '', latest?.id ?? ''];
    const html = path.join(path.dirname(db), 'runs.html');
    const outs = ['--out', 'json=-', '--out', `html=${html}`];
    const { code, stdout } = await reprise(['compare', ...runs, '--db', db, ...outs]);
    expect(readFileSync(html, 'utf8')).toContain('The loads differ in rate');
    const unpaired = JSON.parse(stdout) as JsonComparison;
    expect([code, unpaired.verdict, unpaired.design, unpaired.runs]).toEqual([
      99,
      'fail',
      'unpaired',
      runs,
    ]);
    expect(unpaired.metrics.find(({ name }) => name === 'errors')?.verdict).toBe('fail');
    expect(unpaired.warnings).toContain('the loads differ in rate, length or concurrency');
  });

  it.each([
    [['shop:11', 'shop:99'], /has no version or alias "99"/],
    [['shop:11', 'shop:13', '--ignore', 'a b'], /--ignore: "a b" is not a path/],
    [['shop:11'], /shop:11 is to be compared, but with what/],
    [['last', 'last'], /There is no database/],
  ])('refuses %j: 104', async (args, message) => {
    const { file, db } = folderWithScenario();
    const { code, stderr } = await reprise(['compare', ...args, '--scenario', file, '--db', db]);
    expect([code, stderr]).toEqual([104, expect.stringMatching(message)]);
  });
});
