import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { openDatabase } from '../core/database/open.js';
import { LoadReader } from '../core/judge/concurrency/load-second.js';
import type { JsonSummary } from '../results/export/json-summary.js';
import { RunStore } from '../results/store/run-store.js';
import { reprise, temporaryFolder } from './cli.fixture.js';

async function run(scenario: string, ...more: string[]) {
  const folder = temporaryFolder();
  const file = path.join(folder, 'scenario.yaml');
  const db = path.join(folder, 'r.db');
  writeFileSync(file, scenario);
  const json = ['--db', db, '--out', 'json=-'];
  const ended = await reprise(['run', file, ...json, '--quiet', ...more]);
  const summary = JSON.parse(ended.stdout) as JsonSummary;
  const again = await reprise(['report', 'last', ...json]);
  const stored = JSON.parse(again.stdout) as JsonSummary;
  return { found: summary.concurrency, stored: stored.concurrency, text: ended.stderr, db };
}

const reserved = `
target: { function: checkout }
load: [{ rate: 60/s, for: 3s }]
local:
  account: { concurrency: 50 }
  functions: { checkout: { reserved: 5, latency: 200ms } }
`;

/** In flight at the end of each second: as the lanes told it, and as it follows from the books. */
function inFlightOf(databasePath: string): [told: number, derived: number][] {
  const database = openDatabase(databasePath);
  try {
    const store = new RunStore(database);
    const record = store.find('last');
    const reader = new LoadReader({ functions: [], workloads: new Set([0]), isWhole: true });
    return [...store.intervals(record)].map((second) => [
      second.inFlight,
      reader.read(second).inFlight,
    ]);
  } finally {
    database.close();
  }
}

describe('concurrency, from the limits that are read to what is reported', () => {
  // Again where the machine stalled: what was held up comes at once, and is then above the limit.
  it('names the reserved limit, and says the same of the stored run', { retry: 2 }, async () => {
    const { found, stored, text, db } = await run(reserved);
    expect(found?.limits?.account).toEqual({
      kind: 'read',
      value: { concurrentExecutions: 50, unreservedConcurrentExecutions: 45 },
    });
    expect(found?.throttling).toMatchObject([
      {
        reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
        ...{ limit: 'reserved', limitValue: 5, place: 'atLimit' },
      },
    ]);
    expect(found?.demand[0]?.whole.needed).toBeGreaterThan(11);
    expect(stored).toEqual(found);
    for (const [told, derived] of inFlightOf(db)) expect(derived).toBe(told);
    expect(text).toMatch(/Concurrency\n +⚠ checkout was throttled from [\s\S]* at its reserved/);
    expect(text).toContain('Limits: 5 reserved for checkout · account 50, 45 of it unreserved.');
  });

  it('tells the share that another function has eaten', { retry: 2 }, async () => {
    // Of the 20, the other function holds 12 for all of the run.
    const { found, text } = await run(`
workloads:
  other:
    target: { function: other }
    payloads: { inline: ['{}'] }
    invoke: { type: Event }
    load: [{ invocations: 12, rate: 100/s }]
  own:
    target: { function: checkout }
    payloads: { inline: ['{}'] }
    load: [{ rate: 1/s, for: 1s }, { rate: 100/s, for: 2.9s }]
local:
  account: { concurrency: 20, requestRateFactor: 1000 }
  functions:
    other: { latency: 8s, timeout: 20s }
    checkout: { latency: 200ms }
`);
    const finding = found?.throttling.find(({ functions }) => functions.includes('checkout'));
    expect(finding).toMatchObject({ limit: 'unreserved', limitValue: 20, place: 'below' });
    expect(text).toMatch(/Only about \d+ were left for\s+checkout/);
    expect(text).toContain('Event: when the function runs');
  });

  it('tells what spilled over', async () => {
    const { found } = await run(`
target: { function: checkout, qualifier: live }
invoke: { log: Tail }
load: [{ rate: 1/s, for: 1s }, { rate: 30/s, for: 1s }]
local:
  account: { concurrency: 100 }
  functions:
    checkout:
      provisioned: { live: 2 }
      versions: { 1: { latency: 200ms, coldStart: 100ms } }
      aliases: { live: { version: 1 } }
`);
    expect(found?.provisioned).toMatchObject([
      { qualifier: 'live', requested: 2, spillover: 'spilled' },
    ]);
    expect(found?.provisioned[0]?.coldStarts).toBeGreaterThan(0);
  });

  it('is judged without limits where they are not to be read', async () => {
    const { found, stored } = await run(reserved, '--no-read-limits', '--for', '1s');
    expect(found?.limits).toBeNull();
    expect(found?.throttling).toMatchObject([{ limit: 'reserved', place: 'unknown' }]);
    expect(stored).toEqual(found);
  });
});
