import { existsSync } from 'node:fs';
import BetterSqlite from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../core/base/random.js';
import { reprise } from '../cli.fixture.js';
import { expectReport, recount } from './books.fixture.js';
import { killAtRandom, moments, seed } from './kill.fixture.js';
import { type Workbench, workbench } from './workbench.fixture.js';

/** What a killed command left is whole, adds up, and holds no more than the endpoint has seen. */
async function expectRemains({ db, endpoint }: Workbench): Promise<void> {
  if (!existsSync(db)) return;
  const isEmpty = new BetterSqlite(db, { readonly: true }).pragma('user_version', {
    simple: true,
  });
  if (isEmpty === 0) return;
  const runs = recount(db);
  const answered = runs.reduce((sum, run) => sum + run.answered, 0);
  expect(endpoint.received.length).toBeGreaterThanOrEqual(answered);
  const last = runs.at(-1);
  if (!last) return;
  const { run, cutOff } = await expectReport(db, last.id);
  if (last.status === 'running') {
    expect(run.status).toBe('interrupted');
    expect(cutOff).toMatchObject({ neverDue: 0, notRecorded: expect.any(Number) });
  }
}

describe('kill -9: run', () => {
  it.each(moments)('moment %i', async (moment) => {
    const bench = await workbench();
    const random = createRandom(seed, `run/${moment}`);
    const file = bench.write('run.yaml', 'payloads: { inline: ["{}"] }\n');
    const load = ['--function', 'f', '--rate', '200/s', '--for', '5s'];
    const run = bench.start(['run', file, ...load, '--db', bench.db]);
    await killAtRandom(run, random, () => bench.endpoint.received.length > 0, 4000);
    await expectRemains(bench);
  });
});

describe('kill -9: compare', () => {
  it.each(moments)('moment %i', async (moment) => {
    const bench = await workbench();
    const random = createRandom(seed, `compare/${moment}`);
    const payload = ['--payload', bench.write('a.json', '{}')];
    const load = ['--rate', '200/s', '--pairs', '500'];
    const compare = bench.start(['compare', 'f:1', 'f:2', ...payload, ...load, '--db', bench.db]);
    await killAtRandom(compare, random, () => bench.endpoint.received.length > 0, 4000);
    await expectRemains(bench);
    if (bench.endpoint.received.length === 0) return;
    const shown = await reprise(['compare', 'last', '--db', bench.db]);
    expect(shown.code, shown.stderr).toBe(105);
    expect(shown.stderr).toMatch(
      /was interrupted before it could be judged: up to \d+ of 500 pairs/,
    );
    expect(shown.stderr).toMatch(/hint: Run it again with --seed \d+/);
  });
});

describe('kill -9: capacity', () => {
  it.each(moments)('moment %i', async (moment) => {
    const bench = await workbench();
    const random = createRandom(seed, `capacity/${moment}`);
    const payload = ['--function', 'f', '--payload', bench.write('a.json', '{}')];
    const steps = ['--from', '20/s', '--max', '400/s', '--step', '1s', '--warm-up', '0s'];
    const more = ['--slo', 'p99 < 5s', '--db', bench.db];
    const capacity = bench.start(['capacity', ...payload, ...steps, ...more]);
    await killAtRandom(capacity, random, () => bench.endpoint.received.length > 0, 4000);
    await expectRemains(bench);
    if (bench.endpoint.received.length === 0) return;
    const shown = await reprise(['capacity', 'last', '--db', bench.db]);
    expect(shown.code, shown.stderr).toBe(105);
    const text = shown.stdout.replace(/\s+/g, ' ');
    expect(text).toMatch(/interrupted after \d+ steps?, in the middle of the next/);
    expect(text).toContain('To take it up again');
  });
});
