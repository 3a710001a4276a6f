import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '../../core/database/open.js';
import { workbench } from '../../core/recording/workbench.fixture.js';
import type { Block, ReportDocument } from '../document/document.js';
import { sampleMeta } from '../document/sample-run.fixture.js';
import { RunStore } from '../store/run-store.js';
import { places } from './place.js';
import { Site } from './site.js';
import { SiteServer } from './site-server.js';
import { jumpAt, storeTwentyRuns } from './twenty-runs.fixture.js';

const folder = mkdtempSync(join(tmpdir(), 'reprise-site-'));
const trend = places.trend('checkout nightly');
let db: Database;
let ids: string[];
let site: Site;

beforeAll(() => {
  db = openDatabase(join(folder, 'reprise.db'));
  ids = storeTwentyRuns(db);
  site = new Site(db, 200);
});
afterAll(() => {
  db.close();
  rmSync(folder, { recursive: true });
});

function blocks(page: ReportDocument | undefined): Block[] {
  return page?.sections.flatMap((section) => section.blocks) ?? [];
}

describe('the first page', () => {
  it('has every run with its verdict and its course, and the way to it', () => {
    const page = site.page('');
    const table = page?.sections.find(({ title }) => title === 'Runs')?.blocks[0];
    if (table?.kind !== 'table') throw new Error('no table');
    expect(table.rows).toHaveLength(20);
    const [newest] = table.rows;
    expect(newest?.[1]).toMatchObject({ text: ids[19], href: places.run(ids[19] ?? '') });
    const over = places.overlay(ids[18] ?? '', ids[19] ?? '');
    expect(newest?.at(-2)).toMatchObject({ text: 'on previous', href: over });
    expect(table.rows.at(-1)?.at(-2)).toBe('–');
    expect(site.page(over)?.headline.verdict).toBeDefined();
    const sparks = table.rows.map((row) => row.at(-1));
    for (const cell of sparks) expect(cell).toMatchObject({ spark: { length: 12 } });
    const verdicts = table.rows.map(([cell]) => (typeof cell === 'string' ? cell : cell?.text));
    expect(verdicts.filter((text) => text === '✗ failed')).toHaveLength(1);
  });

  it('says what is running, and that there is nothing', () => {
    const empty = openDatabase(':memory:');
    expect(new Site(empty, 10).page('')?.headline.reason).toBe('0 runs');
    new RunStore(empty).start(sampleMeta({ name: 'now' }));
    expect(JSON.stringify(new Site(empty, 10).page(''))).toContain('… running');
    empty.close();
  });
});

describe('the trend of twenty runs with a drift and a jump', () => {
  it('finds the jump where it is, in every latency, and nothing else', () => {
    const plots = blocks(site.page(trend)).flatMap((block) =>
      block.kind === 'trends' ? block.plots : [],
    );
    const changes = plots.map(({ title, changes }) => [title, changes.map(({ at }) => at)]);
    expect(changes).toEqual([
      ...['Response p50', 'Response p90', 'Response p99', 'Response mean'].map((name) => [
        name,
        [jumpAt],
      ]),
      ...['Service p50', 'Service p99'].map((name) => [name, [jumpAt]]),
      ...['Duration p50', 'Duration p99'].map((name) => [name, []]),
      ...['OK', 'Errors', 'Rate'].map((name) => [name, []]),
    ]);
    expect(plots[0]?.summary).toMatch(/^Changed its level: \+3\d(\.\d)?% at run 14\./);
    expect(plots[0]?.points.map(({ label }) => label)).toEqual(ids);
  });

  it('leads to each run, and to each over the one before', () => {
    const page = site.page(trend);
    const [last] = blocks(page).slice(-1);
    const row = last?.kind === 'table' ? last.rows[0] : [];
    expect(row?.at(-1)).toMatchObject({ href: places.overlay(ids[18] ?? '', ids[19] ?? '') });
    const overlay = site.page(places.overlay(ids[12] ?? '', ids[13] ?? ''));
    expect(overlay?.headline).toMatchObject({ tone: 'bad' });
    const [first] = blocks(overlay);
    const lines = first?.kind === 'plots' ? first.plots[0]?.lines : [];
    expect(lines?.map(({ label, values }) => [label, values.length])).toEqual([
      ['old', 12],
      ['new', 12],
    ]);
  });
});

