import { describe, expect, it } from 'vitest';
import { type BuiltinName, builtinNames } from './builtin.js';
import { patternDegree } from './pattern.js';
import { createRedactor } from './redactor.js';
import { hashText } from './replacement.js';
import type { RedactionAction, RedactionRule } from './rule.js';
import { withTimeLimit } from './time-limit.js';

const hashKey = Buffer.from('0123456789abcdef0123456789abcdef');

function redact(text: string, rules: RedactionRule[], base64: string[] = []): string {
  const redactor = createRedactor({ rules, base64, hashKey });
  return Buffer.from(redactor.redact({ payload: Buffer.from(text) }).payload).toString('utf8');
}
const key = (name: string, action: RedactionAction = 'mask'): RedactionRule => ({
  kind: 'key',
  key: name,
  action,
});
const path = (text: string, action: RedactionAction = 'mask'): RedactionRule => ({
  kind: 'path',
  path: text,
  action,
});
const pattern = (text: string, action: RedactionAction = 'mask'): RedactionRule => ({
  kind: 'pattern',
  pattern: text,
  action,
});

describe('a member that is found by its name', () => {
  it.each([
    ['a string', '{"a": "x", "b" : 1}', '{"a": "***", "b" : 1}'],
    ['every duplicate', '{"a":"x","a":"y"}', '{"a":"***","a":"***"}'],
    ['in any case, at any depth', '[{"q":[{"A":"x"}]}]', '[{"q":[{"A":"***"}]}]'],
    ['written with escapes', '{"\\u0061":"x"}', '{"\\u0061":"***"}'],
    ['a number keeps its shape', '{"a":-120.50e300}', '{"a":-111.11e300}'],
    ['what is true is false', '{"a":[true,false,null]}', '{"a":[false,false,null]}'],
    ['an object, leaf by leaf', '{"a":{"b":["x",{"c":0.25}]}}', '{"a":{"b":["***",{"c":0.11}]}}'],
    ['an empty string stays', '{"a":""}', '{"a":""}'],
    [
      'in JSON in a string',
      '{"body":"{\\"a\\":\\"x\\",\\u0022b\\u0022:1}"}',
      '{"body":"{\\"a\\":\\"***\\",\\u0022b\\u0022:1}"}',
    ],
    [
      'of a pair',
      '[{"name":"A","value":"x"},{"value":["y"],"key":"a"}]',
      '[{"name":"A","value":"***"},{"value":["***"],"key":"a"}]',
    ],
    [
      'of pairs under its name',
      '{"a":[{"key":"A","value":"x"}]}',
      '{"a":[{"key":"A","value":"***"}]}',
    ],
  ])('%s', (_name, before, after) => {
    expect(redact(before, [key('a')])).toBe(after);
  });
});

describe('what is removed goes with its comma', () => {
  it.each([
    ['{"a":1}', '{}'],
    ['{ "a":1 }', '{  }'],
    ['{"a":1,"b":2}', '{"b":2}'],
    ['{"b":2, "a":1}', '{"b":2 }'],
    ['{"b":2,"a":1,"a":{"x":[]}}', '{"b":2}'],
    ['{"a":1,"b":2,"a":3,"c":4,"a":5,"a":6}', '{"b":2,"c":4}'],
    ['[{"name":"a","value":1},{"name":"b","value":2}]', '[{"name":"b","value":2}]'],
    ['[1,{"value":1,"name":"a"}]', '[1]'],
    ['{"name":"a","value":1}', '{"name":"a","value":null}'],
  ])('%s', (before, after) => {
    expect(redact(before, [key('a', 'remove')])).toBe(after);
  });
  it.each([
    ['$.l[0]', '{"l":[1,2]}', '{"l":[2]}'],
    ['$.l[1]', '{"l":[1,2]}', '{"l":[1]}'],
    ['$.l[*]', '{"l":[1,2]}', '{"l":[]}'],
    ['$', '[1]', 'null'],
  ])('%s', (where, before, after) => {
    expect(redact(before, [path(where, 'remove')])).toBe(after);
  });
});

describe('a pattern', () => {
  it('edits what it matches, as it is decoded, inside the string', () => {
    expect(
      redact('{"a":"to ann\\u0040x.org\\n","x":"\\ud83d\\ude00 ann@x.org \u00e9"}', [
        pattern('\\S+@\\S+\\.org'),
      ]),
    ).toBe('{"a":"to ***\\n","x":"\\ud83d\\ude00 *** \u00e9"}');
  });
  it('edits its first group', () => {
    expect(redact('{"a":"id=7; id=8"}', [pattern('id=(\\d+)', 'remove')])).toBe('{"a":"id=; id="}');
  });
});

