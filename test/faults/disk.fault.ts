import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import BetterSqlite from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { JsonSummary } from '../../results/export/json-summary.js';
import { reprise } from '../cli.fixture.js';
import { expectBooks, expectReport, recount } from './books.fixture.js';
import {
  expectEnd,
  mayMount,
  readJson,
  until,
  type Workbench,
  workbench,
} from './workbench.fixture.js';

/** A file system of that size, and a database's name in it. */
function smallDisk(bench: Workbench, size: string): string {
  const disk = bench.at('disk');
  mkdirSync(disk);
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', disk]);
  onTestFinished(() => void execFileSync('umount', ['--lazy', disk]));
  return `${disk}/r.db`;
}

/** Each second of this takes some ten kilobytes: as many versions and errors as an endpoint can name. */
const talkative: Parameters<typeof workbench>[0] = (request, response) => {
  const answer = { 'content-type': 'application/json', 'x-amz-function-error': 'Unhandled' };
  const message = `${request.path.length} ${Math.random()} ${'m'.repeat(200)}`;
  response.writeHead(200, answer).end(JSON.stringify({ errorType: 'E', errorMessage: message }));
};

describe.skipIf(!mayMount)('disk full: run', () => {
  it.each(['128k', '256k', '512k', '768k', '1m'])('%s', async (size) => {
    const bench = await workbench(talkative);
    const db = smallDisk(bench, size);
    const file = bench.write('run.yaml', 'payloads: { inline: ["{}"] }\n');
    const load = ['--function', 'f', '--rate', '300/s', '--for', '15s'];
    const out = ['--out', `json=${bench.at('run.json')}`, '--out', `html=${bench.at('run.html')}`];
    const ended = await bench.start(['run', file, ...load, '--db', db, ...out]).ended;
    const hasBegun = existsSync(bench.at('run.json'));
    expectEnd(ended, hasBegun ? 108 : 104);
    expect(ended.stderr).toMatch(/full/);
    if (!hasBegun) return;
    const summary = readJson<JsonSummary>(bench.at('run.json'));
    expectBooks(summary);
    expect(existsSync(bench.at('run.html'))).toBe(true);
    const [run] = recount(db);
    expect(run?.answered).toBeLessThanOrEqual(bench.endpoint.received.length);
    await expectReport(db);
  });
});

describe.skipIf(!mayMount)('disk full: import', () => {
  it.each(['256k', '1m', '3m'])('%s', async (size) => {
    const bench = await workbench();
    const db = smallDisk(bench, size);
    const line = `{"text":"${'x'.repeat(200)}"}\n`;
    const args = ['record', 'import', bench.write('a.jsonl', line.repeat(20_000)), '--as', 'a'];
    const ended = await reprise([...args, '--db', db]);
    expectEnd(ended, 104);
    expect(ended.stderr).toMatch(/full/);
    execFileSync('mount', ['-o', 'remount,size=64m', path.dirname(db)]);
    const small = bench.write('b.jsonl', line);
    expectEnd(await reprise(['record', 'import', small, '--as', 'b', '--db', db]), 0);
    const listed = await reprise(['recordings', '--json', '--db', db]);
    expect(JSON.parse(listed.stdout)).toMatchObject([{ name: 'b', recordCount: 1 }]);
    const opened = new BetterSqlite(db, { readonly: true });
    expect(opened.prepare('SELECT count(*) FROM payloads').pluck().get()).toBe(1);
    opened.close();
  });
});

const run = ['run', 'run.yaml', '--function', 'f', '--rate', '100/s'];

/** A run that goes on already. */
async function started(bench: Workbench, length: string) {
  bench.write('run.yaml', 'payloads: { inline: ["{}"] }\n');
  const out = ['json', 'html', 'csv', 'csv-samples', 'hlog', 'text'];
  const outs = out.flatMap((format) => ['--out', `${format}=${bench.at(`run.${format}`)}`]);
  const running = bench.start([...run, '--for', length, '--db', bench.db, ...outs]);
  await until(() => bench.endpoint.received.length > 120);
  return { running, outs: out.map((format) => bench.at(`run.${format}`)) };
}