describe('a recording', () => {
  it('has its arrivals, its sizes and its functions', async () => {
    const bench = workbench({
      'a.jsonl': [0, 1, 1, 61].map((second) => line(second, second === 61 ? 900 : 10)).join('\n'),
    });
    await bench.load(bench.path('a.jsonl'));
    const page = new Site(bench.db, 10).page(places.recording('a'));
    expect(page?.headline.reason).toBe('4 events, 2 of them different');
    expect(page?.axis).toMatchObject({ startS: { length: 62 }, stepS: 1 });
    const [arrivals, sizes, functions] = blocks(page);
    const plot = arrivals?.kind === 'plots' ? arrivals.plots[0] : undefined;
    expect(plot?.lines[0]?.values.filter((value) => value)).toEqual([1, 2, 1]);
    expect(plot?.summary).toContain('The longest gap is 1m.');
    const rows = [sizes, functions].map((block) => (block?.kind === 'table' ? block.rows : []));
    expect(rows[0]?.map(([size, count]) => [size, count])).toEqual([
      ['up to 32 B', '3'],
      ...['64', '128', '256', '512'].map((size) => [`up to ${size} B`, '0']),
      ['up to 1 KiB', '1'],
    ]);
    expect(rows[1]?.map(([name, count]) => [name, count])).toEqual([['checkout', '4']]);
  });
});

/** An event as Reprise's own format has it. */
function line(second: number, bytes: number): string {
  const capturedAtUs = (Date.UTC(2026, 9, 1) + second * 1000) * 1000;
  const payload = JSON.stringify({ text: 'x'.repeat(bytes) });
  return JSON.stringify({ reprise: 1, functionName: 'checkout', capturedAtUs, payload });
}

describe('any run over any other', () => {
  it('is offered where pages are served, and leads to their overlays', () => {
    const served = new Site(db, 200, { hasAnyPair: true });
    const [first = '', last = ''] = [ids[0], ids[19]];
    const offered = served.page(places.run(last))?.nav?.at(-1);
    expect(offered).toEqual({ text: 'Lay over another run', href: places.over(last) });
    const [table] = blocks(served.page(places.over(last)));
    if (table?.kind !== 'table') throw new Error('no table');
    expect(table.rows).toHaveLength(19);
    const over = places.overlay(first, last);
    expect(table.rows.at(-1)?.at(-1)).toMatchObject({ text: 'over this one', href: over });
    expect(served.page(over)?.nav).toContainEqual({ text: 'Old run', href: places.run(first) });
  });

  it('is not offered by files, which would be one for each pair', () => {
    const [last = ''] = ids.slice(-1);
    expect(JSON.stringify(site.page(places.run(last))?.nav)).not.toContain('over-');
    expect(site.page(places.over(last))).toBeUndefined();
  });
});

describe('pages that are not there', () => {
  it.each([
    'run-20260101-000000-xyz.html',
    'trend-0123.html',
    'recording-0123.html',
    '../reprise.db',
    'x',
    'overlay-a-b.html',
  ])('%s', (place) => expect(site.page(place)).toBeUndefined());
});

describe('the server', () => {
  it('answers those who have the token, by a loopback name, with GET', async () => {
    const server = new SiteServer(site);
    const url = new URL(await server.listen(0));
    const ask = (path: string, options: object = {}) =>
      new Promise<[number | undefined, string]>((resolve) => {
        request({ host: url.hostname, port: url.port, path, ...options }, (answer) => {
          let text = '';
          answer.on('data', (chunk: Buffer) => {
            text += chunk.toString();
          });
          answer.on('end', () => resolve([answer.statusCode, text]));
        }).end();
      });
    const [code, text] = await ask(url.pathname);
    expect([code, text.includes('checkout nightly')]).toEqual([200, true]);
    expect((await ask(`${url.pathname}${trend}`))[0]).toBe(200);
    expect((await ask(`${url.pathname}nothing.html`))[0]).toBe(404);
    expect((await ask('/wrong/'))[0]).toBe(404);
    expect((await ask(url.pathname, { method: 'POST' }))[0]).toBe(405);
    expect((await ask(url.pathname, { headers: { host: 'evil.example' } }))[0]).toBe(403);
    server.close();
  });
});
