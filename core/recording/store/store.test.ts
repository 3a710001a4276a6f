import { spawnSync } from 'node:child_process';
import { hash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defined } from '../../base/defined.js';
import type { Database } from '../../database/open.js';
import { temporaryDatabase } from '../../database/temporary.fixture.js';
import type { RecordedEvent } from '../event.js';
import { type PublishMode, RecordingStore } from './store.js';

const event = (text: string, capturedAtUs?: number): RecordedEvent => ({
  payload: Buffer.from(text),
  ...defined({ capturedAtUs }),
});

function record(
  store: RecordingStore,
  name: string,
  events: readonly RecordedEvent[],
  mode: PublishMode = 'refuse',
): void {
  const staged = store.stage();
  staged.append(events);
  const counts = { recordCount: events.length, skippedCount: 0 };
  store.publish(staged, name, mode, { source: `/${name}`, importedAtMs: 1, ...counts });
}

const textsOf = (store: RecordingStore, name: string): string[] => {
  const reader = store.reader(name);
  return Array.from({ length: reader.count }, (_, i) =>
    Buffer.from(reader.get(i).bytes).toString(),
  );
};

const rowCounts = (db: Database): number[] =>
  ['recordings', 'records', 'payloads', 'recording_sources'].map((table) =>
    Number(db.prepare(`SELECT count(*) FROM ${table}`).pluck().get()),
  );

describe('a recording', () => {
  it('gives back every payload by its position, with hash and client context', () => {
    const store = new RecordingStore(temporaryDatabase().db);
    record(store, 'a', [event('{"n":0}'), { ...event('\ufeff[1]\r\n'), clientContext: 'e30=' }]);
    const reader = store.reader('a');
    expect(reader.count).toBe(2);
    expect(reader.get(1)).toEqual({
      bytes: Buffer.from('\ufeff[1]\r\n'),
      sha256: hash('sha256', '\ufeff[1]\r\n'),
      clientContext: 'e30=',
    });
    expect(reader.get(0).clientContext).toBeUndefined();
    expect(reader.get(0).tags).toBeUndefined();
    expect(() => reader.get(2)).toThrow(RangeError);
    expect(() => reader.get(-1)).toThrow(RangeError);
  });

  it('keeps everything that was known of a record', () => {
    const store = new RecordingStore(temporaryDatabase().db);
    const full: RecordedEvent = {
      payload: Buffer.from([0xff, 0x00, 0x0a]),
      capturedAtUs: 1_700_000_000_123_456,
      functionName: 'checkout',
      qualifier: 'live',
      invocationType: 'Event',
      clientContext: 'e30=',
      tags: { env: 'prod' },
      outcome: { statusCode: 200, functionError: 'Unhandled', durationMs: 1.5 },
    };
    record(store, 'a', [full]);
    const [stored] = [...store.records('a')];
    expect(stored).toEqual({ ...full, seq: 0, sha256: hash('sha256', full.payload) });
  });

  it('is found by its name only; the error names what there is', () => {
    const store = new RecordingStore(temporaryDatabase().db);
    expect(() => store.reader('b')).toThrow('There is no recording b.');
    record(store, 'a', [event('1')]);
    expect(() => store.find('b')).toThrow(
      expect.objectContaining({ hint: expect.stringContaining('there is a.') }),
    );
  });

  it('without records has no reader', () => {
    const store = new RecordingStore(temporaryDatabase().db);
    record(store, 'a', []);
    expect(() => store.reader('a')).toThrow('The recording a is empty.');
  });

  it.each(['', ' a', 'a\nb', 'x'.repeat(201)])('cannot be called %j', (name) => {
    const store = new RecordingStore(temporaryDatabase().db);
    expect(() => store.checkName(name, 'refuse', '/a')).toThrow('cannot name a recording');
  });

  it('is described without reading payloads', () => {
    const store = new RecordingStore(temporaryDatabase().db);
    const events = Array.from({ length: 100 }, (_, i) => ({
      ...event('x'.repeat(i + 1)),
      functionName: i < 90 ? 'checkout' : 'stock',
    }));
    record(store, 'a', [...events, event('x')]);
    expect(store.describe('a')).toMatchObject({
      recordCount: 101,
      payloadBytes: 5051,
      sizeBytes: { p50: 50, p99: 99, max: 100 },
      distinctPayloads: 100,
      functions: [
        { value: 'checkout', count: 90 },
        { value: 'stock', count: 10 },
      ],
      qualifiers: [],
      sources: [{ source: '/a', recordCount: 101, skippedCount: 0 }],
    });
  });
});

