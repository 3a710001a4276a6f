import { describe, expect, it } from 'vitest';
import { createRedactor } from './redactor.js';
import type { RedactionAction, RedactionRule } from './rule.js';

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
