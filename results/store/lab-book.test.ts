import { statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import BetterSqlite from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { giveBack } from '../../core/database/give-back.js';
import { type Database, openDatabase } from '../../core/database/open.js';
import { enter, ok } from '../../core/judge/books.fixture.js';
import { Ledger } from '../../core/measure/ledger.js';
import type { RunMeta } from '../document/run-meta.js';
import { sampleMeta } from '../document/sample-run.fixture.js';
import { jsonSummary } from '../export/summary-json.js';
import { temporaryDatabase } from './database.fixture.js';
import { exportRun, importRuns } from './run-files.js';
import { findRuns, type RunFilter, runsToPrune } from './run-filter.js';
import { RunStore } from './run-store.js';

const dayMs = 86_400_000;
const nowMs = Date.UTC(2026, 10, 29);

function kept(
  db: Database,
  daysAgo: number,
  changes: Partial<RunMeta> = {},
  isOver = true,
): string {
  const store = new RunStore(db);
  const startedAtMs = nowMs - daysAgo * dayMs;
  const writer = store.start(sampleMeta(changes), startedAtMs);
  const ledger = enter(new Ledger(), [{ count: 50, outcome: ok('11', {}) }]).toData();
  const health = { busyShare: 0.2, gcMs: 1 };
  const sample = {
    slot: '0/ok/0',
    index: 0,
    workload: 0,
    stage: 0,
    payload: 0,
    kind: 'ok' as const,
  };
  const times = {
    intendedUs: 0,
    sentUs: 1,
    answeredUs: 2,
    traceId: '1-5e1b4151-5ac6c58f5b8ee2b7ab5a3c1e',
  };
  const samples = [{ ...sample, ...times }];
  writer.commit({ second: 0, ledger, inFlight: 0, maxInFlight: 3, samples, health });
  if (isOver) writer.finish('finished', startedAtMs + 1000, []);
  return writer.id;
}

describe('runs', () => {
  it.each<[string, RunFilter, number[]]>([
    ['all of them, the latest first', {}, [1, 5, 9, 30]],
    ['by name', { name: 'other' }, [5]],
    ['by all of several tags', { tags: { env: 'prod', team: 'a' } }, [9]],
    ['by one tag', { tags: { env: 'prod' } }, [1, 9]],
    [
      'since a time, and until one',
      { sinceMs: nowMs - 10 * dayMs, untilMs: nowMs - 4 * dayMs },
      [5, 9],
    ],
    ['by a verdict that none has', { verdict: 'pass' }, []],
    ['by a verdict and a name', { verdict: 'fail', name: 'other' }, [5]],
  ])('are found %s', (_, filter, daysAgo) => {
    const { db } = temporaryDatabase();
    const ids = new Map([
      [30, kept(db, 30)],
      [9, kept(db, 9, { tags: { env: 'prod', team: 'a' } })],
      [5, kept(db, 5, { name: 'other' })],
      [1, kept(db, 1, { tags: { env: 'prod' } })],
    ]);
    const found = findRuns(new RunStore(db), filter, 10).map(({ run }) => run.id);
    expect(found).toEqual(daysAgo.map((days) => ids.get(days)));
  });

  it('are found by a tag as by a name: the latest', () => {
    const { db } = temporaryDatabase();
    kept(db, 9, { tags: { env: 'prod' } });
    const latest = kept(db, 2, { tags: { env: 'prod' }, note: 'after the cache' });
    kept(db, 1);
    const run = new RunStore(db).find('env=prod');
    expect([run.id, run.meta.note]).toEqual([latest, 'after the cache']);
    expect(() => new RunStore(db).find('env=dev')).toThrow('There is no run "env=dev"');
  });
});

describe('pruning', () => {
  it.each([
    [{ keep: 2 }, [9, 30]],
    [{ olderThanMs: 7 * dayMs }, [9, 30]],
    [{ keep: 3, olderThanMs: 7 * dayMs }, [30]],
    [{ keep: 10 }, []],
  ])('%j removes what is neither new nor among the newest', (rule, gone) => {
    const { db } = temporaryDatabase();
    const ids = new Map([30, 9, 5, 1].map((days) => [days, kept(db, days)]));
    const { old } = runsToPrune([...new RunStore(db).all()], rule, nowMs);
    expect(old.map(({ id }) => id)).toEqual(gone.map((days) => ids.get(days)));
  });

  it('keeps what a run that stays was held against, and what was held against what goes', () => {
    const { db } = temporaryDatabase();
    const store = new RunStore(db);
    const [base, other] = [kept(db, 30), kept(db, 20)];
    const against = (old: string) => ({ baseline: { old } as RunMeta['baseline'] & object });
    const late = kept(db, 9, against(other));
    kept(db, 1, against(base));
    const ids = (runs: readonly { id: string }[]) => runs.map(({ id }) => id);
    const { old, baselines } = runsToPrune([...store.all()], { keep: 1 }, nowMs);
    expect([ids(old), ids(baselines)]).toEqual([[late, other], [base]]);
    const some = [...store.all()].filter(({ id }) => id === base);
    expect(ids(runsToPrune(some, { keep: 0 }, nowMs, [...store.all()]).baselines)).toEqual([base]);
  });

  it('never removes a run that goes on', () => {
    const { db } = temporaryDatabase();
    const id = kept(db, 0, {}, false);
    const store = new RunStore(db, { nowMs: Date.now, host: 'x', pid: 1, isAlive: () => true });
    db.prepare('UPDATE runs SET host = ?').run('x');
    expect(store.find(id).status).toBe('running');
    expect(runsToPrune([...store.all()], { keep: 0 }, nowMs).old).toEqual([]);
  });

  it.each([
    ['of a new file', false],
    ['of one that an earlier version made', true],
  ])('gives the space %s back to the disk', (_, isOld) => {
    const { path } = temporaryDatabase();
    const file = isOld ? join(dirname(path), 'old.db') : path;
    if (isOld) {
      const old = new BetterSqlite(file);
      old.exec('CREATE TABLE filler (x)');
      old.exec('DROP TABLE filler');
      old.close();
    }
    const db = openDatabase(file);
    for (let run = 0; run < 40; run++) kept(db, run, { scenario: 'x'.repeat(20_000) });
    const before = Number(db.pragma('page_count', { simple: true }));
    for (const run of new RunStore(db).all()) new RunStore(db).remove(run);
    const bytes = giveBack(db);
    const after = Number(db.pragma('page_count', { simple: true }));
    expect(after).toBeLessThan(before / 2);
    expect(bytes).toBe((before - after) * 4096);
    expect(statSync(file).size).toBe(after * 4096);
    db.close();
  });
});

describe('a run in a file of its own', () => {
  it('comes back with all its evidence, and once', () => {
    const { db, path } = temporaryDatabase();
    kept(db, 3);
    const id = kept(db, 2, { tags: { env: 'prod' } });
    const store = new RunStore(db);
    const run = store.find(id);
    const file = join(dirname(path), 'run.db');
    exportRun(path, run, file);
    const other = temporaryDatabase();
    expect(importRuns(other.db, file)).toEqual([id]);
    expect(importRuns(other.db, file)).toEqual([]);
    const there = new RunStore(other.db);
    expect(there.ids()).toEqual([id]);
    expect(jsonSummary(there.load(there.find(id)))).toEqual(jsonSummary(store.load(run)));
    expect([...there.intervals(run)]).toEqual([...store.intervals(run)]);
    expect(there.samples(run)).toEqual(store.samples(run));
    expect(other.db.prepare('SELECT host, pid FROM runs').get()).toEqual({ host: '', pid: 0 });
    expect(() => exportRun(path, run, file)).toThrow('is there already');
  });

  it('is refused where there are none', () => {
    const [one, other] = [temporaryDatabase(), temporaryDatabase()];
    expect(() => importRuns(one.db, other.path)).toThrow('There are no runs in');
  });
});
