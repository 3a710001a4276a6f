import { hash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../database/temporary.fixture.js';
import { parsePath } from '../json/parse-path.js';
import { mayMeet } from '../json/path-match.js';
import type { ChangeContext } from './change-context.js';
import { editJson } from './edit-json.js';
import { parseShift } from './parse-shift.js';
import { parseTemplate } from './template.js';
import { shiftStamp } from './time-stamp.js';
import { openTransform } from './transform.js';
import type { TransformSpec } from './transform-spec.js';

const context: ChangeContext = {
  seq: 5,
  seed: 1,
  record: 3,
  arrival: '0/0/5',
  nowUs: Date.UTC(2026, 10, 20, 10) * 1000,
};

function setsOf(set: Record<string, string | number | boolean | null>) {
  return Object.entries(set).map(([text, value]) => ({
    text,
    path: parsePath(text),
    value: parseTemplate(value),
  }));
}

function edited(json: string, set: Parameters<typeof setsOf>[0], more = {}): string {
  const bytes = editJson(Buffer.from(json), setsOf(set), undefined, { ...context, ...more });
  return Buffer.from(bytes ?? 'no JSON').toString();
}

describe('setting values', () => {
  it.each<[string, string, Parameters<typeof setsOf>[0], string]>([
    ['a nested one', '{ "a" : {"b":1 } }', { 'a.b': 'x' }, '{ "a" : {"b":"x" } }'],
    ['with other kinds', '{"a":"1","b":[2]}', { a: null, 'b[0]': 7.5 }, '{"a":null,"b":[7.5]}'],
    ['of all elements', '{"R":[{"i":1},{"i":2},3]}', { 'R[*].i': 0 }, '{"R":[{"i":0},{"i":0},3]}'],
    ['under a quoted key', '{"a.b/[c]":1}', { '"a.b/[c]"': 2 }, '{"a.b/[c]":2}'],
    ['the last of equal keys', '{"a":1,"a":2}', { a: 3 }, '{"a":1,"a":3}'],
    ['that are missing', '{"a":1 }', { b: 'x', c: 2 }, '{"a":1,"b":"x","c":2 }'],
    ['in an empty object', '{ }', { b: 'x', c: 2 }, '{"b":"x","c":2 }'],
    ['not where the holder is missing', '{"a":1}', { 'x.y': 1, 'a.b': 1 }, '{"a":1}'],
    ['beside a changed last one', '{"a":1}', { a: 22, b: 3 }, '{"a":22,"b":3}'],
    [
      'a counter as it was there',
      '{"a":1,"b":"1"}',
      { a: '{{seq}}', b: '{{seq}}' },
      '{"a":5,"b":"5"}',
    ],
    [
      'texts with several',
      '{"a":1}',
      { a: '{{record}}-{{seed}} {{now}}' },
      '{"a":"3-1 2026-11-20T10:00:00.000Z"}',
    ],
    [
      'the whole epoch',
      '{"a":1}',
      { a: '{{nowMs}}', b: '{{nowS}}' },
      '{"a":1795168800000,"b":1795168800}',
    ],
    ['next to braces of its own', '{"a":"{{uuid}}","b":1}', { b: 2 }, '{"a":"{{uuid}}","b":2}'],
  ])('%s', (_name, json, set, expected) => {
    expect(edited(json, set)).toBe(expected);
  });

  it('draws the same uuid for the same seed and arrival, and no other', () => {
    const one = edited('{"a":1,"b":1}', { a: '{{uuid}}', b: '{{uuid}}' });
    const { a, b } = JSON.parse(one) as { a: string; b: string };
    expect(a).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
    expect(a).not.toBe(b);
    expect(edited('{"b":1,"a":"other"}', { b: '{{uuid}}', a: '{{uuid}}' })).toContain(a);
    for (const more of [{ seed: 2 }, { arrival: '0/0/6' }]) {
      expect(edited('{"a":1}', { a: '{{uuid}}' }, more)).not.toContain(a);
    }
  });

  it('gives the same bytes back where there is nothing to set, and nothing for what is no JSON', () => {
    const bytes = Buffer.from('[1]');
    expect(editJson(bytes, setsOf({ a: 1 }), undefined, context)).toBe(bytes);
    expect(editJson(Buffer.from('{'), setsOf({ a: 1 }), undefined, context)).toBeUndefined();
  });

  it('says what it does not know', () => {
    expect(() => parseTemplate('{{uid}}')).toThrow('{{uid}}');
    for (const path of ['', 'a...b', 'a[x]', '"a', '.a']) expect(() => parsePath(path)).toThrow();
    expect(mayMeet(parsePath('a.b'), parsePath('a'))).toBe(true);
    expect(mayMeet(parsePath('a[*].b'), parsePath('a[1].b'))).toBe(true);
    expect(mayMeet(parsePath('a.b'), parsePath('a.c'))).toBe(false);
  });
});

/** JSON text that no serialiser would write: equal keys, long numbers, escapes, lone surrogates, spaces. */
const space = fc.constantFrom('', ' ', '\n', '\t', '\r\n  ');
const scalarText = fc.oneof(
  fc.constantFrom('null', 'true', '1.0', '-0', '12345678901234567890123', '1E+400', '0.10'),
  fc.constantFrom(
    '"\\ud83d\\ude00"',
    '"😀"',
    '"\\ud800"',
    '"\\/\\u0041{{uuid}}"',
    '"a\\"b\\\\"',
    '""',
  ),
  fc.string().map((text) => JSON.stringify(text)),
);
const { text: jsonText } = fc.letrec<{ text: string; object: string }>((tie) => ({
  text: fc.oneof(
    { depthSize: 'small' },
    scalarText,
    tie('object'),
    fc.array(tie('text'), { maxLength: 3 }).map((each) => `[${each.join(' ,')}]`),
  ),
  object: fc
    .array(fc.tuple(fc.constantFrom('"a"', '"k"', '"\\u006b"', '"a.b"'), space, tie('text')), {
      maxLength: 4,
    })
    .map(
      (members) =>
        `{${members.map(([key, gap, value]) => `${gap}${key}:${gap}${value}`).join(',')}}`,
    ),
}));

describe('any document', () => {
  it('keeps every byte outside of what is set', () => {
    fc.assert(
      fc.property(jsonText, jsonText, jsonText, space, (before, old, after, gap) => {
        const around: [string, string] = [
          `${gap}{"first":${before},"x":${gap}`,
          `${gap},"last":${after}}${gap}`,
        ];
        expect(edited(around.join(old), { x: 'new' })).toBe(around.join('"new"'));
      }),
    );
  });

  it('keeps every byte outside of the time stamps that move', () => {
    fc.assert(
      fc.property(jsonText, jsonText, (before, after) => {
        const document = (stamp: string): Buffer =>
          Buffer.from(`{"b":${before},"t":"${stamp}","z":${after}}`);
        const shift = { byS: 60, at: [parsePath('t')], aroundS: 0 };
        const moved = editJson(document('2026-11-20T10:00:00.1Z'), [], shift, context);
        expect(Buffer.from(moved ?? '')).toEqual(document('2026-11-20T10:01:00.1Z'));
      }),
    );
  });
});

describe('moving time stamps', () => {
  it.each([
    ['2026-11-20T23:59:59.123456789Z', 1, '2026-11-21T00:00:00.123456789Z'],
    ['2026-11-20 10:00:00+02:00', -3600, '2026-11-20 09:00:00+02:00'],
    ['2026-11-20T10:00', 90, '2026-11-20T10:01'],
    ['1545082649183', 60, '1545082709183'],
    ['1545084650.987', 60, '1545084710.987'],
    ['2026-11-20', 60, undefined],
    ['2026-13-20T10:00:00Z', 60, undefined],
    ['hello', 60, undefined],
    ['42', 60, undefined],
  ])('%s by %d s is %s', (text, byS, expected) => {
    expect(shiftStamp(text, byS)).toBe(expected);
  });

  it('finds them by format, and numbers by their name and age', () => {
    const json =
      '{"id":1545082649183,"SentTimestamp":"1545082649183","eventTime":1545082649,"old":{"time":1000000000},"x":["2018-12-17T21:37:29Z"]}';
    const moved = editJson(Buffer.from(json), [], { byS: 1, aroundS: 1545082649 }, context);
    expect(Buffer.from(moved ?? '').toString()).toBe(
      '{"id":1545082649183,"SentTimestamp":"1545082650183","eventTime":1545082650,"old":{"time":1000000000},"x":["2018-12-17T21:37:30Z"]}',
    );
  });

  it('by so much', () => {
    expect(['now', '+7d', '-90m'].map(parseShift)).toEqual([undefined, 604_800, -5400]);
    for (const text of ['7d', '+1.5s', 'tomorrow']) expect(() => parseShift(text)).toThrow();
  });
});

describe('a transform', () => {
  const payload = { bytes: Buffer.from('{"time":"2026-01-01T00:00:00Z"}'), sha256: 'as recorded' };
  const times = { recordedUs: Date.UTC(2026, 0, 1) * 1000, startUs: Date.UTC(2026, 0, 8) * 1000 };

  async function changed(spec: TransformSpec) {
    return (await openTransform(spec))(times)(payload, context);
  }

  function moduleOf(code: string): string {
    const file = join(temporaryFolder(), 'mask.mjs');
    writeFileSync(file, code);
    return file;
  }

  it('moves the recording to the start of the run, and hashes what it changed', async () => {
    const { bytes, sha256 } = await changed({ shift: {} });
    expect(Buffer.from(bytes).toString()).toBe('{"time":"2026-01-08T00:00:00Z"}');
    expect(sha256).toBe(hash('sha256', bytes, 'hex'));
  });

  it('leaves a payload alone that nothing applies to', async () => {
    expect(await changed({ set: setsOf({ 'a.b': 1 }) })).toBe(payload);
    const module = moduleOf('export default () => undefined;');
    expect(await changed({ module })).toBe(payload);
  });

  it('asks the module last, with a copy of the payload', async () => {
    const module = moduleOf(
      'export default (p, { seq, seed, record }) => { const text = String(p); p.fill(0); return [text, seq, seed, record].join(" "); };',
    );
    const { bytes } = await changed({ module, set: setsOf({ time: 'x' }) });
    expect(Buffer.from(bytes).toString()).toBe('{"time":"x"} 5 1 3');
    expect(payload.bytes.toString()).toContain('2026');
  });

  it.each([
    ['throws', 'export default () => { throw new Error("no"); };', 'threw on record 3: no'],
    ['gives a promise', 'export default async () => "x";', 'record 3 became a promise'],
    ['exports nothing', 'export const x = 1;', 'no default export'],
    ['is no JavaScript', 'export default (', 'cannot be loaded'],
  ])('names the module that %s', async (_name, code, message) => {
    const module = moduleOf(code);
    const error = await changed({ module }).catch((reason: unknown) => reason);
    expect(String(error)).toContain(message);
    expect(String(error)).toContain(module);
  });
});
