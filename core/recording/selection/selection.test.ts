import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { temporaryDatabase } from '../../database/temporary.fixture.js';
import { RecordingStore } from '../store/store.js';
import { textsOf, workbench } from '../workbench.fixture.js';
import { parseSampleShare, parseTimeWindow } from './parse-selection.js';
import { event, record, startUs } from './selection.fixture.js';
import type { RecordSelection } from './selection.js';
import { SeqSet } from './seq-set.js';

const events = [
  event({ n: 0, items: [] }, 0, {
    functionName: 'checkout',
    qualifier: 'live',
    tags: { env: 'prod' },
  }),
  event({ n: 1, items: [1] }, 60, { functionName: 'checkout', outcome: { statusCode: 200 } }),
  event({ n: 2 }, 120, {
    functionName: 'stock',
    invocationType: 'Event',
    outcome: { statusCode: 200, functionError: 'Unhandled', errorType: 'TimeoutError' },
  }),
  event({ n: 3 }, 180, { functionName: 'stock', outcome: { condition: 'RetriesExhausted' } }),
  event({ n: 4 }, 240, { outcome: { condition: 'Success' }, tags: { env: 'test' } }),
  event({ n: 1, items: [1] }, 300, { functionName: 'checkout', outcome: { statusCode: 429 } }),
];

function selected(selection: RecordSelection): number[] {
  const { db } = temporaryDatabase();
  record(db, 'a', events);
  return [...new RecordingStore(db).select('a', selection)];
}

describe('a selection', () => {
  it.each<[string, RecordSelection, number[]]>([
    ['nothing said', {}, [0, 1, 2, 3, 4, 5]],
    ['a function', { functionNames: ['checkout'] }, [0, 1, 5]],
    ['one of two functions', { functionNames: ['stock', 'none'] }, [2, 3]],
    ['a qualifier', { qualifiers: ['live'] }, [0]],
    ['an invocation type', { invocationTypes: ['Event'] }, [2]],
    ['what failed', { ending: 'failed' }, [2, 3, 5]],
    ['what succeeded, not what nothing is known of', { ending: 'succeeded' }, [1, 4]],
    ['an error type', { errorTypes: ['TimeoutError'] }, [2]],
    ['a tag', { tags: { env: 'prod' } }, [0]],
    ['two tags, both needed', { tags: { env: 'prod', other: '1' } }, []],
    ['a window from the start', { window: parseTimeWindow('+1m..+4m') }, [1, 2, 3]],
    ['an open window', { window: parseTimeWindow('+4m..') }, [4, 5]],
    ['absolute times', { window: parseTimeWindow('2026-11-20T10:01Z..2026-11-20T10:02Z') }, [1]],
    ['an expression', { payload: 'n > `2`' }, [3, 4]],
    ['an expression that gives a list', { payload: 'items' }, [1, 5]],
    ['an expression that gives 0, which is true', { payload: 'n' }, [0, 1, 2, 3, 4, 5]],
    ['an expression that not all can be asked', { payload: 'length(items) == `1`' }, [1, 5]],
    ['the first of equal payloads', { isUnique: true }, [0, 1, 2, 3, 4]],
    ['the first of equals among the rest', { isUnique: true, ending: 'failed' }, [2, 3, 5]],
    ['all of it together', { functionNames: ['checkout'], payload: 'items', isUnique: true }, [1]],
  ])('by %s', (_name, selection, expected) => {
    if (expected.length === 0) expect(() => selected(selection)).toThrow('is selected');
    else expect(selected(selection)).toEqual(expected);
  });

  it('says which expression is no JMESPath, and which none can be asked', () => {
    expect(() => selected({ payload: 'a ==' })).toThrow('"a ==" is not JMESPath');
    expect(() => selected({ payload: 'length(n)' })).toThrow('can be asked of none of 6 payloads');
  });

  it('does not quote a payload that is no JSON', () => {
    const { db } = temporaryDatabase();
    record(db, 'a', [event(1, 0, { payload: Buffer.from('cAnArY and more') })]);
    expect(() => new RecordingStore(db).select('a', { payload: 'n' })).toThrow(
      /can be asked of none of 1 payloads: a payload is no JSON$/,
    );
  });

  it('samples a share of the records, the same whatever else is selected', () => {
    const { db } = temporaryDatabase();
    const all = Array.from({ length: 5000 }, (_, n) =>
      event({ same: true }, n, { functionName: n % 3 ? 'checkout' : 'stock' }),
    );
    record(db, 'a', all);
    const store = new RecordingStore(db);
    const sample = { share: 0.1, seed: 7 };
    const drawn = [...store.select('a', { sample })];
    const stock = [...store.select('a', { sample, functionNames: ['stock'] })];
    expect(drawn.length).toBeGreaterThan(400);
    expect(drawn.length).toBeLessThan(600);
    expect(stock).toEqual(drawn.filter((seq) => seq % 3 === 0));
    expect([...store.select('a', { sample: { ...sample, seed: 8 } })]).not.toEqual(drawn);
    const wider = store.select('a', { sample: { ...sample, share: 0.2 } });
    expect(drawn.every((seq) => wider.has(seq))).toBe(true);
  });

  it('gives a reader only what it means, its times from the first of it', () => {
    const { db } = temporaryDatabase();
    record(db, 'a', [event(0, 0), event(1, 10), event(2), event(3, 30), event(4, 40)]);
    const store = new RecordingStore(db);
    const { data } = store.select('a', { payload: '@ != `0` && @ != `3`' });
    const reader = store.reader('a', data);
    const text = (i: number): string => Buffer.from(reader.get(i).bytes).toString();
    expect([reader.count, text(0), text(1), text(2)]).toEqual([3, '1', '2', '4']);
    expect([...reader.captureTimes()]).toEqual([0, 0, 30e6]);
    expect([0, 1, 2].map((i) => reader.captureTimeAt(i))).toEqual([0, 0, 30e6]);
    expect(() => reader.get(3)).toThrow(RangeError);
  });
});

