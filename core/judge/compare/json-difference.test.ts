import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseIgnoreRule, responseDifferences } from './json-difference.js';
import { isSameNumber } from './json-number.js';

function differences(first: string, second: string, ...ignored: string[]) {
  const rules = ignored.map(parseIgnoreRule);
  return responseDifferences(Buffer.from(first), Buffer.from(second), rules);
}

function paths(first: string, second: string, ...ignored: string[]): string[] {
  return differences(first, second, ...ignored).map(({ path, kind }) => `${path} ${kind}`);
}

describe('what differs between two responses', () => {
  it.each([
    ['white space and the order of members', '{"a":1,"b":2}', ' { "b" : 2,\n"a" : 1 } '],
    ['how a string is escaped', '"caf\\u00e9 \\/"', '"café /"'],
    ['how a number is written', '[1, 10, 100e-2, -0]', '[1.0, 1e1, 1, 0]'],
    ['an earlier member of the same name', '{"a":1,"a":2}', '{"a":2}'],
    ['white space in JSON within a string', '{"body":"{\\"a\\": 1}"}', '{"body":"{\\"a\\":1}"}'],
  ])('is not %s', (_what, first, second) => {
    expect(differences(first, second)).toEqual([]);
  });

  it.each([
    ['a value', '{"total":8.5}', '{"total":8}', ['$.total value']],
    ['a digit beyond 2^53', '[9007199254740992]', '[9007199254740993]', ['$[*] value']],
    ['a type', '{"id":"7"}', '{"id":7}', ['$.id type']],
    ['null for a value', '{"id":7,"b":true}', '{"id":null,"b":null}', ['$.id type', '$.b type']],
    ['a boolean', '{"b":true}', '{"b":false}', ['$.b value']],
    ['a member that is gone', '{"a":1,"b":{"c":2}}', '{"a":1}', ['$.b missing']],
    ['a member that is new', '{"a":1}', '{"a":1,"x y":null}', ['$["x y"] added']],
    ['elements, as one field', '[{"p":1},{"p":2}]', '[{"p":3},{"p":4}]', ['$[*].p value']],
    ['the length and what is left', '[1,2,3]', '[1,5]', ['$ length', '$[*] value']],
    ['the order of a list', '[1,2]', '[2,1]', ['$[*] value']],
    [
      'JSON within a string',
      '{"body":"{\\"a\\":1}"}',
      '{"body":"{\\"a\\":2}"}',
      ['$.body.a value'],
    ],
    ['text that is not JSON within a string', '"[1"', '"[2"', ['$ value']],
    ['what is not JSON', 'ok', 'OK', ['$ bytes']],
    ['nothing for something', '{}', '', ['$ bytes']],
  ])('is %s', (_what, first, second, expected) => {
    expect(paths(first, second)).toEqual(expected);
  });

  it('shows both sides, shortened', () => {
    expect(differences('{"a":1}', '{"a":2.50}')).toEqual([
      { path: '$.a', kind: 'value', first: '1', second: '2.50' },
    ]);
    expect(differences('{"a":1}', '{}')).toEqual([{ path: '$.a', kind: 'missing', first: '1' }]);
    const [long] = differences(`"${'x'.repeat(9999)}"`, '1');
    expect(long?.first).toMatch(/^"x{118}…$/);
  });

  it('is found in lists and objects nested without end', () => {
    const deep = (value: string): string => `${'[{"a":'.repeat(9000)}${value}${'}]'.repeat(9000)}`;
    expect(paths(deep('1'), deep('2'))).toHaveLength(1);
  });

  it('is nothing between a document and itself, laid out anew', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 4 }), (text) => {
        expect(differences(text, JSON.stringify(JSON.parse(text), null, 2))).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('is something between documents that JSON.parse tells apart', () => {
    const document = fc.json({ maxDepth: 3 });
    fc.assert(
      fc.property(document, document, (first, second) => {
        const isSame = differences(first, second).length === 0;
        expect(isSame).toBe(sorted(JSON.parse(first)) === sorted(JSON.parse(second)));
      }),
      { numRuns: 300 },
    );
  });
});

/** One text for each JSON value, whatever the order of its members. */
function sorted(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(sorted).join()}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${sorted(member)}`).join()}}`;
}

describe('ignore rules', () => {
  const first = '{"meta":{"time":1,"id":1},"items":[{"id":1,"price":1}],"x-y":1,"a.b":1}';
  const second = '{"meta":{"time":2,"id":2},"items":[{"id":2,"price":2}],"x-y":2,"a.b":2}';

  it.each([
    ['$.meta', ['$.items[*].id', '$.items[*].price', '$.x-y', '$["a.b"]']],
    ['meta.time', ['$.meta.id', '$.items[*].id', '$.items[*].price', '$.x-y', '$["a.b"]']],
    ['**.id', ['$.meta.time', '$.items[*].price', '$.x-y', '$["a.b"]']],
    ['$.items[*].price', ['$.meta.time', '$.meta.id', '$.items[*].id', '$.x-y', '$["a.b"]']],
    ['$.*.id', ['$.meta.time', '$.items[*].id', '$.items[*].price', '$.x-y', '$["a.b"]'].sort()],
    ['$["a.b"]', ['$.meta.time', '$.meta.id', '$.items[*].id', '$.items[*].price', '$.x-y']],
    ['**', []],
  ])('%s leaves the rest', (rule, left) => {
    const found = differences(first, second, rule).map(({ path }) => path);
    expect(found.sort()).toEqual([...left].sort());
  });

  it.each(['', '$', '$.items[x]', 'a b', '$["a'])('%j is none', (text) => {
    expect(() => parseIgnoreRule(text)).toThrow(/is not a path|leaves nothing to compare/);
  });
});

describe('numbers', () => {
  it('are the same when JavaScript says so and they are short enough to be exact', () => {
    const number = fc.oneof(
      fc.integer().map(String),
      fc
        .tuple(fc.integer({ min: -999, max: 999 }), fc.integer({ min: -6, max: 6 }))
        .map(([m, e]) => `${m}e${e}`),
      fc
        .tuple(fc.nat(99), fc.nat(99))
        .map(([whole, part]) => `${whole}.${String(part).padStart(2, '0')}`),
    );
    fc.assert(
      fc.property(number, number, (a, b) => {
        expect(isSameNumber(a, b)).toBe(Number(a) === Number(b));
      }),
      { numRuns: 500 },
    );
  });

  it('keep every digit, and an exponent of any size', () => {
    expect(isSameNumber('0.10000000000000000001', '0.1')).toBe(false);
    expect(isSameNumber('1e99999999999999999999', '10e99999999999999999998')).toBe(true);
    expect(isSameNumber('1E+2', '100')).toBe(true);
  });
});
