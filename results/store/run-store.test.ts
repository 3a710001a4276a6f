import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { RepriseError } from '../../core/base/errors.js';
import { openDatabase } from '../../core/database/open.js';
import { type Batch, enter, functionError, ok, throttled } from '../../core/judge/books.fixture.js';
import { sumOf } from '../../core/measure/fold.js';
import type { Interval } from '../../core/measure/interval.js';
import { Ledger } from '../../core/measure/ledger.js';
import { type PlannedWorkload, RunBooks } from '../../core/measure/run-books.js';
import type { KeptSample } from '../../core/measure/sample-keeper.js';
import { sampleBatches, sampleMeta } from '../document/sample-run.fixture.js';
import { jsonSummary } from '../export/summary-json.js';
import { temporaryDatabase } from './database.fixture.js';
import { cellKeyText } from './ledger-rows.js';
import type { Machine } from './machine.js';
import { RunStore } from './run-store.js';

const startedAtMs = Date.UTC(2026, 10, 23, 14, 15, 2);

function machineAt(nowMs: number, changes: Partial<Machine> = {}): Machine {
  return { nowMs: () => nowMs, host: 'here', pid: 4711, isAlive: () => true, ...changes };
}

function second(index: number, batches: readonly Batch[], samples: KeptSample[] = []): Interval {
  const ledger = enter(new Ledger(), batches, index).toData();
  return {
    second: index,
    ledger,
    inFlight: Math.max(0, 3 - index),
    maxInFlight: 5,
    samples,
    health: { busyShare: 0.25, gcMs: 1.5 },
  };
}

/** Cells have no order. */
function inKeyOrder(interval: Interval): Interval {
  const { stages, cells } = interval.ledger;
  const sorted = [...cells].sort((a, b) => (cellKeyText(a) < cellKeyText(b) ? -1 : 1));
  return { ...interval, ledger: { stages, cells: sorted } };
}

function kept(slot: string, changes: Partial<KeptSample> = {}): KeptSample {
  const times = { intendedUs: 1000.25, sentUs: 1100.5, answeredUs: 9000.75 };
  return { slot, index: 1, workload: 0, stage: 0, payload: 2, kind: 'ok', ...times, ...changes };
}

describe('a run that was killed', () => {
  it('is judged over windows, and by its aliases, from what was stored', () => {
    const { db } = temporaryDatabase();
    const store = new RunStore(db, machineAt(startedAtMs + 60_000, { isAlive: () => false }));
    const [workload] = sampleMeta().plan;
    if (!workload) throw new Error('no plan');
    const stages = [{ name: '100/s', planned: 6000, startS: 0, durationS: 60, peakHz: 100 }];
    const before = { kind: 'read' as const, weights: { 11: 1 } };
    const meta = sampleMeta({
      plan: [{ ...workload, stages }],
      expectations: ['throttled < 15%', 'throttled < 15% over 2s', 'versions in alias'],
      routing: [{ functionName: 'checkout', qualifier: 'live', before }],
    });
    const writer = store.start(meta, startedAtMs);
    const good: Batch[] = [{ count: 100, outcome: ok('11', {}) }];
    const bad: Batch[] = [
      { count: 50, outcome: ok('11', {}) },
      { count: 50, outcome: throttled('CallerRateLimitExceeded') },
    ];
    [good, good, bad, good].forEach((batches, index) => {
      writer.commit(second(index, batches));
    });
    const { verdicts, verdict } = store.load(store.find('last'));
    expect(verdict).toBe('fail');
    expect(verdicts).toMatchObject([
      { verdict: 'pass', observed: { value: 50, whole: 400 } },
      { verdict: 'fail', observed: { fromS: 2, toS: 4, alike: 1, judged: 2 } },
      {
        verdict: 'pass',
        note: { kind: 'weights', weights: { 11: 1 }, after: 'cutOff' },
      },
    ]);
    db.close();
  });
});

