import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { openDatabase } from '../core/database/open.js';
import type { JsonSummary } from '../results/export/json-summary.js';
import { reprise, start, temporaryFolder } from './cli.fixture.js';

const scenario = `
target: { function: echo }
load: [{ rate: 10/s, for: 2s }]
local: { functions: { echo: { latency: 5ms, coldStart: 5ms } } }
`;

function bench(): { run: string[]; db: string } {
  const folder = temporaryFolder();
  const [file, db] = [path.join(folder, 's.yaml'), path.join(folder, 'r.db')];
  writeFileSync(file, scenario);
  return { run: ['run', file, '--db', db, '--quiet'], db };
}

const json = ['--out', 'json=-'];
const summaryOf = (stdout: string): JsonSummary => JSON.parse(stdout) as JsonSummary;

/** `rate` that a report of the stored run has, which is the one of the run itself. */
async function storedRate(db: string): Promise<JsonSummary['rate']> {
  return summaryOf((await reprise(['report', 'last', '--db', db, ...json])).stdout).rate;
}

/** Waits until so much was sent, however slow the machine is. */
async function sent(db: string, count: number): Promise<void> {
  await vi.waitFor(
    () => {
      const database = openDatabase(db, { readonly: true });
      const sql = 'SELECT ifnull(sum(sent), 0) FROM run_total_stages';
      const all = Number(database.prepare(sql).pluck().get());
      database.close();
      expect(all).toBeGreaterThanOrEqual(count);
    },
    { timeout: 45_000, interval: 100 },
  );
}

describe('the rates of a run', () => {
  it('are 10/s three times of 10/s for 2 s, and pass what expects no more', async () => {
    const { run, db } = bench();
    const more = ['--expect', 'rate <= 10.2/s', '--expect', 'rate >= 99%'];
    const { stdout } = await reprise([...run, ...more, ...json]);
    const { rate } = summaryOf(stdout);
    expect([rate?.askedHz, rate?.plannedHz]).toEqual([10, 10]);
    expect((rate?.reachedHz ?? 0) * (rate?.drivenS ?? 0)).toBeCloseTo(20, 6);
    expect(await storedRate(db)).toEqual(rate);
  });

  it('of 0.7/s are 0.7/s asked and 0.75/s planned in words', async () => {
    const { run } = bench();
    const { stdout } = await reprise([...run, '--rate', '0.7/s', '--for', '4s']);
    expect(stdout).toMatch(/3 planned; 0\.7\/s asked, 0\.75\/s planned, [\d.]+\/s sent on average/);
  });

  it('of a run that was interrupted are over the time until then, and are stored', async () => {
    const { run, db } = bench();
    const load = ['--rate', '60/m', '--for', '5m', '--phase', '0'];
    const { process: child, ended } = start([...run, ...load, ...json]);
    await sent(db, 3);
    child.kill('SIGINT');
    const summary = summaryOf((await ended).stdout);
    const { rate } = summary;
    const { drivenS = 0, askedHz, reachedHz = 0 } = rate ?? {};
    const count = summary.planned - summary.outcomes.aborted;
    expect(askedHz).toBeCloseTo(1, 9);
    // Arrival k at k s: after n of them n - 1 s at least have passed, and not the last of these alone.
    expect(drivenS).toBeGreaterThan(count - 1);
    expect(reachedHz * drivenS).toBeCloseTo(count, 6);
    expect(await storedRate(db)).toEqual(rate);
  });

  it('of a run that was killed are over its stored seconds', async () => {
    const { run, db } = bench();
    const { process: child, ended } = start([...run, '--rate', '40/s', '--for', '5m', ...json]);
    await sent(db, 40);
    child.kill('SIGKILL');
    await ended;
    const rate = await storedRate(db);
    expect(rate?.askedHz).toBeCloseTo(40, 9);
    expect(Number.isInteger(Math.round((rate?.drivenS ?? 0) * 1e6) / 1e6)).toBe(true);
  });

  it('of a budget that was spent are over the time until the first arrival beyond it', async () => {
    const { run, db } = bench();
    const more = ['--rate', '10/s', '--for', '5s', '--max-invocations', '10', '--phase', '0'];
    const { rate } = summaryOf((await reprise([...run, ...more, ...json])).stdout);
    expect([rate?.askedHz, rate?.plannedHz]).toEqual([10, 10]);
    expect(await storedRate(db)).toEqual(rate);
  });
});
