import { describe, expect, it } from 'vitest';
import type { Database } from '../../database/open.js';
import { temporaryDatabase } from '../../database/temporary.fixture.js';
import { type AppliedRedaction, addRedaction } from '../redaction/applied.js';
import { event, record } from '../selection/selection.fixture.js';
import { RecordingStore } from '../store/store.js';
import { errorOf, textsOf } from '../workbench.fixture.js';
import { diffRecordings } from './diff.js';
import { mergeRecordings } from './merge.js';
import { recordBatches } from './record-batches.js';
import { splitRecording } from './split.js';

const names = (db: Database): string[] => new RecordingStore(db).list().map(({ name }) => name);
const rowsLeft = (db: Database): unknown[] =>
  ['recordings', 'records', 'payloads'].map((table) =>
    db.prepare(`SELECT count(*) FROM ${table}`).pluck().get(),
  );

function twoDays(): Database {
  const { db } = temporaryDatabase();
  record(db, 'a', [event('a0', 0), event('a2', 20), event('a?'), event('a4', 40)]);
  record(db, 'b', [event('b1', 10), event('b3', 30), event('a4', 40)]);
  return db;
}

/** Says of a recording that it was redacted so often, and gives what it says then. */
function redacted(db: Database, name: string, times: number): AppliedRedaction[] {
  const { id } = new RecordingStore(db).find(name);
  for (let n = 1; n <= times; n++) {
    addRedaction(db, id, {
      ...{ appliedAtMs: n, recordCount: n, plainCount: 0, overrunCount: 0, keyId: 'abc' },
      rules: [{ rule: 'key user', action: 'hash', count: n }],
    });
  }
  return new RecordingStore(db).describe(name).redactions;
}

describe('merging', () => {
  it('puts all records in the order of their times', async () => {
    const db = twoDays();
    const before = textsOf(db, 'a');
    expect(await mergeRecordings(db, { from: ['a', 'b'], name: 'c' })).toBe(7);
    const merged = ['a0', 'b1', 'a2', 'a?', 'b3', 'a4', 'a4'];
    expect(textsOf(db, 'c')).toEqual(merged.map((text) => JSON.stringify(text)));
    expect(textsOf(db, 'a')).toEqual(before);
    new RecordingStore(db).remove('c');
    expect(rowsLeft(db)).toEqual([2, 7, 7]);
  });

  it('keeps everything that is known of a record', async () => {
    const { db } = temporaryDatabase();
    const full = event('x', 1, {
      ...{ functionName: 'checkout', qualifier: 'live', invocationType: 'Event' },
      ...{ clientContext: 'e30=', tags: { env: 'prod' }, outcome: { errorType: 'E' } },
    });
    record(db, 'a', [full]);
    await mergeRecordings(db, { from: ['a'], name: 'b' });
    const store = new RecordingStore(db);
    expect([...store.records('b')]).toEqual([...store.records('a')]);
  });

  it('says what was redacted in what it was made of', async () => {
    const db = twoDays();
    const redactions = redacted(db, 'a', 2);
    await mergeRecordings(db, { from: ['a', 'b'], name: 'c' });
    expect(new RecordingStore(db).describe('c').redactions).toEqual(redactions);
    await mergeRecordings(db, { from: ['b'], name: 'c', mode: 'replace' });
    expect(new RecordingStore(db).describe('c').redactions).toEqual([]);
    await mergeRecordings(db, { from: ['a'], name: 'c', mode: 'append' });
    expect(new RecordingStore(db).describe('c').redactions).toEqual(redactions);
    expect(new RecordingStore(db).describe('a').redactions).toEqual(redactions);
  });

  it('takes what is selected, and adds to what is there', async () => {
    const db = twoDays();
    const where = { payload: "@ == 'a4'" };
    expect(await mergeRecordings(db, { from: ['a'], name: 'b', mode: 'append', where })).toBe(1);
    expect(textsOf(db, 'b')).toEqual(['"b1"', '"b3"', '"a4"', '"a4"']);
  });

  it.each([
    ['a recording that is not there', { from: ['a', 'x'], name: 'c' }, 'no recording x'],
    ['a name that is taken', { from: ['a'], name: 'b' }, 'already exists'],
    ['itself', { from: ['a'], name: 'a', mode: 'append' as const }, 'added to itself'],
    ['nothing', { from: ['a'], name: 'c', where: { functionNames: ['f'] } }, 'nothing to take'],
  ])('of or as %s leaves everything as it was', async (_name, options, message) => {
    const db = twoDays();
    const before = rowsLeft(db);
    expect((await errorOf(mergeRecordings(db, options))).message).toContain(message);
    expect([names(db), rowsLeft(db)]).toEqual([['a', 'b'], before]);
  });

  it('that is interrupted leaves nothing', async () => {
    const db = twoDays();
    const stop = AbortSignal.abort(new Error('stopped'));
    await expect(mergeRecordings(db, { from: ['a'], name: 'c', signal: stop })).rejects.toThrow();
    expect(rowsLeft(db)).toEqual([2, 7, 7]);
  });
});

