import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { corpusFiles, corpusTest } from '../../base/corpus.fixture.js';
import { awkwardDocuments } from '../../json/edges.fixture.js';
import { applyEdits } from '../../json/edits.js';
import { jsonFault } from '../../json/scan.js';
import { builtinNames } from './builtin.js';
import { compileRules } from './compile.js';
import { documentEdits } from './document-edits.js';
import { createRedactor } from './redactor.js';
import { type RedactionRule, redactionActions } from './rule.js';
import { textEdits } from './text-edits.js';

const hashKey = Buffer.from('0123456789abcdef0123456789abcdef');
const secret = 'sEcReT-canary';

/** JSON as text, with all that a parser and a printer would lose. */
const space = fc.constantFrom('', '', ' ', '\n\t', '\r\n  ');
const character = fc.oneof(
  fc.constantFrom(
    'a',
    'é',
    '😀',
    ' ',
    '/',
    '\\"',
    '\\\\',
    '\\/',
    '\\n',
    '\\u0041',
    '\\ud83d\\ude00',
  ),
  fc.constantFrom('\\ud800', '\\udc00x', '\\u0040', '@', '.', '4', secret),
);
const text = fc.array(character, { maxLength: 6 }).map((characters) => characters.join(''));
const number = fc.constantFrom(
  '0',
  '-0',
  '1E400',
  '12345678901234567890123',
  '0.10',
  '-1.5e-7',
  '4111111111111111',
);
const key = fc.oneof(
  text,
  fc.constantFrom('secret', 's\\u0065cret', 'name', 'value', 'body', 'SECRET'),
);

const { value: json } = fc.letrec<{ value: string; text: string }>((tie) => ({
  text: fc.oneof(
    { weight: 4, arbitrary: text },
    { weight: 1, arbitrary: fc.constant('ann@example.org') },
    // A document inside a string, escaped as JSON.stringify does it.
    { weight: 1, arbitrary: tie('value').map((inner) => JSON.stringify(inner).slice(1, -1)) },
  ),
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom('true', 'false', 'null'),
    number,
    tie('text').map((inner) => `"${inner}"`),
    fc
      .array(fc.tuple(space, tie('value'), space), { maxLength: 4 })
      .map((items) => `[${items.map((parts) => parts.join('')).join(',')}]`),
    fc
      .array(fc.tuple(space, key, space, tie('value'), space), { maxLength: 5 })
      .map(
        (items) =>
          `{${items.map(([a, name, b, value, c]) => `${a}"${name}"${b}:${b}${value}${c}`).join(',')}}`,
      ),
  ),
}));
const document = fc
  .tuple(fc.constantFrom('', '\ufeff'), space, json, space)
  .map((parts) => Buffer.from(parts.join('')));

const action = fc.constantFrom(...redactionActions);
const rule: fc.Arbitrary<RedactionRule> = fc.oneof(
  fc.record({ kind: fc.constant('key'), key: fc.constantFrom('secret', 'body', '*e*'), action }),
  fc.record({
    kind: fc.constant('path'),
    path: fc.constantFrom('$', '$[0]', '$.secret', '**[1]', '$.*.*', '**.body.**', '$.body.name'),
    action,
  }),
  fc.record({
    kind: fc.constant('pattern'),
    pattern: fc.constantFrom(secret, '\\S@', '.', 'a(.)'),
    action,
  }),
  fc.record({ kind: fc.constant('builtin'), builtin: fc.constantFrom(...builtinNames), action }),
) as fc.Arbitrary<RedactionRule>;
const rules = fc.array(rule, { minLength: 1, maxLength: 4 });

function editsOf(bytes: Uint8Array, given: RedactionRule[]) {
  const { payload } = compileRules({ rules: given, base64: [], hashKey });
  return documentEdits(bytes, {
    ...{ rules: payload, patterns: payload.patterns, withPaths: false, find: textEdits },
  });
}

