import { expect, it } from 'vitest';
import { readCsv } from './csv-records.js';

async function* pieces(bytes: Uint8Array, size: number) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

/** Each record as its line and its fields, one character a byte; of a fault its line and its message. */
async function read(text: string, size = 3): Promise<unknown[]> {
  const found: unknown[] = [];
  for await (const rows of readCsv(pieces(Buffer.from(text, 'latin1'), size), 100)) {
    for (const row of rows) {
      if (row.kind === 'fault') found.push([row.line, row.message]);
      else found.push([row.line, row.fields.map((field) => Buffer.from(field).toString('latin1'))]);
    }
  }
  return found;
}

it.each<[string, string, unknown[]]>([
  ['a byte order mark, and bytes that are not UTF-8', '\xef\xbb\xbfa,\xff', [[1, ['a', '\xff']]]],
  [
    'line ends within quotes',
    '"1\r\n2",3\r\n4\n',
    [
      [1, ['1\r\n2', '3']],
      [3, ['4']],
    ],
  ],
  ['doubled quotes', '"{""a"":1}",""', [[1, ['{"a":1}', '']]]],
  [
    'blank lines',
    'a\n\r\n\nb',
    [
      [1, ['a']],
      [4, ['b']],
    ],
  ],
  [
    'rows of other lengths',
    'a,b\n1\n1,2,\n',
    [
      [1, ['a', 'b']],
      [2, ['1']],
      [3, ['1', '2', '']],
    ],
  ],
  [
    'a quote within a field',
    'a\n1"2"\n',
    [
      [1, ['a']],
      [2, 'A quote stands where a field is not quoted as a whole.'],
    ],
  ],
  [
    'a quote that does not end',
    'a\n"1\n2',
    [
      [1, ['a']],
      [2, 'A field that begins with a quote has none at its end.'],
    ],
  ],
  [
    'a record that is too long',
    `a\n${'b'.repeat(101)}`,
    [
      [1, ['a']],
      [2, 'The record is too long.'],
    ],
  ],
])('%s', async (_, text, expected) => {
  expect(await read(text)).toEqual(expected);
  expect(await read(text, 1)).toEqual(expected);
  expect(await read(text, 1000)).toEqual(expected);
});
