import { isUtf8 } from 'node:buffer';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { corpusFiles, corpusTest } from '../base/corpus.fixture.js';
import { awkwardDocuments, brokenDocuments } from './edges.fixture.js';
import { jsonFault } from './scan.js';

/** JSON.parse is the oracle for syntax; it never sees bytes, so UTF-8 is asked for apart. */
function isJson(bytes: Uint8Array): boolean {
  if (!isUtf8(bytes)) return false;
  try {
    JSON.parse(
      Buffer.from(bytes)
        .toString('utf8')
        .replace(/^\ufeff/, ''),
    );
    return true;
  } catch {
    return false;
  }
}

describe('a document is accepted', () => {
  it.each([
    '0',
    '-0.5e-3',
    ' [ ] ',
    '{"a":{"a":[1,{}]},"a":null}',
    '"\\ud800"',
    '\ufeff{}\n',
    '"\u007f"',
  ])('%j', (text) => {
    expect(jsonFault(Buffer.from(text))).toBeUndefined();
  });

  it('however deep it is', () => {
    const depth = 200_000;
    expect(jsonFault(Buffer.from('['.repeat(depth) + ']'.repeat(depth)))).toBeUndefined();
    expect(jsonFault(Buffer.from(`${'{"a":'.repeat(depth)}0${'}'.repeat(depth)}`))).toBeUndefined();
    expect(jsonFault(Buffer.from('['.repeat(depth)))?.offset).toBe(depth);
  });
});

describe('a fault is told with its offset and what was expected there', () => {
  it.each([
    ['', 0, 'a value'],
    ['  x', 2, 'a value'],
    ['[1,]', 3, 'a value'],
    ['[,', 1, 'a value or "]"'],
    ['[1 2]', 3, '"," or "]"'],
    ['{"a":1]', 6, '"," or "}"'],
    ['{"a":1,}', 7, 'a key in double quotes'],
    ['{a:1}', 1, 'a key in double quotes or "}"'],
    ['{"a" 1}', 5, '":" after the key'],
    ['{} {}', 3, 'nothing after the end of the document'],
    ['tru', 3, 'true'],
    ['nulL', 3, 'null'],
    ['01', 1, 'nothing after the end of the document'],
    ['-', 1, 'a digit'],
    ['1.e3', 2, 'a digit'],
    ['1e+', 3, 'a digit'],
    ['"abc', 4, "'\"' to end the string"],
    ['"a\tb"', 2, 'an escape such as \\n or \\u0000 for a control character'],
    ['"\\x"', 2, 'one of " \\ / b f n r t u after a backslash'],
    ['"\\u12g4"', 5, 'four hexadecimal digits after \\u'],
  ])('%j', (text, offset, expected) => {
    expect(jsonFault(Buffer.from(text))).toEqual({ offset, expected });
  });

  it('where the bytes are not UTF-8', () => {
    const bytes = Buffer.concat([
      Buffer.from('["é", "'),
      Buffer.from([0xc3, 0x28]),
      Buffer.from('"]'),
    ]);
    expect(jsonFault(bytes)).toEqual({ offset: 8, expected: 'UTF-8' });
    expect(jsonFault(Buffer.from([0x22, 0xe2, 0x82, 0x22]))).toEqual({
      offset: 1,
      expected: 'UTF-8',
    });
  });
});

describe('it agrees with JSON.parse', () => {
  const document = fc.json({ maxDepth: 4 }).map((text) => Buffer.from(text));
  const spaced = fc.jsonValue().map((value) => Buffer.from(JSON.stringify(value, null, '\t')));

  it('on documents', () => {
    fc.assert(
      fc.property(fc.oneof(document, spaced), (bytes) => {
        expect(jsonFault(bytes)).toBeUndefined();
      }),
    );
  });

  it('on documents with bytes changed, put in or left out', () => {
    const interesting = fc.constantFrom(
      ...Buffer.from('{}[]",:\\/u0123456789-+.eEtrufalsn \n\t\0\x80é'),
    );
    const edit = fc.record({
      at: fc.nat(),
      remove: fc.integer({ min: 0, max: 2 }),
      insert: fc.array(interesting, { maxLength: 2 }),
    });
    fc.assert(
      fc.property(document, fc.array(edit, { minLength: 1, maxLength: 3 }), (bytes, edits) => {
        const mutated = edits.reduce((now, { at, remove, insert }) => {
          const place = at % (now.length + 1);
          return Buffer.concat([
            now.subarray(0, place),
            Buffer.from(insert),
            now.subarray(place + remove),
          ]);
        }, bytes);
        expect(jsonFault(mutated) === undefined).toBe(isJson(mutated));
      }),
      { numRuns: 3000 },
    );
  });

  it('on short texts of the characters that matter', () => {
    const text = fc.string({ unit: fc.constantFrom(...'{}[]",:\\u01-+.eEtrue \n'), maxLength: 8 });
    fc.assert(
      fc.property(text, (candidate) => {
        const bytes = Buffer.from(candidate);
        expect(jsonFault(bytes) === undefined).toBe(isJson(bytes));
      }),
      { numRuns: 3000 },
    );
  });
});

describe('of the edges of JSON', () => {
  it.each(awkwardDocuments)('%s is accepted', (_what, bytes) => {
    expect([jsonFault(bytes), isJson(bytes)]).toEqual([undefined, true]);
  });

  it.each(brokenDocuments)('%s is refused', (_what, bytes) => {
    expect(jsonFault(bytes)).toEqual({ offset: expect.any(Number), expected: expect.any(String) });
    expect(isJson(bytes)).toBe(false);
  });

  corpusTest('a whole suite is accepted and refused as it says', 'payloads-edge', () => {
    const [valid, invalid] = ['valid', 'invalid'].map((folder) => {
      const files = corpusFiles(`payloads-edge/${folder}`);
      expect(files.length).toBeGreaterThan(50);
      return files;
    });
    expect(valid?.filter((path) => jsonFault(readFileSync(path)))).toEqual([]);
    expect(invalid?.filter((path) => !jsonFault(readFileSync(path)))).toEqual([]);
  });
});