describe('paths', () => {
  const text = '{"a/b":{"x.y":1},"c::d":[{"e":"v"}],"https://x.org/e":"w","f":"{\\"e\\":\\"v\\"}"}';
  it.each([
    ['$.a/b["x.y"]', '{"x.y":1}', '{"x.y":1}'],
    ["a/b.'x.y'", '{"x.y":1}', '{"x.y":1}'],
    ['c::d[0].e', '"v"}]', '"***"}]'],
    ['c::d[*].*', '"v"}]', '"***"}]'],
    ['$."https://x.org/e"', '"w"', '"***"'],
    ['$.https*["e"]', '"w"', '"w"'],
    ['f.e', '\\"v\\"', '\\"***\\"'],
    ['**.e', '"v"}]', '"***"}]'],
    ['$.E', '"v"', '"v"'],
  ])('%s', (where, before, after) => {
    expect(redact(text, [path(where)])).toBe(
      text.replace(before, () => after).replace(where === '**.e' ? '\\"v\\"' : '\0', '\\"***\\"'),
    );
  });
  it.each(['', '.a', 'a...b', 'a[', 'a b', '$."a', '["\\x"]'])('%j is refused', (where) => {
    expect(() => redact('{}', [path(where)])).toThrow('is not a path');
  });
});

describe('the ready-made rules', () => {
  const masked = (name: BuiltinName, value: string): string =>
    (
      JSON.parse(
        redact(JSON.stringify({ v: value }), [{ kind: 'builtin', builtin: name, action: 'mask' }]),
      ) as { v: string }
    ).v;
  it.each<[BuiltinName, string, string]>([
    ['email', "to <ann.o'x+1@mail.example.org>.", "to <ann.o'redacted@example.invalid>."],
    ['email', 'jürgen@bücher.example', 'redacted@example.invalid'],
    ['email', '@handle and a @ b', '@handle and a @ b'],
    ['cards', '4111-1111-1111-1111', '****-****-****-****'],
    ['cards', 'amex 378282246310005.', 'amex ***************.'],
    ['cards', '4111111111111112', '4111111111111112'],
    ['cards', '14111111111111111', '14111111111111111'],
    ['cards', '1700000000000000', '1700000000000000'],
    ['tokens', 'x eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln y', 'x *** y'],
    ['tokens', 'a=1&access_token=abc&b=2', 'a=1&access_token=***&b=2'],
    ['authorization', 'Bearer abcdefghijklmnop1234', 'Bearer ***'],
    ['authorization', 'basic authentication', 'basic authentication'],
    ['aws-keys', 'AKIAIOSFODNN7EXAMPLE', '***'],
    ['aws-keys', 'https://b/k?X-Amz-Signature=00ff&x=1', 'https://b/k?X-Amz-Signature=***&x=1'],
    ['passwords', '-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----', '***'],
  ])('%s: %s', (name, before, after) => {
    expect(masked(name, before)).toBe(after);
  });
  it('find headers as maps, as lists of values, and as lists of pairs', () => {
    const headers =
      '{"headers":{"Authorization":"a","Accept":"b"},"multiValueHeaders":{"cookie":["a","b"]},"cookies":["a=1"],"h":[{"name":"Set-Cookie","value":"a"}]}';
    const all = builtinNames.map(
      (builtin): RedactionRule => ({ kind: 'builtin', builtin, action: 'mask' }),
    );
    expect(redact(headers, all)).toBe(
      '{"headers":{"Authorization":"***","Accept":"b"},"multiValueHeaders":{"cookie":["***","***"]},"cookies":["***"],"h":[{"name":"Set-Cookie","value":"***"}]}',
    );
  });
  it('find a card in a number, and take it out with its comma', () => {
    const cards: RedactionRule = { kind: 'builtin', builtin: 'cards', action: 'remove' };
    expect(redact('[1,4111111111111111,{"n":4111111111111112}]', [cards])).toBe(
      '[1,{"n":4111111111111112}]',
    );
  });
  it('take time in proportion to the text, whatever it holds', () => {
    const all = builtinNames.map(
      (builtin): RedactionRule => ({ kind: 'builtin', builtin, action: 'mask' }),
    );
    const units = [
      'a',
      'a@',
      '@a.',
      'a.',
      'eyJ',
      'eyJ.',
      '4',
      '4 ',
      '-----BEGIN PRIVATE KEY-----',
      'Bearer ',
      'bearer',
      '&token=',
      '?',
      '\\u0040',
      'AKIA',
    ];
    for (const unit of units) {
      const text = `"${unit.repeat(Math.ceil(200_000 / unit.length))}@eyJ 41111111111111111"`;
      // A square of the time would be minutes.
      expect(
        withTimeLimit(() => redact(text, all), 10_000),
        unit,
      ).toBeDefined();
    }
  });
});