describe('a run in the store', () => {
  it('comes back with the same numbers', () => {
    const { db, path } = temporaryDatabase();
    const store = new RunStore(db, machineAt(startedAtMs + 3000));
    const writer = store.start(sampleMeta(), startedAtMs);
    sampleBatches.forEach((batch, index) => {
      writer.commit(second(index, [batch]));
    });
    writer.finish('finished', startedAtMs + 11_000, []);
    const written = writer.books('finished');
    const reader = openDatabase(path, { readonly: true });
    onTestFinished(() => void reader.close());
    const again = new RunStore(reader, machineAt(startedAtMs + 60_000));
    const run = again.find('last');
    const { books } = again.load(run);
    expect(run).toMatchObject({ status: 'finished', startedAtMs, endedAtMs: startedAtMs + 11_000 });
    expect(run.meta).toEqual(sampleMeta());
    expect(books.isBalanced).toBe(true);
    const meta = sampleMeta();
    const summary = (of: RunBooks) =>
      jsonSummary({ run: { ...run, meta }, books: of, verdicts: [], verdict: 'pass' });
    expect(summary(books)).toEqual(summary(written));
  });

  it.each([
    ['a total', 'UPDATE run_total_cells SET count = count + 5 WHERE rowid = 1'],
    ['a second', 'DELETE FROM run_interval_stages WHERE second = 1'],
    ['what was billed', 'UPDATE run_total_cells SET billed_ms = billed_ms + 1 WHERE reports > 0'],
  ])('is recounted by its seconds for every report: %s that was changed is told', (_, sql) => {
    const { db } = temporaryDatabase();
    const store = new RunStore(db, machineAt(startedAtMs + 3000));
    const writer = store.start(sampleMeta(), startedAtMs);
    sampleBatches.forEach((batch, index) => {
      writer.commit(second(index, [batch]));
    });
    writer.finish('finished', startedAtMs + 11_000, []);
    expect(store.check(writer.id)).toEqual([]);
    expect(db.prepare(sql).run().changes).toBeGreaterThan(0);
    const { books, verdict } = store.load(store.find('last'));
    expect(books.faults()).toContainEqual(expect.objectContaining({ what: 'seconds' }));
    expect(verdict).toBe('fail');
  });

  it('whose commits fail for a while loses nothing, and its totals stay the sum of its seconds', () => {
    const { db, path } = temporaryDatabase();
    const store = new RunStore(db, machineAt(startedAtMs + 3000));
    const writer = store.start(sampleMeta(), startedAtMs);
    const other = openDatabase(path);
    onTestFinished(() => void other.close());
    db.pragma('busy_timeout = 1');
    sampleBatches.forEach((batch, index) => {
      if (index === 1) other.exec('BEGIN IMMEDIATE');
      if (index === 3) other.exec('ROLLBACK');
      const commit = () => writer.commit(second(index, [batch]));
      if (index === 1 || index === 2) expect(commit).toThrow(/locked/);
      else commit();
      expect(writer.isStored).toBe(index !== 1 && index !== 2);
      expect(store.check(writer.id)).toEqual([]);
    });
    writer.finish('finished', startedAtMs + 11_000, []);
    const { books } = store.load(store.find('last'));
    expect(books.total()).toEqual(writer.books('finished').total());
    expect(books.isBalanced).toBe(true);
  });

  it('keeps each second, in order', () => {
    const { db } = temporaryDatabase();
    const store = new RunStore(db, machineAt(startedAtMs));
    const writer = store.start(sampleMeta(), startedAtMs);
    const written = [0, 1, 3].map((index) => second(index, sampleBatches.slice(index, index + 2)));
    for (const interval of written) writer.commit(interval);
    const run = store.find(writer.id);
    const read = [...store.intervals(run)];
    expect(read.map(inKeyOrder)).toEqual(written.map(inKeyOrder));
    const total = new Ledger();
    for (const { ledger } of read) total.addData(ledger);
    const books = new RunBooks(run.meta.plan, total, 'running', { drivenUntilS: 4 });
    expect(books.total()).toEqual(store.load(run).books.total());
  });

  it('keeps single invocations, a later one of a slot in place of the earlier', () => {
    const { db } = temporaryDatabase();
    const store = new RunStore(db, machineAt(startedAtMs));
    const writer = store.start(sampleMeta(), startedAtMs);
    const failure = kept('0/rejected/0', {
      ...{ kind: 'rejected', type: 'InvalidRequestContentException', message: 'no', index: 9 },
      ...{ statusCode: 400, requestId: 'r-1', intendedUs: 5000 },
    });
    writer.commit(second(0, [], [kept('0/ok/0'), failure]));
    const later = kept('0/ok/0', {
      index: 70,
      version: '12',
      durationMs: 1.5,
      billedDurationMs: 2,
    });
    writer.commit(second(1, [], [later]));
    expect(store.samples(store.find('last'))).toEqual([later, failure]);
  });

  it('is removed with all that belongs to it', () => {
    const { db } = temporaryDatabase();
    const store = new RunStore(db, machineAt(startedAtMs));
    const writers = [store.start(sampleMeta()), store.start(sampleMeta())];
    for (const writer of writers) writer.commit(second(0, sampleBatches, [kept('0/ok/0')]));
    store.remove(store.find(writers[0]?.id ?? ''));
    for (const name of ['runs', 'run_intervals', 'run_samples']) {
      const { n } = db.prepare(`SELECT count(*) AS n FROM ${name}`).get() as { n: number };
      expect([name, n]).toEqual([name, 1]);
    }
    const left = db.prepare('SELECT DISTINCT run_id FROM run_total_cells').all();
    expect(left).toEqual([{ run_id: writers[1]?.id }]);
  });
});