describe('a lock held by another process', () => {
  it.each([1000, 3000])('for %i ms of a run', async (ms) => {
    const bench = await workbench();
    const { running } = await started(bench, '4s');
    const other = new BetterSqlite(bench.db);
    other.exec('BEGIN IMMEDIATE');
    await sleep(ms);
    other.exec('ROLLBACK');
    other.close();
    expectEnd(await running.ended, 0);
    expect(recount(bench.db)).toMatchObject([{ status: 'finished', answered: 400, sent: 400 }]);
    expectBooks(readJson(bench.at('run.json')));
  });

  it('for longer than it waits', async () => {
    const bench = await workbench();
    const { running } = await started(bench, '20s');
    const other = new BetterSqlite(bench.db);
    other.exec('BEGIN IMMEDIATE');
    const ended = await running.ended;
    other.exec('ROLLBACK');
    other.close();
    expectEnd(ended, 108);
    expectBooks(readJson(bench.at('run.json')));
    recount(bench.db);
    await expectReport(bench.db);
  });

  it('when a run starts', async () => {
    const bench = await workbench();
    bench.write('run.yaml', 'payloads: { inline: ["{}"] }\n');
    expectEnd(await bench.start([...run, '--for', '1s', '--db', bench.db]).ended, 0);
    const other = new BetterSqlite(bench.db);
    other.exec('BEGIN IMMEDIATE');
    const before = bench.endpoint.received.length;
    const ended = await bench.start([...run, '--for', '4s', '--db', bench.db]).ended;
    other.close();
    expectEnd(ended, 104);
    expect(ended.stderr).toContain('is in use');
    expect(bench.endpoint.received.length).toBe(before);
  });
});

/** Ways to lose a file that is open. */
const losses: Record<string, (db: string) => void> = {
  deleted: (db) => rmSync(db),
  'deleted with its log': removeAll,
  'replaced by nothing': (db) => replace(db, ''),
  'replaced by a text': (db) => replace(db, 'hello'),
  'gone with its folder': (db) => rmSync(path.dirname(db), { recursive: true }),
};

function removeAll(db: string): void {
  for (const end of ['', '-wal', '-shm']) rmSync(db + end);
}

function replace(db: string, text: string): void {
  rmSync(db);
  writeFileSync(db, text);
}

describe('a database that goes away', () => {
  it.each(Object.entries(losses))('%s', async (_, lose) => {
    const bench = await workbench();
    mkdirSync(bench.at('data'));
    const db = bench.at('data/r.db');
    const { running, outs } = await started({ ...bench, db }, '20s');
    lose(db);
    const ended = await running.ended;
    expectEnd(ended, 108);
    expect(ended.stderr).toMatch(/was (deleted|replaced by another file) while it was in use/);
    expect(outs.filter((file) => !existsSync(file))).toEqual([]);
    const summary = readJson<JsonSummary>(bench.at('run.json'));
    expectBooks(summary);
    expect(summary.outcomes.ok).toBe(bench.endpoint.received.length);
    expect(summary.run.status).toBe('aborted');
  });

  it.each(['compare', 'capacity'])('in a %s', async (command) => {
    const bench = await workbench();
    const payload = ['--payload', bench.write('a.json', '{}')];
    const what = command === 'compare' ? ['f:1', 'f:2'] : ['--function', 'f', '--slo', 'p99 < 5s'];
    const out = ['--db', bench.db, '--out', `json=${bench.at('out.json')}`];
    const running = bench.start([command, ...what, ...payload, ...out]);
    await until(() => bench.endpoint.received.length > 20);
    removeAll(bench.db);
    const ended = await running.ended;
    expectEnd(ended, 108);
    expect(ended.stderr).toContain('was deleted while it was in use');
    expect(existsSync(bench.at('out.json'))).toBe(true);
    expect(existsSync(bench.db)).toBe(false);
  });
});