describe('base64', () => {
  const inner = (text: string): string => Buffer.from(text).toString('base64');
  it('is looked into where a rule says so, and only there', () => {
    const text = `{"body":"${inner('{"a":"x","b":1}')}","other":"${inner('{"a":"x"}')}"}`;
    expect(redact(text, [key('a')])).toBe(text);
    expect(redact(text, [key('a')], ['$.body'])).toBe(
      text.replace(inner('{"a":"x","b":1}'), inner('{"a":"***","b":1}')),
    );
    expect(redact(text, [key('z')], ['$.body'])).toBe(text);
    expect(redact(text, [path('$.body.b')], ['$.body'])).toContain(inner('{"a":"x","b":1}'));
  });
  it('need not be there: a body is plain in one event and encoded in the next', () => {
    expect(redact('{"body":"{\\"a\\":1}"}', [key('a', 'remove')], ['$.body'])).toBe(
      '{"body":"{}"}',
    );
    expect(redact('{"body":"abcd x"}', [pattern('abcd')], ['$.body'])).toBe('{"body":"*** x"}');
  });
  it('may hold plain text, or what is no text', () => {
    const mail: RedactionRule = { kind: 'builtin', builtin: 'email', action: 'mask' };
    expect(redact(`["${inner('ann@example.org')}"]`, [mail], ['$[*]'])).toBe(
      `["${inner('redacted@example.invalid')}"]`,
    );
    const binary = `["${Buffer.from([0xff, 0xfe]).toString('base64')}"]`;
    expect(redact(binary, [mail], ['$[*]'])).toBe(binary);
  });
});

describe('hashes', () => {
  it('of equal values are equal wherever they stand, and need the key', () => {
    const given = [key('a', 'hash'), pattern('ann', 'hash')];
    const once = JSON.parse(
      redact('{"a":"ann","b":["dear ann","\\u0061nn"],"a":"ann"}', given),
    ) as { a: string; b: string[] };
    expect(once.a).toMatch(/^[0-9a-f]{32}$/);
    expect(once.b).toEqual([`dear ${once.a}`, once.a]);
    expect(hashText('ann', Buffer.from('another key'))).not.toBe(once.a);
  });
  it('of numbers are numbers of 15 digits', () => {
    expect(redact('{"a":[7,7,8.5]}', [key('a', 'hash')])).toMatch(
      /^\{"a":\[(\d{15}),\1,\d{15}\]\}$/,
    );
  });
});

describe('what is no JSON', () => {
  it('has its text looked into, byte by byte where it is no UTF-8', () => {
    const redactor = createRedactor({ rules: [pattern('secret')], base64: [] });
    const payload = Buffer.concat([
      Buffer.from([0xff, 0xe9]),
      Buffer.from('a secret'),
      Buffer.from([0x80]),
    ]);
    const redacted = redactor.redact({ payload }).payload;
    expect(Buffer.from(redacted).toString('latin1')).toBe('\xff\xe9a ***\x80');
    expect(redactor.takeCounts()).toMatchObject({ plainCount: 1, recordCount: 1 });
  });
});

describe('a pattern without end', () => {
  it('is stopped, and the text it did not get through is masked whole', () => {
    const redactor = createRedactor({ rules: [pattern('(?:a+)+b')], base64: [] }, { limitMs: 100 });
    const payload = Buffer.from(`["${'a'.repeat(40)}c","aab x"]`);
    expect(Buffer.from(redactor.redact({ payload }).payload).toString()).toBe('["***","*** x"]');
    expect(redactor.takeCounts()).toMatchObject({ overrunCount: 1, rules: [{ count: 2 }] });
  });
  it.each<[string, number]>([
    ['abc', 1],
    ['id=(\\d+)', 2],
    ['\\S+@\\S+', 3],
    ['(?:a|b)?x{2,}[+*]\\+', 2],
    ['(a+)+', Infinity],
    ['(a)\\1', Infinity],
  ])('is told from others: %s', (text, degree) => {
    expect(patternDegree(text)).toBe(degree);
  });
});
