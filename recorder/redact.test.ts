import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type RedactRule, settingsOf } from './options.js';
import { createRedact } from './redact.js';

const redacted = (value: unknown, redact: readonly RedactRule[]): unknown => {
  const json = JSON.stringify(value);
  return JSON.parse(createRedact(settingsOf({ redact }).redact)?.(json) ?? json);
};

const remove = (key: string): RedactRule => ({ key, action: 'remove' });

describe('redaction in a handler', () => {
  it.each<[string, unknown, RedactRule[], unknown]>([
    [
      'a key at any depth',
      { a: { PIN: 1, b: [{ pin: {} }] } },
      ['pin'],
      { a: { PIN: '***', b: [{ pin: '***' }] } },
    ],
    ['a key taken out', { a: 1, b: { a: 2, c: 3 } }, [remove('a')], { b: { c: 3 } }],
    ['a path', { a: { x: 1 }, x: 2 }, ['$.a.x'], { a: { x: '***' }, x: 2 }],
    [
      'a path with a key in brackets',
      { a: { 'x-id': 1 } },
      ["$.a['x-id']"],
      { a: { 'x-id': '***' } },
    ],
    [
      'each element of a list',
      { r: [{ b: 1 }, { b: 2, c: 3 }] },
      ['$.r[*].b'],
      { r: [{ b: '***' }, { b: '***', c: 3 }] },
    ],
    ['all elements', { r: [1, 2, 3] }, [remove('$.r[*]')], { r: [] }],
    ['one element', { r: [1, 2, 3] }, [remove('$.r[1]')], { r: [1, 3] }],
    [
      'a key in a string that is JSON',
      { body: '{"user":"u","password":"p"}' },
      ['password'],
      { body: '{"user":"u","password":"***"}' },
    ],
    [
      'a string that is JSON twice',
      { body: JSON.stringify({ m: '{"k":1}' }) },
      ['k'],
      { body: JSON.stringify({ m: '{"k":"***"}' }) },
    ],
    ['a path that leads nowhere', { a: null }, ['$.a.b.c', '$.x'], { a: null }],
    ['an event that is no object', 'text', ['text'], 'text'],
  ])('%s', (_name, event, rules, expected) => {
    expect(redacted(event, rules)).toEqual(expected);
  });

  it('leaves a string that is JSON as it was where nothing in it is redacted', () => {
    const event = { body: '{ "a" : 1.0 }' };
    expect(redacted(event, ['password'])).toEqual(event);
  });

  it('changes nothing that no rule names', () => {
    fc.assert(
      fc.property(fc.json(), (json) => {
        const event: unknown = JSON.parse(json);
        expect(redacted(event, ['\u0000none', '$.\u0000none[*]'])).toEqual(event);
      }),
    );
  });
});
