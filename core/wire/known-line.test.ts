import fc from 'fast-check';
import { expect, it } from 'vitest';
import { HeaderTable } from './header-table.js';
import { ResponseReader } from './response-reader.js';

interface Headers {
  id?: string;
}

/** What readers that share a table make of answers, one after the other; each with a table of its own where `isAlone`. */
function readAll(answers: readonly string[], isAlone: boolean): unknown[] {
  const shared = new HeaderTable<Headers>({ 'x-amzn-requestid': 'id' });
  return answers.map((answer) => {
    const table = isAlone ? new HeaderTable<Headers>({ 'x-amzn-requestid': 'id' }) : shared;
    const reader = new ResponseReader<Headers>(table, () => ({}));
    const read: unknown[] = [];
    reader.start({
      head: (statusCode, { id }) => read.push(statusCode, id),
      body: (bytes, from, to) => read.push(bytes.toString('latin1', from, to)),
    });
    const bytes = Buffer.from(answer, 'latin1');
    reader.push(bytes, bytes.length);
    return [...read, reader.isOver, reader.isReusable, reader.keepAliveS, reader.fault];
  });
}

/** Lines that begin alike, mean different things, or nothing; some may stand once only. */
const line = fc.constantFrom(
  ...[
    'x-amzn-RequestId: a1',
    'x-amzn-RequestId: a2',
    'x-amzn-RequestId:a1',
    'X-Amzn-RequestId: a1',
  ],
  ...[
    'Content-Length: 2',
    'Content-Length: 3',
    'content-length: 2',
    'Content-Length: 2 ',
    'Content-Length: x',
  ],
  ...['Connection: keep-alive', 'Connection: close', 'Connection: clove', 'Keep-Alive: timeout=5'],
  ...[
    'Transfer-Encoding: chunked',
    'Transfer-Encoding: gzip',
    'a:',
    'a:b',
    'Date: now',
    `Long: ${'x'.repeat(200)}`,
  ],
  ...['bad line', 'Odd: \x01'],
);
const answer = fc
  .tuple(fc.array(line, { maxLength: 6 }), fc.constantFrom('{}', '[1]', '2\r\n{}\r\n0\r\n\r\n', ''))
  .map(([lines, body]) => ['HTTP/1.1 200 OK', ...lines, '', body].join('\r\n'));

it('what was read before changes nothing of what is read', () => {
  fc.assert(
    fc.property(fc.array(answer, { minLength: 2, maxLength: 40 }), (answers) => {
      expect(readAll(answers, false)).toEqual(readAll(answers, true));
    }),
    { numRuns: 500 },
  );
});
