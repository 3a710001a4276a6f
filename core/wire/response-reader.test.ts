import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maxHeadBytes } from './message-head.js';
import { oddAnswers } from './odd-answers.fixture.js';
import { readOdd } from './read-odd.fixture.js';

const all = oddAnswers.map(
  ([odd, read, text]) => [odd, read, Buffer.from(text, 'latin1')] as const,
);

/** Pieces of an answer, cut at these places. */
function cut(bytes: Buffer, places: readonly number[]): Buffer[] {
  const at = [0, ...[...places].sort((a, b) => a - b), bytes.length];
  return at.slice(1).map((end, index) => Buffer.from(bytes.subarray(at[index], end)));
}

describe('an answer is read for what it is:', () => {
  it.each(all)('%s: %s', (_, read, bytes) => {
    expect(readOdd([bytes])).toBe(read);
  });

  it('the same wherever it is cut', () => {
    for (const [odd, read, bytes] of all) {
      for (let place = 0; place <= bytes.length; place += 1) {
        expect([odd, place, readOdd(cut(bytes, [place]))]).toEqual([odd, place, read]);
      }
      expect([odd, readOdd(cut(bytes, [...bytes.keys()]))]).toEqual([odd, read]);
    }
  });

  it('the same in any pieces', () => {
    const places = fc.array(fc.nat({ max: 120 }), { maxLength: 12 });
    fc.assert(
      fc.property(fc.constantFrom(...all), places, ([odd, read, bytes], some) => {
        const within = some.filter((place) => place <= bytes.length);
        expect([odd, readOdd(cut(bytes, within))]).toEqual([odd, read]);
      }),
      { numRuns: 1000 },
    );
  });

  it('never whole before its end, unless the end of the connection is its own', () => {
    for (const [odd, read, bytes] of all) {
      if (/closed|not HTTP|too long|cut off/.test(read) || odd.includes('304')) continue;
      for (let end = 0; end < bytes.length; end += 1) {
        expect([odd, end, readOdd([bytes.subarray(0, end)])]).toEqual([odd, end, 'cut off']);
      }
    }
  });
});

/** The answer with one byte replaced by others, and in random pieces. */
const mutated = fc.record({
  answer: fc.constantFrom(...all),
  at: fc.nat({ max: 120 }),
  bytes: fc.array(fc.oneof(fc.nat({ max: 255 }), fc.constantFrom(...Buffer.from('\r\n :;,0\t'))), {
    maxLength: 3,
  }),
  places: fc.array(fc.nat({ max: 120 }), { maxLength: 4 }),
});

it('reads a damaged answer the same in one piece and in many, and never throws', () => {
  const runs = Number(process.env.WIRE_FUZZ ?? 5000);
  fc.assert(
    fc.property(mutated, ({ answer: [, , whole], at, bytes, places }) => {
      const place = at % whole.length;
      const damaged = Buffer.concat([
        whole.subarray(0, place),
        Buffer.from(bytes),
        whole.subarray(place + 1),
      ]);
      const within = places.filter((cutAt) => cutAt <= damaged.length);
      expect(readOdd(cut(damaged, within))).toBe(readOdd([damaged]));
    }),
    { numRuns: runs },
  );
});

describe('limits', () => {
  const lineOf = (length: number): string => `A: ${'b'.repeat(length - 5)}\r\n`;
  const start = 'HTTP/1.1 200 OK\r\n';
  const end = 'Content-Length: 0\r\n\r\n';

  it.each([
    ['one long header', (bytes: number) => lineOf(bytes)],
    [
      'many short ones',
      (bytes: number) => lineOf(64).repeat(bytes / 64 - 1) + lineOf(64 + (bytes % 64)),
    ],
  ])('a head of %s', (_, headers) => {
    const room = maxHeadBytes - start.length - end.length;
    const fits = Buffer.from(start + headers(room) + end);
    expect(fits.length).toBe(maxHeadBytes);
    expect(readOdd([fits])).toBe('200 kept');
    const tooLong = Buffer.from(start + headers(room) + lineOf(8) + end);
    expect(readOdd([tooLong])).toBe('head too long');
    expect(readOdd(cut(tooLong, [100, 5000, 10_000]))).toBe('head too long');
  });

  it('a line that never ends', () => {
    const pieces = Array.from({ length: 40 }, () => Buffer.alloc(1000, 'x'));
    expect(readOdd([Buffer.from(`${start}A: `), ...pieces])).toBe('head too long');
  });

  it('interim answers without an end', () => {
    const many = Buffer.from('HTTP/1.1 103 Hi\r\nA: b\r\n\r\n'.repeat(1000));
    expect(readOdd([many])).toBe('head too long');
  });

  it('trailers without an end', () => {
    const chunked = `${start}Transfer-Encoding: chunked\r\n\r\n0\r\n`;
    expect(readOdd([Buffer.from(chunked + lineOf(64).repeat(1000))])).toBe('head too long');
  });

  it('many chunks are no long head', () => {
    const chunked = `${start}Transfer-Encoding: chunked\r\n\r\n${'1\r\na\r\n'.repeat(10_000)}0\r\n\r\n`;
    expect(readOdd([Buffer.from(chunked)])).toBe(`200 kept ${'a'.repeat(10_000)}`);
  });

  it.each([
    ['a length', `${start}Content-Length: 1073741825\r\n\r\n`],
    ['a chunk', `${start}Transfer-Encoding: chunked\r\n\r\n40000001\r\n`],
  ])('a body of more than 1 GiB, by %s', (_, text) => {
    expect(readOdd([Buffer.from(text)])).toBe('body too long');
  });
});
