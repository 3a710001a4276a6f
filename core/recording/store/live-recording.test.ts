import { describe, expect, it } from 'vitest';
import { defined } from '../../base/defined.js';
import { openDatabase } from '../../database/open.js';
import { temporaryDatabase } from '../../database/temporary.fixture.js';
import type { RecordedEvent } from '../event.js';
import { LiveRecording } from './live-recording.js';
import { type PublishMode, RecordingStore } from './store.js';

const options = (mode: PublishMode = 'refuse') => ({ name: 'a', mode, source: 'proxy' });
const event = (text: string, capturedAtUs?: number): RecordedEvent => ({
  payload: Buffer.from(text),
  ...defined({ capturedAtUs }),
});
const ok = { statusCode: 200 };

describe('a live recording', () => {
  it('is there for others after each batch, totals and all', () => {
    const { db, path } = temporaryDatabase();
    const live = LiveRecording.start(db, options());
    const other = openDatabase(path, { readonly: true });
    expect(new RecordingStore(other).find('a').recordCount).toBe(0);
    live.append({ events: [event('one', 10), event('two', 20)], outcomes: [] });
    live.append({ events: [event('three', 30)], outcomes: [{ number: 1, outcome: ok }] });
    live.append({ events: [], outcomes: [{ number: 2, outcome: ok }] });
    const store = new RecordingStore(other);
    expect(store.find('a')).toMatchObject({
      ...{ recordCount: 3, payloadBytes: 11, timedCount: 3 },
      ...{ firstCapturedAtUs: 10, lastCapturedAtUs: 30 },
    });
    expect([...store.records('a')].map(({ seq, outcome }) => [seq, outcome])).toEqual([
      [0, undefined],
      [1, ok],
      [2, ok],
    ]);
    expect(store.describe('a').sources).toMatchObject([{ source: 'proxy', recordCount: 3 }]);
    expect([...store.reader('a').captureTimes()]).toEqual([0, 10, 20]);
    other.close();
  });

  it('takes tags that are known only at the end, beside those of the event', () => {
    const { db } = temporaryDatabase();
    const live = LiveRecording.start(db, options());
    const tags = { operation: 'InvokeWithResponseStream' };
    live.append({ events: [event('1'), { ...event('2'), tags: { tenantId: 'ü' } }], outcomes: [] });
    const outcomes = [0, 1].map((number) => ({ number, outcome: ok, tags }));
    live.append({ events: [event('3')], outcomes: [...outcomes, { number: 2, outcome: ok }] });
    const records = [...new RecordingStore(db).records('a')];
    expect(records.map((record) => record.tags)).toEqual([
      tags,
      { tenantId: 'ü', ...tags },
      undefined,
    ]);
  });

  it('goes on where another ended, or starts anew', () => {
    const { db } = temporaryDatabase();
    LiveRecording.start(db, options()).append({ events: [event('1', 10)], outcomes: [] });
    expect(() => LiveRecording.start(db, options())).toThrow('already holds proxy');
    const more = LiveRecording.start(db, options('append'));
    more.append({ events: [event('2', 20)], outcomes: [{ number: 0, outcome: ok }] });
    const store = new RecordingStore(db);
    expect([...store.records('a')].map(({ outcome }) => outcome)).toEqual([undefined, ok]);
    LiveRecording.start(db, options('replace'));
    expect(store.find('a').recordCount).toBe(0);
  });

  it('writes all of a batch or nothing, and the same batch again', () => {
    const { db } = temporaryDatabase();
    const live = LiveRecording.start(db, options());
    live.append({ events: [event('1')], outcomes: [] });
    const batch = { events: [event('2'), event('3')], outcomes: [{ number: 2, outcome: ok }] };
    db.exec(
      "CREATE TEMP TRIGGER full BEFORE INSERT ON records WHEN new.seq = 2 BEGIN SELECT RAISE(ABORT, 'full'); END",
    );
    expect(() => live.append(batch)).toThrow('full');
    const store = new RecordingStore(db);
    expect(store.find('a').recordCount).toBe(1);
    db.exec('DROP TRIGGER full');
    live.append(batch);
    expect([...store.records('a')].map(({ outcome }) => outcome)).toEqual([
      undefined,
      undefined,
      ok,
    ]);
  });

  it('finds its records again after an import has come between', () => {
    const { db } = temporaryDatabase();
    const live = LiveRecording.start(db, options());
    live.append({ events: [event('1', 10), event('2', 20)], outcomes: [] });
    const store = new RecordingStore(db);
    const staged = store.stage();
    staged.append([event('0', 5)]);
    store.publish(staged, 'a', 'append', {
      ...{ source: 'file', importedAtMs: 0, recordCount: 1, skippedCount: 0 },
    });
    live.append({ events: [event('3', 30)], outcomes: [{ number: 1, outcome: ok }] });
    const records = [...store.records('a')].map(
      ({ payload, outcome }) => [String.fromCharCode(...payload), outcome] as const,
    );
    expect(records).toEqual([
      ['0', undefined],
      ['1', undefined],
      ['2', ok],
      ['3', undefined],
    ]);
    expect(store.describe('a').sources.map(({ recordCount }) => recordCount)).toEqual([3, 1]);
  });

  it('that was removed says so', () => {
    const { db } = temporaryDatabase();
    const live = LiveRecording.start(db, options());
    new RecordingStore(db).remove('a');
    expect(() => live.append({ events: [event('1')], outcomes: [] })).toThrow('was removed');
  });

  it('without records is gone when it is closed, unless it was there before', () => {
    const { db } = temporaryDatabase();
    const store = new RecordingStore(db);
    LiveRecording.start(db, options()).close();
    expect(store.list()).toEqual([]);
    const live = LiveRecording.start(db, options());
    live.append({ events: [event('1')], outcomes: [] });
    live.close();
    LiveRecording.start(db, options('append')).close();
    expect(store.find('a').recordCount).toBe(1);
  });

  it('refuses to go on after an event from the future', () => {
    const { db } = temporaryDatabase();
    const live = LiveRecording.start(db, options());
    live.append({ events: [event('1', (Date.now() + 60_000) * 1000)], outcomes: [] });
    expect(() => LiveRecording.start(db, options('append'))).toThrow('from the future');
  });
});
