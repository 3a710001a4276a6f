import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readLines } from '../json/lines.js';
import { type ListElement, type ListFault, listElements } from '../json/list-elements.js';

const limitBytes = 1000;

/** The same bytes in pieces, cut at the given places. */
async function* inPieces(bytes: Uint8Array, cuts: readonly number[]): AsyncGenerator<Uint8Array> {
  const places = [...cuts.map((cut) => cut % (bytes.length + 1)), 0, bytes.length].sort(
    (a, b) => a - b,
  );
  for (let i = 1; i < places.length; i++) yield bytes.subarray(places[i - 1], places[i]);
}

async function linesOf(text: string, cuts: readonly number[] = []): Promise<[number, string][]> {
  const batches = await collect(readLines(inPieces(Buffer.from(text), cuts), limitBytes));
  return batches.flat().map(({ number, bytes }) => [number, Buffer.from(bytes).toString()]);
}

async function elementsOf(
  text: string,
  cuts: readonly number[] = [],
): Promise<(ListElement | ListFault)[]> {
  return (await collect(listElements(inPieces(Buffer.from(text), cuts), limitBytes))).flat();
}

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

const textOf = (found: ListElement | ListFault): string =>
  found.kind === 'element' ? Buffer.from(found.bytes).toString() : `expected ${found.expected}`;

describe('lines', () => {
  it.each([
    ['', []],
    ['a', [[1, 'a']]],
    [
      'a\nb\n',
      [
        [1, 'a'],
        [2, 'b'],
      ],
    ],
    [
      'a\r\n\r\n \t\nb',
      [
        [1, 'a'],
        [4, 'b'],
      ],
    ],
    [' a \rb\n', [[1, ' a \rb']]],
  ])('%j', async (text, expected) => {
    expect(await linesOf(text)).toEqual(expected);
  });

  it('are the same however the bytes come', async () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'é', '\n', '\r', ' ') });
    await fc.assert(
      fc.asyncProperty(text, fc.array(fc.nat()), async (candidate, cuts) => {
        const expected = candidate
          .split('\n')
          .map((line, i): [number, string] => [i + 1, line.replace(/\r$/, '')])
          .filter(([, line]) => /[^ \r]/.test(line));
        expect(await linesOf(candidate, cuts)).toEqual(expected);
      }),
    );
  });

  it('that are too long come cut, one byte over the limit, and the next is whole', async () => {
    for (const cuts of [[], [1, 700, 1500]]) {
      const lines = await linesOf(`${'x'.repeat(5000)}\nnext`, cuts);
      expect(lines.map(([number, line]) => [number, line.length])).toEqual([
        [1, 1001],
        [2, 4],
      ]);
    }
  });
});

describe('the elements of a list', () => {
  it('have their own bytes and position', async () => {
    const found = await elementsOf('\ufeff [1 ,\n  {"é": [2, "],"]} , "\\"]" ]\n');
    expect(found.map(textOf)).toEqual(['1', '{"é": [2, "],"]}', '"\\"]"']);
    expect(found.map(({ position }) => position)).toEqual([
      { line: 1, column: 4 },
      { line: 2, column: 3 },
      { line: 2, column: 22 },
    ]);
  });

  it.each([
    ['', ['expected a list, "["']],
    ['[]', []],
    ['[ ]', []],
    ['{}', ['expected a list, "["']],
    ['[1,]', ['1', '']],
    ['[,1]', ['', '1']],
    ['[1] 2', ['1', 'expected nothing after the end of the list']],
    ['[1, [2', ['1', 'expected "," or "]"']],
    [`[1, "${'x'.repeat(2000)}"]`, ['1', 'expected an element of at most 1000 bytes']],
  ])('%j', async (text, expected) => {
    const cuts = text.length > limitBytes ? [1500] : [];
    expect((await elementsOf(text, cuts)).map(textOf)).toEqual(expected);
  });

  it('are the same however the bytes come', async () => {
    const list = fc.array(fc.jsonValue({ maxDepth: 2 }), { maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(
        list,
        fc.array(fc.nat()),
        fc.constantFrom('', ' ', '\n'),
        async (values, cuts, gap) => {
          const texts = values.map((value) => JSON.stringify(value));
          const text = `[${gap}${texts.join(`${gap},${gap}`)}${gap}]${gap}`;
          expect((await elementsOf(text, cuts)).map(textOf)).toEqual(texts);
        },
      ),
    );
  });
});