describe('splitting', () => {
  const events = [
    event('0', 0, { functionName: 'checkout' }),
    event('1', 1800, { functionName: 'stock' }),
    event('2', 3600, { functionName: 'checkout' }),
    event('3', undefined, {}),
    event('4', 7200, { functionName: 'stock' }),
  ];
  const recorded = (): Database => {
    const { db } = temporaryDatabase();
    record(db, 'a', events);
    return db;
  };

  it.each([
    [
      'by function',
      { kind: 'by' as const, key: 'function' as const },
      { 'a-checkout': '02', 'a-stock': '14', 'a-unknown': '3' },
    ],
    [
      'by hour',
      { kind: 'by' as const, key: 'hour' as const },
      { 'a-2026-11-20T10': '01', 'a-2026-11-20T11': '23', 'a-2026-11-20T12': '4' },
    ],
    ['into parts', { kind: 'parts' as const, count: 2 }, { 'a-1': '012', 'a-2': '34' }],
    [
      'at a time',
      { kind: 'at' as const, time: { kind: 'relative' as const, us: 3600e6 } },
      { 'a-before': '01', 'a-after': '234' },
    ],
  ])('%s', async (_name, rule, parts) => {
    const db = recorded();
    const made = await splitRecording(db, { name: 'a', rule });
    expect(made.map(({ name }) => name)).toEqual(Object.keys(parts));
    const texts = Object.entries(parts).map(([name]) =>
      textsOf(db, name)
        .map((text) => JSON.parse(text))
        .join(''),
    );
    expect(texts).toEqual(Object.values(parts));
    expect(textsOf(db, 'a')).toHaveLength(5);
  });

  it('says of each part what was redacted in the whole', async () => {
    const db = recorded();
    const redactions = redacted(db, 'a', 1);
    const parts = await splitRecording(db, { name: 'a', rule: { kind: 'parts', count: 2 } });
    for (const { name } of parts) {
      expect(new RecordingStore(db).describe(name).redactions).toEqual(redactions);
    }
  });

  it('makes all parts or none', async () => {
    const db = recorded();
    record(db, 'a-stock', [event('taken')]);
    const before = rowsLeft(db);
    const rule = { kind: 'by' as const, key: 'function' as const };
    expect((await errorOf(splitRecording(db, { name: 'a', rule }))).message).toContain(
      'a-stock already exists',
    );
    expect([names(db), rowsLeft(db)]).toEqual([['a', 'a-stock'], before]);
  });

  it('wants as many records as parts, and times where it splits by them', async () => {
    const db = recorded();
    record(db, 'untimed', [event(1)]);
    const parts = splitRecording(db, { name: 'a', rule: { kind: 'parts', count: 6 } });
    expect((await errorOf(parts)).message).toContain('5 records to give to 6 parts');
    const hours = splitRecording(db, { name: 'untimed', rule: { kind: 'by', key: 'hour' } });
    expect((await errorOf(hours)).message).toContain('no capture times');
  });
});

describe('a difference', () => {
  it('counts equal payloads as often as they are there', () => {
    const { db } = temporaryDatabase();
    const f = { functionName: 'f' };
    record(db, 'a', [event(1, 0, f), event(1, 1, f), event(2), event(3)]);
    record(db, 'b', [event(3, 5), event(1, 9, { functionName: 'g' }), event(4)]);
    const diff = diffRecordings(db, 'a', 'b');
    expect(diff).toMatchObject({ isSame: false, onlyA: 2, onlyB: 1, both: 2 });
    expect(diff.functions).toEqual([
      { functionName: '', onlyA: 1, onlyB: 1, both: 1 },
      { functionName: 'f', onlyA: 1, onlyB: 0, both: 1 },
    ]);
    expect(diff.examplesA.map(({ seq }) => seq)).toEqual([1, 2]);
    expect(diff.examplesB.map(({ seq }) => seq)).toEqual([2]);
  });

  it('is none between the same payloads in another order', () => {
    const { db } = temporaryDatabase();
    record(db, 'a', [event(1), event(2)]);
    record(db, 'b', [event(2), event(1)]);
    expect(diffRecordings(db, 'a', 'b')).toMatchObject({ isSame: true, both: 2, examplesA: [] });
    expect(diffRecordings(db, 'a', 'a')).toMatchObject({ isSame: true, both: 2, examplesB: [] });
  });
});

describe('batches of records', () => {
  it('are all records in order, few megabytes at a time', () => {
    const { db } = temporaryDatabase();
    const large = 'x'.repeat(3 * 1024 * 1024);
    record(db, 'a', [event(0), event(large), event(large), event(large), event(4)]);
    const batches = [...recordBatches(db, new RecordingStore(db).find('a'))];
    expect(batches.map((batch) => batch.map(({ seq }) => seq))).toEqual([
      [0, 1, 2],
      [3, 4],
    ]);
  });
});