describe('an import with a selection', () => {
  const lines = (ns: number[]): string => ns.map((n) => `{"n":${n},"pad":"x"}\n`).join('');

  it('keeps what is selected, and counts only that', async () => {
    const { db, path, load } = workbench({ 'in.jsonl': lines([1, 2, 3, 2, 1, 4]) });
    const result = await load(path('in.jsonl'), {
      where: { payload: 'n < `4`', isUnique: true },
    });
    expect(textsOf(db)).toEqual(lines([1, 2, 3]).trimEnd().split('\n'));
    expect(result).toMatchObject({ recordCount: 3, payloadBytes: 3 * 17 });
    expect(new RecordingStore(db).find('a').recordCount).toBe(3);
    expect(db.prepare('SELECT count(*) FROM payloads').pluck().get()).toBe(3);
    await load(path('in.jsonl'), { where: { payload: 'n == `4`' }, mode: 'append' });
    expect(textsOf(db)).toEqual(lines([1, 2, 3, 4]).trimEnd().split('\n'));
  });

  it('of nothing imports nothing', async () => {
    const { db, path, load } = workbench({ 'in.jsonl': lines([1]) });
    await expect(load(path('in.jsonl'), { where: { functionNames: ['f'] } })).rejects.toThrow(
      'None of the 1 events',
    );
    expect(db.prepare('SELECT count(*) FROM payloads').pluck().get()).toBe(0);
  });
});

describe('a set of positions', () => {
  it('finds the n-th, and whether one is in it', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(5000), { maxLength: 300 }), (seqs) => {
        const set = SeqSet.of(5001, seqs);
        const sorted = [...seqs].sort((a, b) => a - b);
        expect([...set]).toEqual(sorted);
        expect(sorted.map((_, i) => set.at(i))).toEqual(sorted);
        expect(sorted.every((seq) => set.has(seq))).toBe(true);
        expect(() => set.at(seqs.length)).toThrow(RangeError);
      }),
    );
  });
});

describe('a window as text', () => {
  it.each([
    ['+10m..+20m', { from: { kind: 'relative', us: 600e6 }, to: { kind: 'relative', us: 1200e6 } }],
    ['..+0.5s', { to: { kind: 'relative', us: 500_000 } }],
    ['2026-11-20T10:00Z ..', { from: { kind: 'absolute', us: startUs } }],
  ])('%s', (text, window) => {
    expect(parseTimeWindow(text)).toEqual(window);
  });

  it.each(['..', '+10m', 'noon..', '+20m..+10m', '+1..+2', 'a..b..c'])('%s is refused', (text) => {
    expect(() => parseTimeWindow(text)).toThrow();
  });

  it('a sample of nothing is refused', () => {
    expect(parseSampleShare('10%')).toBe(0.1);
    expect(() => parseSampleShare('0%')).toThrow('none');
  });
});
