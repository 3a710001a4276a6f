import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ListedRun } from '../results/draw/terminal/run-list.js';
import type { JsonCapacity } from '../results/export/capacity-json.js';
import { reprise, start, temporaryFolder } from './cli.fixture.js';

/** Five at once of 200 ms each: 25/s, less what each loses in waiting for the next arrival. */
const scenario = `
name: shop
target: { function: shop }
payloads: { inline: ['{}'] }
load: [{ rate: 1/s, for: 1s }]
local:
  functions:
    shop: { reserved: 5, latency: 200ms }
`;

function command(...more: string[]) {
  const folder = temporaryFolder();
  const file = path.join(folder, 'shop.yaml');
  writeFileSync(file, scenario);
  const [db, out] = [path.join(folder, 'r.db'), path.join(folder, 'capacity.json')];
  const times = ['--step', '1s', '--warm-up', '0s', '--cool-down', '0s'];
  const args = ['capacity', file, '--db', db, '--out', `json=${out}`, ...times, ...more];
  return { db, args, file, json: () => JSON.parse(readFileSync(out, 'utf8')) as JsonCapacity };
}

describe('reprise capacity', () => {
  it('finds what a function sustains, says what limits it, and keeps the search', {
    timeout: 300_000,
  }, async () => {
    const { db, args, json } = command(
      '--slo',
      'throttled < 5%',
      '--from',
      '40/s',
      '--precision',
      '40%',
    );
    const { code, stdout, stderr } = await reprise(args);
    const found = json();
    expect([code, found.verdict, found.limit.kind]).toEqual([0, 'pass', 'reservedConcurrency']);
    // A machine that stalls loses some of the rate, and never wins any.
    expect(found.sustainable?.rateHz).toBeGreaterThan(12);
    expect(found.sustainable?.rateHz).toBeLessThan(32);
    expect(found.limit.value).toBeGreaterThanOrEqual(4);
    expect(stdout).toContain('✓ Passed  shop sustains');
    expect(stderr).toContain('✗ 40/s');
    const listed = await reprise(['runs', '--json', '--db', db]);
    const runs = JSON.parse(listed.stdout) as ListedRun[];
    expect(runs.map(({ id }) => id).reverse()).toEqual(found.steps.map(({ runId }) => runId));
    const again = await reprise(['capacity', 'last', '--db', db, '--out', 'json=-']);
    expect([again.code, JSON.parse(again.stdout)]).toEqual([0, found]);
  });

  it('keeps its budget, and says what is known', async () => {
    const { args, json } = command('--from', '5/s', '--max-invocations', '12');
    const { code, stderr } = await reprise(args);
    expect([code, json().verdict, json().steps.length]).toEqual([108, 'inconclusive', 1]);
    expect(stderr).toContain('The budget of 12 invocations does not allow the next step.');
  });

  it('ends on Ctrl-C with what it has', async () => {
    const { args, db, json } = command('--step', '20s');
    const { process: child, ended } = start(args);
    const began = new Promise<void>((resolve) => {
      child.stderr?.on('data', (text: Buffer) => text.includes('Looking for') && resolve());
    });
    await began;
    setTimeout(() => child.kill('SIGINT'), 1000);
    const { code, stdout } = await ended;
    expect([code, json().verdict]).toEqual([105, 'inconclusive']);
    expect(stdout).toContain('It was interrupted.');
    const again = await reprise(['capacity', 'last', '--db', db]);
    expect(again.stdout.replace(/\s+/g, ' ')).toMatch(
      /To take it up again: reprise capacity --resume \d{8}-\d{6}-\w+/,
    );
  });

  it('takes up again a search that was cut off, and counts its steps', async () => {
    const { args, db, json } = command('--from', '5/s', '--max', '10/s', '--max-invocations', '7');
    const first = await reprise(args);
    expect([first.code, json().steps.length]).toEqual([108, 1]);
    const [step] = json().steps;
    const out = ['--out', `json=${args[args.indexOf('--out') + 1]?.slice('json='.length)}`];
    const more = ['--max-invocations', '1000', '--db', db, ...out];
    const resumed = await reprise(['capacity', '--resume', step?.runId ?? '', ...more]);
    expect(resumed.stderr).toContain(`Taking up the search of run ${step?.runId} after 1 step.`);
    expect([resumed.code, json().verdict, json().limit.kind]).toEqual([0, 'pass', 'maximum']);
    // A machine that stalls has a step taken again.
    expect([...new Set(json().steps.map(({ level }) => level))]).toEqual([5, 10]);
    expect(json().steps[0]).toEqual(step);
    const over = await reprise(['capacity', '--resume', 'last', '--db', db]);
    expect([over.code, over.stderr]).toEqual([104, expect.stringContaining('has come to its end')]);
  }, 180_000);

  it('needs no load in the scenario', async () => {
    const { args, json, file } = command('--from', '5/s', '--max', '5/s');
    writeFileSync(file, scenario.replace(/^load: .*\n/m, ''));
    const { code, stderr, stdout } = await reprise(args);
    expect([code, stderr]).toEqual([0, expect.stringContaining('Looking for what shop sustains')]);
    expect(json().sustainable).toEqual({ rateHz: 5, lowHz: 5, highHz: null });
    expect(stdout).toContain('shop sustains at least 5/s, the highest rate tried');
  }, 60_000);

  it('takes callers who each wait for their answer', async () => {
    const flags = ['--by', 'concurrency', '--from', '4', '--max', '4', '--slo', 'throttled < 20%'];
    const { args, json } = command(...flags);
    const { code } = await reprise(args);
    expect([code, json().concurrency, json().limit.kind]).toEqual([0, 4, 'maximum']);
    expect(json().steps.map(({ purpose }) => purpose)).toEqual(['climb', 'confirm']);
  }, 60_000);

  it('refuses an objective that cannot be read', async () => {
    const { code, stderr } = await reprise(command('--slo', 'errors < 1%, p99 <').args);
    expect([code, stderr]).toEqual([104, expect.stringContaining('expectation "p99 <", column')]);
  });
});
