import { describe, expect, it } from 'vitest';
import type { OutcomeKind } from '../../invoke/outcome.js';
import { answer } from './answers.fixture.js';
import { FieldTally } from './field-tally.js';
import { parseIgnoreRule } from './json-difference.js';
import { PairTable } from './pair-table.js';
import { ResponseComparer } from './response-comparer.js';

/** A table of pairs that ended as the two letters of each say. */
function tableOf(...pairs: [OutcomeKind, OutcomeKind][]): PairTable {
  const table = new PairTable(pairs.length, 2);
  for (const [pair, kinds] of pairs.entries()) {
    for (const [leg, kind] of kinds.entries()) table.enter(answer({ pair, leg, kind }));
  }
  return table;
}

describe('the table of pairs', () => {
  it('counts errors where both sides ran, and leaves out what was throttled or not sent', () => {
    const table = tableOf(
      ['ok', 'ok'],
      ['ok', 'functionError'],
      ['transportError', 'ok'],
      ['serviceError', 'rejected'],
      ['throttled', 'functionError'],
      ['ok', 'dropped'],
      ['aborted', 'throttled'],
    );
    expect(table.errors()).toEqual({ both: 1, onlyFirst: 1, onlySecond: 1, neither: 1 });
    expect(table.excluded()).toEqual({ throttled: 2, notSent: 2 });
    expect(table.ended).toBe(7);
  });

  it('takes latencies of pairs that succeeded warm on both sides, in their order', () => {
    const table = new PairTable(5, 3);
    const enter = (pair: number, leg: number, changes = {}): void =>
      table.enter(answer({ pair, leg, serviceUs: pair * 10 + leg, ...changes }));
    for (const leg of [0, 1, 2]) for (const pair of [4, 2, 0]) enter(pair, leg);
    enter(1, 0, { start: 'cold', initUs: 250_000 });
    enter(1, 1);
    enter(3, 0);
    enter(3, 1, { kind: 'functionError' });
    const { first, second } = table.warmLatencies();
    expect([...first]).toEqual([0, 20, 40]);
    expect([...second]).toEqual([1, 21, 41]);
    const [old, now] = table.coldStarts;
    expect([old?.count, old?.reports, old?.init.percentileUs(50)]).toEqual([1, 5, 250_000]);
    expect([now?.count, now?.reports]).toEqual([0, 5]);
  });

  it('knows pairs that have not ended on both sides', () => {
    const table = new PairTable(3, 2);
    table.enter(answer({ pair: 1, leg: 0 }));
    table.enter(answer({ pair: 2, leg: 0 }));
    table.enter(answer({ pair: 2, leg: 1 }));
    expect(table.ended).toBe(1);
    expect(table.errors()).toEqual({ both: 0, onlyFirst: 0, onlySecond: 0, neither: 1 });
  });
});

describe('the tally of fields', () => {
  const differs = (...paths: string[]) =>
    paths.map((path) => ({ path, kind: 'value' as const, first: '1', second: '2' }));

  it('counts each field by pairs, against what old does to itself', () => {
    const tally = new FieldTally();
    tally.add({ pair: 0, payload: 7 }, differs('$.a', '$.b'), differs('$.b'));
    tally.add({ pair: 1, payload: 8 }, differs('$.a'), differs('$.b'));
    tally.add({ pair: 2, payload: 9 }, [], []);
    const [a, b] = tally.fields();
    expect(a).toMatchObject({ path: '$.a', differs: 2, noise: 0, kinds: { value: 2 } });
    expect(a?.pairs).toEqual({ both: 0, onlyFirst: 0, onlySecond: 2, neither: 1 });
    expect(a?.examples).toEqual([
      { pair: 0, payload: 7, kind: 'value', first: '1', second: '2' },
      { pair: 1, payload: 8, kind: 'value', first: '1', second: '2' },
    ]);
    expect(b?.pairs).toEqual({ both: 1, onlyFirst: 1, onlySecond: 0, neither: 1 });
    expect(tally.compared).toBe(3);
  });

  it('keeps a thousand paths, and counts the rest as one field, by pairs', () => {
    const tally = new FieldTally();
    for (let pair = 0; pair < 1200; pair++) {
      tally.add({ pair, payload: 0 }, differs(`$.x${pair}`, `$.y${pair}`), differs(`$.z${pair}`));
    }
    const fields = tally.fields();
    expect(fields).toHaveLength(1001);
    const other = fields.find(({ path }) => path === '(other fields)');
    const { both = 0, onlyFirst = 0, onlySecond = 0, neither = 0 } = other?.pairs ?? {};
    expect(both + onlyFirst + onlySecond + neither).toBe(1200);
    expect(other?.differs).toBeGreaterThan(800);
    expect(other?.examples.length).toBeLessThanOrEqual(5);
  });
});

describe('the comparer of responses', () => {
  const body = (text: string) => ({ response: Buffer.from(text) });

  it('compares once every leg has ended, in whatever order, and keeps nothing', () => {
    const comparer = new ResponseComparer(3, [parseIgnoreRule('$.time')]);
    comparer.add(answer({ leg: 2, ...body('{"n":1,"time":3}') }));
    comparer.add(answer({ leg: 0, ...body('{"n":1,"time":1}') }));
    expect(comparer.tally.compared).toBe(0);
    expect(comparer.waitingBytes).toBe(32);
    comparer.add(answer({ leg: 1, ...body('{"n":2,"time":2}') }));
    expect(comparer.waitingBytes).toBe(0);
    expect(comparer.tally.fields()).toMatchObject([{ path: '$.n', differs: 1, noise: 0 }]);
  });

  it('does not compare a pair that did not succeed on every leg', () => {
    const comparer = new ResponseComparer(2, []);
    comparer.add(answer({ leg: 0, ...body('1') }));
    comparer.add(answer({ leg: 1, kind: 'functionError', ...body('{"errorType":"E"}') }));
    comparer.add(answer({ pair: 1, leg: 0, kind: 'throttled' }));
    comparer.add(answer({ pair: 1, leg: 1, ...body('1') }));
    expect(comparer.tally.compared).toBe(0);
    expect(comparer.waitingBytes).toBe(0);
  });

  it('gives up the oldest responses when too many bytes wait, and says how many pairs', () => {
    const comparer = new ResponseComparer(2, [], 25);
    for (let pair = 0; pair < 4; pair++)
      comparer.add(answer({ pair, leg: 0, ...body('"12345678"') }));
    expect(comparer.waitingBytes).toBeLessThanOrEqual(25);
    for (let pair = 0; pair < 4; pair++)
      comparer.add(answer({ pair, leg: 1, ...body('"1234567_"') }));
    expect(comparer.lost).toBe(2);
    expect(comparer.tally.compared).toBe(2);
    expect(comparer.waitingBytes).toBe(0);
  });
});