describe('redaction of any JSON', () => {
  it('leaves every byte outside the edited spans as it was, and the rest valid JSON', () => {
    fc.assert(
      fc.property(document, rules, (bytes, given) => {
        const edits = editsOf(bytes, given);
        const redacted = applyEdits(bytes, edits);
        expect(jsonFault(redacted)).toBeUndefined();
        let [at, written] = [0, 0];
        for (const { start, end, text: put } of edits) {
          expect(start).toBeGreaterThanOrEqual(at);
          expect(end).toBeLessThanOrEqual(bytes.length);
          const kept = bytes.subarray(at, start);
          expect(redacted.subarray(written, written + kept.length)).toEqual(kept);
          written += kept.length;
          expect(redacted.toString('latin1', written, written + put.length)).toBe(put);
          written += put.length;
          at = end;
        }
        expect(redacted.subarray(written)).toEqual(bytes.subarray(at));
      }),
      { numRuns: 2000 },
    );
  });

  it('leaves nothing that a rule looks for, duplicates and JSON in strings included', () => {
    const masked = (value: unknown, isBelow: boolean): boolean => {
      if (typeof value === 'string') {
        const inner = isBelow ? undefined : parsed(value);
        return isBelow
          ? value === '' || value === '***'
          : inner === undefined || masked(inner, false);
      }
      if (typeof value !== 'object' || value === null) return true;
      return Object.entries(value).every(([name, inner]) =>
        masked(inner, isBelow || /^secret$/i.test(name)),
      );
    };
    fc.assert(
      fc.property(document, (bytes) => {
        const redactor = createRedactor({
          rules: [{ kind: 'key', key: 'secret', action: 'mask' }],
          base64: [],
        });
        const { payload } = redactor.redact({ payload: bytes });
        const text = Buffer.from(payload)
          .toString('utf8')
          .replace(/^\ufeff/, '');
        expect(masked(JSON.parse(text), false)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  it('finds as much with the test of the bytes before it as without', () => {
    fc.assert(
      fc.property(document, rules, (bytes, given) => {
        const redactor = createRedactor({ rules: given, base64: [], hashKey });
        const { payload } = redactor.redact({ payload: bytes });
        expect(Buffer.from(payload)).toEqual(applyEdits(bytes, editsOf(bytes, given)));
      }),
      { numRuns: 1000 },
    );
  });

  it('gives the same object back where no rule finds anything', () => {
    fc.assert(
      fc.property(document, (payload) => {
        const event = { payload };
        const given: RedactionRule[] = [{ kind: 'key', key: 'nowhere', action: 'remove' }];
        expect(createRedactor({ rules: given, base64: ['$.body'] }).redact(event)).toBe(event);
      }),
    );
  });
});

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Rules of every kind, which find something in most documents. */
const manyRules: RedactionRule[] = [
  ...builtinNames.map((builtin): RedactionRule => ({ kind: 'builtin', builtin, action: 'hash' })),
  { kind: 'key', key: '*id*', action: 'remove' },
  { kind: 'path', path: '**[0]', action: 'mask' },
];

/** How many edits the rules make of a document; what is outside of them has to stay. */
function expectFidelity(what: string, bytes: Buffer): number {
  const edits = editsOf(bytes, manyRules);
  const redacted = applyEdits(bytes, edits);
  expect(jsonFault(redacted), what).toBeUndefined();
  const removed = edits.reduce(
    (sum, { start, end, text: put }) => sum + end - start - put.length,
    0,
  );
  expect(redacted.length, what).toBe(bytes.length - removed);
  return edits.length;
}

describe('redaction of documents at the edges of JSON', () => {
  it.each(awkwardDocuments)('%s: stays JSON, and keeps the rest', (what, bytes) => {
    expectFidelity(what, bytes);
  });

  it('finds something in many of them', () => {
    const found = awkwardDocuments.filter(([what, bytes]) => expectFidelity(what, bytes) > 0);
    expect(found.length).toBeGreaterThan(10);
  });

  corpusTest('so do documents of others', 'events', () => {
    for (const folder of ['events', 'payloads-edge/valid']) {
      const files = corpusFiles(folder);
      expect(files.length).toBeGreaterThan(70);
      const edits = files.map((file) => expectFidelity(file, readFileSync(file)));
      expect(edits.filter((count) => count > 0).length).toBeGreaterThan(10);
    }
  });
});
