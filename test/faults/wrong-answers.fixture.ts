import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { createServer, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';

/** What happens on the connection once a request has been read to its end. */
type Way = (socket: Socket) => void;

const requestId = 'x-amzn-requestid: 7f1b0e2c-0000-4000-8000-000000000000';

/** A whole answer as the service writes it, but for what is said. */
function answer(body: string | Buffer, head: readonly string[] = [], status = '200 OK'): Buffer {
  const bytes = Buffer.from(body as string);
  const lines = [`HTTP/1.1 ${status}`, 'content-type: application/json', requestId, ...head];
  return Buffer.concat([
    Buffer.from(`${[...lines, `content-length: ${bytes.length}`].join('\r\n')}\r\n\r\n`),
    bytes,
  ]);
}

const chunked = `HTTP/1.1 200 OK\r\n${requestId}\r\ntransfer-encoding: chunked\r\n\r\n`;

const say =
  (...parts: (string | Buffer)[]): Way =>
  (socket) => {
    for (const part of parts) socket.write(part);
  };

const sayAndEnd =
  (...parts: (string | Buffer)[]): Way =>
  (socket) => {
    say(...parts)(socket);
    socket.end();
  };

/** Goes on until the other side has had enough. */
function forever(socket: Socket, everyMs: number, next: () => string | Buffer): void {
  const timer = setInterval(() => socket.write(next()), everyMs);
  socket.once('close', () => clearInterval(timer));
}

const functionError = ['x-amz-function-error: Unhandled'];
const log = (text: string) => `x-amz-log-result: ${Buffer.from(text).toString('base64')}`;

/** Ways to answer wrong, by name, and one to answer right. */
export const ways: Record<string, Way> = {
  right: say(answer('{}')),
  'closes-at-once': (socket) => socket.destroy(),
  resets: (socket) => void socket.resetAndDestroy(),
  'ends-at-once': (socket) => socket.end(),
  'never-answers': () => undefined,
  'half-a-status-line': sayAndEnd('HTTP/1.1 20'),
  'half-a-head': sayAndEnd(`HTTP/1.1 200 OK\r\n${requestId}\r\ncontent-le`),
  'head-and-no-body': sayAndEnd(answer('{}').subarray(0, -2)),
  'body-too-short': sayAndEnd('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"a":'),
  'body-too-long': say(`HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}${'x'.repeat(98)}`),
  'stops-in-the-body': say('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"a":'),
  'resets-in-the-body': (socket) => {
    socket.write('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"a":');
    setTimeout(() => socket.resetAndDestroy(), 20);
  },
  'random-bytes': (socket) => void socket.write(randomBytes(300)),
  'no-http': sayAndEnd('hello\n'),
  'http-2-preface': sayAndEnd('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'),
  'tls-alert': sayAndEnd(Buffer.from([0x15, 0x03, 0x03, 0, 2, 2, 0x28])),
  'status-999': say(answer('{}', [], '999 What')),
  'status-000': say(answer('{}', [], '000 What')),
  'status-204': say(`HTTP/1.1 204 No Content\r\n${requestId}\r\n\r\n`),
  'status-101': say('HTTP/1.1 101 Switching\r\nupgrade: h2c\r\nconnection: upgrade\r\n\r\n'),
  'status-301-to-itself': say(answer('', ['location: /'], '301 Moved')),
  'many-100s': say('HTTP/1.1 100 Continue\r\n\r\n'.repeat(50), answer('{}')),
  'early-hints': say('HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n', answer('{}')),
  'negative-length': say('HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n{}'),
  'two-lengths': say('HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\n{} '),
  'length-and-chunks': say(
    chunked.replace('\r\n\r\n', '\r\ncontent-length: 2\r\n\r\n'),
    '2\r\n{}\r\n0\r\n\r\n',
  ),
  'no-length': sayAndEnd(`HTTP/1.1 200 OK\r\n${requestId}\r\n\r\n{}`),
  'bad-chunk-size': say(chunked, 'zz\r\n{}\r\n0\r\n\r\n'),
  'cut-chunk': sayAndEnd(chunked, '10\r\n{"a":'),
  'no-last-chunk': say(chunked, '2\r\n{}\r\n'),
  'lines-end-in-lf': say('HTTP/1.1 200 OK\ncontent-length: 2\n\n{}'),
  'nul-in-a-header': say('HTTP/1.1 200 OK\r\nx-a: a\0b\r\ncontent-length: 2\r\n\r\n{}'),
  'huge-header': say(answer('{}', [`x-huge: ${'h'.repeat(200_000)}`])),
  'a-thousand-headers': say(
    answer(
      '{}',
      Array.from({ length: 1000 }, (_, i) => `x-${i}: ${i}`),
    ),
  ),
  'endless-headers': (socket) => {
    socket.write('HTTP/1.1 200 OK\r\n');
    forever(socket, 5, () => `x-${Math.random()}: y\r\n`.repeat(20));
  },
  'endless-body': (socket) => {
    socket.write(chunked);
    forever(socket, 5, () => `1000\r\n${'x'.repeat(4096)}\r\n`);
  },
  'endless-error': (socket) => {
    socket.write(chunked.replace('200 OK', '500 Oops'));
    forever(socket, 5, () => `1000\r\n${'x'.repeat(4096)}\r\n`);
  },
  'a-byte-at-a-time': (socket) => {
    const bytes = answer('{}');
    let at = 0;
    forever(socket, 50, () => bytes.subarray(at, ++at));
  },
  'answers-twice': say(answer('{}'), answer('{}')),
  'answers-again-later': (socket) => {
    socket.write(answer('{}'));
    setTimeout(() => socket.destroyed || socket.write(answer('{}')), 30);
  },
  'ends-after-each': sayAndEnd(answer('{}')),
  'says-close-and-stays': say(answer('{}', ['connection: close'])),
  'not-gzip': say(answer('{}', ['content-encoding: gzip'])),
  'gzip-bomb': say(answer(gzipSync(Buffer.alloc(20_000_000)), ['content-encoding: gzip'])),
  'cut-gzip': say(answer(gzipSync('{"a":1}').subarray(0, -6), ['content-encoding: gzip'])),
  'unknown-encoding': say(answer('{}', ['content-encoding: wonder'])),
  'error-without-json': say(answer('not json', functionError)),
  'error-is-a-list': say(answer('[]', functionError)),
  'error-of-5-mb': say(answer(`{"errorMessage":"${'e'.repeat(5e6)}"}`, functionError)),
  'error-of-other-types': say(answer('{"errorType":7,"errorMessage":{"a":[null]}}', functionError)),
  'error-with-a-200-kb-name': say(answer(`{"errorType":"${'E'.repeat(2e5)}"}`, functionError)),
  'invalid-utf-8': say(answer(Buffer.from([0x7b, 0xff, 0xfe, 0x7d]), functionError)),
  'log-not-base64': say(answer('{}', ['x-amz-log-result: %%%'])),
  'log-lies': say(
    answer('{}', [
      log('REPORT RequestId: a\tDuration: -5.00 ms\tBilled Duration: NaN ms\tMemory Size: x MB\n'),
    ]),
  ),
  'log-with-huge-numbers': say(
    answer('{}', [
      log(
        `REPORT RequestId: a\tDuration: 1e308 ms\tBilled Duration: ${'9'.repeat(400)} ms\tMemory Size: 128 MB\tMax Memory Used: 1 MB\n`,
      ),
    ]),
  ),
  'version-of-5-kb': say(answer('{}', [`x-amz-executed-version: ${'7'.repeat(5000)}`])),
  'another-version-each-time': (socket) =>
    say(answer('{}', [`x-amz-executed-version: ${Math.floor(Math.random() * 1e6)}`]))(socket),
  'another-error-each-time': (socket) =>
    say(answer(`{"errorType":"E${Math.random()}"}`, functionError))(socket),
  '429-without-a-body': say(answer('', [], '429 Too Many Requests')),
  '429-with-another-reason-each-time': (socket) =>
    say(answer(`{"Reason":"R${Math.random()}"}`, [], '429 Too Many Requests'))(socket),
  '503-of-html': say(answer('<html>Bad</html>', ['content-type: text/html'], '503 Oops')),
  '404-of-xml': say(answer('<Error><Code>No</Code></Error>', [], '404 Not Found')),
};

/** A server that speaks HTTP no better than it is told to. */
export interface WrongServer {
  url: string;
  /** Requests read to their end, by the way they were answered in (the function's name). */
  arrived: ReadonlyMap<string, number>;
  close(): void;
}

/** Answers a request for a function in the way of that name, on a bare socket. */
export async function wrongServer(): Promise<WrongServer> {
  const arrived = new Map<string, number>();
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => open.delete(socket));
    onRequests(socket, (way) => {
      if (way === undefined) return void socket.write(answer('{}', [], '404 Not Found'));
      arrived.set(way, (arrived.get(way) ?? 0) + 1);
      ways[way]?.(socket);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    arrived,
    close() {
      server.close();
      for (const socket of open) socket.destroy();
    },
  };
}

/** Tells of each request, with the function that is invoked; of what else is asked, with undefined. */
function onRequests(socket: Socket, tell: (way: string | undefined) => void): void {
  let rest = Buffer.alloc(0);
  socket.on('data', (chunk: Buffer) => {
    rest = Buffer.concat([rest, chunk]);
    for (;;) {
      const head = rest.indexOf('\r\n\r\n');
      if (head === -1) return;
      const text = rest.subarray(0, head).toString('latin1');
      const end = head + 4 + Number(/^content-length: *(\d+)/im.exec(text)?.[1] ?? 0);
      if (rest.length < end) return;
      rest = rest.subarray(end);
      tell(/^POST \/2015-03-31\/functions\/([^/]+)\/invocations/.exec(text)?.[1]);
    }
  });
}