describe('the order of records', () => {
  it('is that of their capture times; one without a time stays behind its predecessor', () => {
    const store = new RecordingStore(temporaryDatabase().db);
    const events = [
      event('x'),
      event('c', 30),
      event('c2'),
      event('a', 10),
      event('a2', 10),
      event('a3'),
      event('b', 20),
    ];
    record(store, 'a', events);
    expect(textsOf(store, 'a')).toEqual(['x', 'a', 'a2', 'a3', 'b', 'c', 'c2']);
    const reader = store.reader('a');
    expect([...reader.captureTimes()]).toEqual([0, 0, 0, 0, 10, 20, 20]);
    expect([0, 1, 3, 4, 6].map((i) => reader.captureTimeAt(i))).toEqual([0, 0, 0, 10, 20]);
    expect(store.find('a')).toMatchObject({
      timedCount: 4,
      firstCapturedAtUs: 10,
      lastCapturedAtUs: 30,
    });
  });

  it('is kept when more is appended, earlier, later or in between', () => {
    const store = new RecordingStore(temporaryDatabase().db);
    record(store, 'a', [event('b', 20), event('d', 40)]);
    record(store, 'a', [event('e', 50)], 'append');
    record(store, 'a', [event('c', 30), event('a', 10)], 'append');
    record(store, 'a', [event('z')], 'append');
    expect(textsOf(store, 'a')).toEqual(['a', 'b', 'c', 'd', 'e', 'z']);
    expect(store.find('a')).toMatchObject({
      recordCount: 6,
      timedCount: 5,
      firstCapturedAtUs: 10,
      lastCapturedAtUs: 50,
    });
    expect(store.describe('a').sources).toHaveLength(4);
  });

  it('is a stable sort, in however many pieces the records came', () => {
    const times = fc.array(fc.option(fc.nat(20), { nil: undefined }), {
      minLength: 1,
      maxLength: 40,
    });
    const { db } = temporaryDatabase();
    const store = new RecordingStore(db);
    fc.assert(
      fc.property(times, fc.nat(), (all, cut) => {
        const events = all.map((time, i) => event(String(i), time));
        const middle = cut % (events.length + 1);
        record(store, 'a', events.slice(0, middle), 'replace');
        record(store, 'a', events.slice(middle), 'append');
        // The second piece starts after the first has been sorted.
        const sorted = stableSort([
          ...stableSort(events.slice(0, middle)),
          ...events.slice(middle),
        ]);
        expect(textsOf(store, 'a')).toEqual(
          sorted.map(({ payload }) => Buffer.from(payload).toString()),
        );
      }),
      { numRuns: 60 },
    );
  });

  it('has no times to replay where no record has one', () => {
    const store = new RecordingStore(temporaryDatabase().db);
    record(store, 'a', [event('1'), event('2')]);
    expect(() => [...store.reader('a').captureTimes()]).toThrow('has no capture times');
    expect(() => store.reader('a').captureTimeAt(0)).toThrow('has no capture times');
  });

  it('reads more times than fit into one read', () => {
    const store = new RecordingStore(temporaryDatabase().db);
    record(
      store,
      'a',
      Array.from({ length: 10_000 }, (_, i) => event('1', 1000 + i)),
    );
    expect([...store.reader('a').captureTimes()]).toEqual(
      Array.from({ length: 10_000 }, (_, i) => i),
    );
  });
});

function stableSort(events: readonly RecordedEvent[]): RecordedEvent[] {
  let latest = Number.NEGATIVE_INFINITY;
  const keyed = events.map((one) => {
    latest = one.capturedAtUs ?? latest;
    return { one, key: latest };
  });
  return keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)).map(({ one }) => one);
}

