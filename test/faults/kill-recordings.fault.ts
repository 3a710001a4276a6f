import { copyFileSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import BetterSqlite from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from '../../core/base/random.js';
import { reprise } from '../cli.fixture.js';
import { killAtRandom, moments, seed } from './kill.fixture.js';
import { until, workbench } from './workbench.fixture.js';

/** Recordings by name, with what is in them: counted, not read from the list. */
function recordingsIn(db: string): Record<string, number> {
  const opened = new BetterSqlite(db, { readonly: true });
  try {
    expect(opened.pragma('integrity_check', { simple: true })).toBe('ok');
    if (opened.pragma('user_version', { simple: true }) === 0) return {};
    const rows = opened
      .prepare(
        `SELECT name, record_count AS said, count(payloads.id) AS found
         FROM recordings LEFT JOIN records ON recording_id = recordings.id
         LEFT JOIN payloads ON payloads.id = payload_id
         WHERE name IS NOT NULL GROUP BY recordings.id`,
      )
      .all() as { name: string; said: number; found: number }[];
    for (const { name, said, found } of rows) expect([name, said]).toEqual([name, found]);
    return Object.fromEntries(rows.map(({ name, found }) => [name, found]));
  } finally {
    opened.close();
  }
}

const eventCount = 60_000;
let folder: string;
let events: string;
let filled: string;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'reprise-faults-'));
  events = path.join(folder, 'events.jsonl');
  const line = (i: number) => `{"order":${i},"text":"${'x'.repeat(100)}"}`;
  writeFileSync(events, Array.from({ length: eventCount }, (_, i) => line(i)).join('\n'));
  filled = path.join(folder, 'filled.db');
  const { code, stderr } = await reprise(['record', 'import', events, '--as', 'a', '--db', filled]);
  expect(code, stderr).toBe(0);
});

afterAll(() => rmSync(folder, { recursive: true }));

describe('kill -9: import', () => {
  it.each(moments)('moment %i', async (moment) => {
    const bench = await workbench();
    const args = ['record', 'import', events, '--as', 'a', '--db', bench.db];
    const random = createRandom(seed, `import/${moment}`);
    await killAtRandom(bench.start(args), random, () => existsSync(bench.db), 1500);
    const { a = 0 } = existsSync(bench.db) ? recordingsIn(bench.db) : {};
    expect([0, eventCount]).toContain(a);
    const again = await reprise(a === 0 ? args : [...args, '--replace']);
    expect(again.code, again.stderr).toBe(0);
    expect(recordingsIn(bench.db)).toEqual({ a: eventCount });
  });
});

describe('kill -9: merge', () => {
  it.each(moments)('moment %i', async (moment) => {
    const bench = await workbench();
    copyFileSync(filled, bench.db);
    const args = ['recordings', 'merge', 'a', '--as', 'b', '--db', bench.db];
    const random = createRandom(seed, `merge/${moment}`);
    await killAtRandom(bench.start(args), random, () => existsSync(`${bench.db}-wal`), 1500);
    const { a, b = 0 } = recordingsIn(bench.db);
    expect([a, [0, eventCount].includes(b)]).toEqual([eventCount, true]);
    const again = await reprise(b === 0 ? args : [...args, '--replace']);
    expect(again.code, again.stderr).toBe(0);
    expect(recordingsIn(bench.db)).toEqual({ a: eventCount, b: eventCount });
  });
});

describe('kill -9: proxy', () => {
  it.each(moments)('moment %i', async (moment) => {
    const bench = await workbench();
    const random = createRandom(seed, `proxy/${moment}`);
    const args = ['record', 'proxy', '--as', 'p', '--port', '0', '--db', bench.db];
    const proxy = bench.start([...args, '--upstream', bench.endpoint.url]);
    const said = { text: '' };
    proxy.process.stderr?.on('data', (chunk: Buffer) => {
      said.text += chunk.toString();
    });
    await until(() => /AWS_ENDPOINT_URL_LAMBDA=\S+\n/.test(said.text));
    const url = /AWS_ENDPOINT_URL_LAMBDA=(\S+)\n/.exec(said.text)?.[1] ?? '';
    let sent = 0;
    const calls = setInterval(() => {
      sent += 1;
      const body = `{"call":${sent}}`;
      const to = `${url}/2015-03-31/functions/f/invocations`;
      void fetch(to, { method: 'POST', body }).catch(() => undefined);
    }, 5);
    await killAtRandom(proxy, random, () => bench.endpoint.received.length > 0, 2500);
    clearInterval(calls);
    const { p = 0 } = recordingsIn(bench.db);
    expect(p).toBeLessThanOrEqual(sent);
    expect(p).toBeLessThanOrEqual(bench.endpoint.received.length);
    const listed = await reprise(['recordings', 'list', '--json', '--db', bench.db]);
    expect(listed.code, listed.stderr).toBe(0);
  });
});