describe('a run that is taken up', () => {
  it('is stored from its last second on, by the one process that took it up', () => {
    const { db } = temporaryDatabase();
    const first = new RunStore(db, machineAt(startedAtMs)).start(sampleMeta());
    const of = (index: number, count: number): Interval =>
      second(index, [{ count, outcome: ok('11', {}) }]);
    first.commit(of(0, 60));
    const isAlive = (pid: number): boolean => pid !== 4711;
    const store = new RunStore(db, machineAt(startedAtMs + 9000, { pid: 4712, isAlive }));
    const run = store.find(first.id);
    const { writer, committedS } = store.resume(run);
    expect([committedS, store.find(run.id).status]).toEqual([1, 'running']);
    // Its only second was stored as the first process began.
    const resumed = [{ atMs: startedAtMs + 9000, afterS: 9 }];
    expect(store.find(run.id).meta.resumed).toEqual(resumed);
    for (const interval of store.intervals(run)) writer.recall(interval);
    writer.commit(of(1, 30));
    // Who was taken for dead and wakes stores nothing more, and does not say how it ended.
    expect(() => first.commit(of(2, 5))).toThrow(/is another process's now/);
    expect(() => first.finish('aborted', startedAtMs, [])).toThrow(/is another process's now/);
    expect(() => store.resume(run)).toThrow(/goes on or has ended/);
    writer.finish('interrupted', startedAtMs + 9000, []);
    expect(store.find(run.id).meta.resumed).toEqual(resumed);
    expect(store.check(run.id)).toEqual([]);
    const { books } = store.load(store.find(run.id));
    expect(books.total().outcomes.ok).toBe(90);
    expect([...store.intervals(run)].map(({ second: index }) => index)).toEqual([0, 1]);
  });
});

describe('a run that was killed', () => {
  function killedRun() {
    const { db } = temporaryDatabase();
    const writer = new RunStore(db, machineAt(startedAtMs + 2000)).start(sampleMeta(), startedAtMs);
    writer.commit(second(0, [{ count: 60, outcome: ok('11', {}) }]));
    writer.commit(second(1, [{ count: 39, outcome: ok('12') }]));
    return { db, id: writer.id };
  }

  it.each<[string, Machine, string]>([
    ['runs while its process lives', machineAt(startedAtMs + 4000), 'running'],
    [
      'is interrupted when its process is gone',
      machineAt(startedAtMs + 2100, { isAlive: () => false }),
      'interrupted',
    ],
    [
      'runs while another machine has heard of it',
      machineAt(startedAtMs + 4000, { host: 'there', isAlive: () => false }),
      'running',
    ],
    [
      'is interrupted when it has fallen silent',
      machineAt(startedAtMs + 12_001, { host: 'there' }),
      'interrupted',
    ],
  ])('%s', (_, machine, status) => {
    const { db, id } = killedRun();
    expect(new RunStore(db, machine).find(id).status).toBe(status);
  });

  it('is reported up to its last commit, its books in balance', () => {
    const { db } = killedRun();
    const store = new RunStore(db, machineAt(startedAtMs + 60_000));
    const run = store.find('last');
    const { books, verdict, verdicts } = store.load(run);
    expect(run.endedAtMs).toBe(startedAtMs + 2000);
    const { planned, outcomes } = books.total();
    expect([planned, outcomes.ok, outcomes.aborted]).toEqual([1050, 99, 951]);
    expect(books.isBalanced).toBe(true);
    expect(books.cutOff()).toEqual({ inFlight: 0, neverDue: 0, notRecorded: 951 });
    expect(verdicts.map(({ text }) => text)).toEqual(sampleMeta().expectations);
    expect(verdict).toBe('fail');
  });
});

describe('finding a run', () => {
  it('takes last, an id, the beginning of one, or a name', () => {
    const { db } = temporaryDatabase();
    const store = new RunStore(db, machineAt(startedAtMs));
    const first = store.start(sampleMeta({ name: 'smoke' }), startedAtMs).id;
    const second = store.start(sampleMeta(), startedAtMs + 60_000).id;
    const third = store.start(sampleMeta(), startedAtMs + 60_000).id;
    expect(first).toMatch(/^20261123-141502-[0-9a-z]{3}$/);
    expect(store.find('last').id).toBe(third);
    expect(store.find(second).id).toBe(second);
    expect(store.find('20261123-141502').id).toBe(first);
    expect(store.find('smoke').id).toBe(first);
    expect(store.find('checkout before release').id).toBe(third);
    expect(store.list(2).map(({ id }) => id)).toEqual([third, second]);
    expect(() => store.find('2026')).toThrow('Several runs begin with "2026".');
    expect(() => store.find('nothing')).toThrow(RepriseError);
  });

  it('says so when there is none', () => {
    const { db } = temporaryDatabase();
    expect(() => new RunStore(db).find('last')).toThrow('There are no runs in this database.');
  });
});

describe('the books from the store', () => {
  const outcome = fc.constantFrom<Batch['outcome']>(
    ok('11', {}),
    ok('12', { initDurationMs: 20 }),
    ok(),
    functionError('12', 'E', 'm'),
    throttled('CallerRateLimitExceeded'),
    {
      kind: 'rejected',
      statusCode: 404,
      errorType: 'ResourceNotFoundException',
      errorMessage: 'x',
    },
    { kind: 'serviceError', statusCode: 502, errorType: 'HTTP 502', errorMessage: 'x' },
    { kind: 'transportError', errorType: 'TimeoutError', errorMessage: 'x' },
    { kind: 'dropped' },
    { kind: 'aborted' },
  );
  const batch = fc.record({
    count: fc.integer({ min: 1, max: 20 }),
    outcome,
    workload: fc.nat(1),
    stage: fc.nat(1),
  });

  it('balance in the total, every workload, stage and version, whatever happened', () => {
    fc.assert(
      fc.property(fc.array(fc.array(batch, { maxLength: 4 }), { maxLength: 4 }), (seconds) => {
        const db = openDatabase(':memory:');
        const planned = (workload: number, stage: number): number =>
          seconds
            .flat()
            .filter((of) => of.workload === workload && of.stage === stage)
            .reduce((sum, { count }) => sum + count, 0);
        const plan: PlannedWorkload[] = [0, 1].map((workload) => ({
          ...{ name: `w${workload}`, functionName: 'f', invocationType: 'RequestResponse' },
          stages: [0, 1].map((stage) => ({
            ...{ name: `s${stage}`, planned: planned(workload, stage) },
            ...{ startS: stage, durationS: 1, peakHz: 100 },
          })),
        }));
        const store = new RunStore(db, machineAt(startedAtMs));
        const writer = store.start(sampleMeta({ plan }), startedAtMs);
        seconds.forEach((batches, index) => {
          writer.commit(second(index, batches));
        });
        writer.finish('finished', startedAtMs, []);
        const summary = jsonSummary(store.load(store.find('last')));
        db.close();
        const parts = [
          summary,
          ...summary.workloads,
          ...summary.stages,
          ...summary.versionBreakdown,
        ];
        for (const part of parts) expect(sumOf(part.outcomes)).toBe(part.planned);
        for (const list of [summary.workloads, summary.stages, summary.versionBreakdown]) {
          const sum = list.reduce((total, part) => total + part.planned, 0);
          expect(sum).toBe(summary.planned);
        }
      }),
      { numRuns: 30 },
    );
  });
});