describe('a name that is taken', () => {
  it('is refused, in other words when it is the same source', () => {
    const store = new RecordingStore(temporaryDatabase().db);
    record(store, 'a', [event('1')]);
    expect(() => store.checkName('a', 'refuse', '/a')).toThrow('The recording a already holds /a.');
    expect(() => store.checkName('a', 'refuse', '/b')).toThrow('The recording a already exists.');
    expect(() => record(store, 'a', [event('2')])).toThrow('already holds');
    expect(textsOf(store, 'a')).toEqual(['1']);
  });

  it('is replaced when asked, and nothing of the old recording is left', () => {
    const { db } = temporaryDatabase();
    const store = new RecordingStore(db);
    record(
      store,
      'a',
      Array.from({ length: 5000 }, (_, i) => event(String(i))),
    );
    const reader = store.reader('a');
    record(store, 'a', [event('new')], 'replace');
    expect(textsOf(store, 'a')).toEqual(['new']);
    expect(rowCounts(db)).toEqual([1, 1, 1, 1]);
    expect(() => reader.get(0)).toThrow('was removed while it was read');
  });
});

describe('a replacement', () => {
  it('stands even if the old recording cannot be deleted yet', () => {
    const { db } = temporaryDatabase();
    const store = new RecordingStore(db);
    record(store, 'a', [event('old')]);
    db.exec(
      `CREATE TRIGGER stuck BEFORE DELETE ON payloads BEGIN SELECT raise(ABORT, 'full'); END`,
    );
    record(store, 'a', [event('new')], 'replace');
    expect(store.list().map(({ name }) => name)).toEqual(['a']);
    expect(textsOf(store, 'a')).toEqual(['new']);
  });
});

describe('what is not published', () => {
  it('is seen by nobody', () => {
    const store = new RecordingStore(temporaryDatabase().db);
    store.stage().append([event('1')]);
    expect(store.list()).toEqual([]);
  });

  it('is taken out without a trace, as is a recording that is removed', () => {
    const { db } = temporaryDatabase();
    const store = new RecordingStore(db);
    const staged = store.stage();
    for (let i = 0; i < 3; i++) staged.append(Array.from({ length: 1500 }, () => event('1')));
    staged.settle();
    record(store, 'a', [event('1', 2), event('2', 1)]);
    store.discard(staged);
    expect(rowCounts(db)).toEqual([1, 2, 2, 1]);
    store.remove('a');
    expect(rowCounts(db)).toEqual([0, 0, 0, 0]);
    expect(() => store.remove('a')).toThrow('There is no recording a.');
  });

  it('is cleared by the next one when its process is gone, not when it still runs', () => {
    const { db } = temporaryDatabase();
    const store = new RecordingStore(db);
    const gonePid = spawnSync(process.execPath, ['-e', '']).pid;
    const left = (sql: string): void => {
      const staged = store.stage();
      staged.append([event('1')]);
      staged.settle();
      db.exec(`UPDATE recordings SET ${sql} WHERE id = ${staged.id}`);
    };
    left(`writer_pid = ${gonePid}`);
    left("writer_token = 'an earlier process with our pid'");
    left("writer_host = 'elsewhere', written_at_ms = 0");
    left(`writer_pid = ${process.ppid}`);
    left("writer_host = 'elsewhere'");
    store.stage();
    expect(rowCounts(db)).toEqual([2, 2, 2, 0]);
  });

  it('stays whole when a batch fails', () => {
    const store = new RecordingStore(temporaryDatabase().db);
    const staged = store.stage();
    staged.append([event('1', 5)]);
    const bad = event('3', 7.5);
    expect(() => staged.append([event('2', 1), bad])).toThrow();
    expect(staged.totals).toMatchObject({ recordCount: 1, isInOrder: true, firstCapturedAtUs: 5 });
    staged.append([event('4')]);
    store.publish(staged, 'a', 'refuse', {
      source: '-',
      importedAtMs: 1,
      recordCount: 2,
      skippedCount: 0,
    });
    expect(textsOf(store, 'a')).toEqual(['1', '4']);
  });
});
