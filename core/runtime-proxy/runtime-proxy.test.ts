import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { RecordedEvent, RecordedOutcome } from '../recording/event.js';
import { runtimeRoute } from './route.js';
import { RuntimeProxy } from './runtime-proxy.js';

interface Recorded {
  event: RecordedEvent;
  outcome?: RecordedOutcome;
  late?: RecordedEvent['tags'];
}

/** A proxy in front of a server that answers as `answer` does. */
async function proxied(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<{ api: string; upstream: string; recorded: Recorded[]; proxy: RuntimeProxy }> {
  const server = createServer({ maxHeaderSize: 2 ** 22 }, answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const upstream = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const recorded: Recorded[] = [];
  const proxy = new RuntimeProxy({
    ...{ upstream, port: 0 },
    sink: {
      begin({ event }) {
        const entry: Recorded = { event };
        recorded.push(entry);
        return (outcome, tags) => {
          entry.outcome = outcome;
          if (tags) entry.late = tags;
        };
      },
      close: () => Promise.resolve(),
    },
  });
  const api = await proxy.listen();
  onTestFinished(async () => {
    await proxy.close();
    server.closeAllConnections();
    server.close();
  });
  return { api, upstream, recorded, proxy };
}

/** What comes back for these bytes, until the other side closes the connection. */
async function exchangeRaw(api: string, request: string): Promise<string> {
  const [host = '', port = ''] = api.split(':');
  const socket = connect(Number(port), host);
  socket.write(request, 'latin1');
  return (await socket.setEncoding('latin1').toArray()).join('');
}

const base = '/2018-06-01/runtime/invocation';

describe('the proxy of the Runtime API', () => {
  it('keeps whose invocation it was, which a replay sends again', async () => {
    const { api, recorded } = await proxied((_request, response) => {
      response.setHeader('Lambda-Runtime-Aws-Request-Id', 'a');
      response.setHeader('Lambda-Runtime-Aws-Tenant-Id', 'blue');
      response.end('{}');
    });
    await (await fetch(`http://${api}${base}/next`)).text();
    expect(recorded.map(({ event }) => event.tags)).toEqual([{ tenantId: 'blue' }]);
  });

  it('passes heads on in their order and spelling, both ways', async () => {
    const seen: string[][] = [];
    const { api, upstream } = await proxied((request, response) => {
      seen.push([request.method ?? '', request.url ?? '', ...request.rawHeaders]);
      const headers = ['X-B', '2', 'x-a', '1', 'X-B', 'ü', 'Content-Length', '2'];
      response.sendDate = false;
      response.writeHead(299, 'Fine Indeed', headers).end(Buffer.from('ok'));
    });
    const head =
      'GET /any/path?q=%20 HTTP/1.1\r\nhOsT: here\r\nX-One: a\r\nx-two:  b \r\nX-One: c\r\n';
    const answer = await exchangeRaw(api, `${head}Connection: close\r\n\r\n`);
    expect(seen).toEqual([
      ...[
        [
          'GET',
          '/any/path?q=%20',
          'hOsT',
          upstream,
          'X-One',
          'a',
          'x-two',
          'b',
          'X-One',
          'c',
          'Connection',
          'keep-alive',
        ],
      ],
    ]);
    expect(answer).toBe(
      'HTTP/1.1 299 Fine Indeed\r\nX-B: 2\r\nx-a: 1\r\nX-B: ü\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok',
    );
  });

  it('hands an event on and records its bytes, and how it ended', async () => {
    const payload = Buffer.from([0x22, 0xff, 0x00, 0x22]);
    const { api, recorded } = await proxied((request, response) => {
      if (request.method === 'GET') {
        const headers = { 'Lambda-Runtime-Aws-Request-Id': 'id', 'Content-Length': payload.length };
        response.writeHead(200, headers).end(payload);
      } else {
        // The outcome is settled before the real API can know that the answer is whole.
        request.on('end', () => response.end(JSON.stringify(recorded[0]?.outcome)));
        request.resume();
      }
    });
    const next = await fetch(`http://${api}${base}/next`);
    expect(Buffer.from(await next.arrayBuffer())).toEqual(payload);
    expect(recorded).toEqual([{ event: { payload, capturedAtUs: expect.any(Number) } }]);
    const posted = await fetch(`http://${api}${base}/id/error`, {
      method: 'POST',
      headers: { 'Lambda-Runtime-Function-Error-Type': 'Runtime.Own' },
      body: '{"errorMessage":"m"}',
    });
    expect(await posted.json()).toEqual({
      functionError: 'Unhandled',
      errorType: 'Runtime.Own',
      errorMessage: 'm',
      requestId: 'id',
      durationMs: expect.any(Number),
    });
  });

  it.each([
    ['streaming', { operation: 'InvokeWithResponseStream' }],
    ['', undefined],
  ])('tags what a runtime streamed, so that it is streamed again (%j)', async (mode, tags) => {
    const { api, recorded } = await proxied((request, response) => {
      response.setHeader('Lambda-Runtime-Aws-Request-Id', 'id');
      request.resume().on('end', () => response.end('{}'));
    });
    await (await fetch(`http://${api}${base}/next`)).text();
    const headers = mode === '' ? {} : { 'Lambda-Runtime-Function-Response-Mode': mode };
    await fetch(`http://${api}${base}/id/response`, { method: 'POST', headers, body: 'x' });
    expect(recorded[0]?.late).toEqual(tags);
  });

  it('passes trailers, an empty body and a header of a megabyte on', async () => {
    const seen: unknown[] = [];
    const { api } = await proxied(async (request, response) => {
      const body = await text(request);
      const { 'content-length': length, 'x-cause': cause } = request.headers;
      seen.push([body, length, cause?.length, request.rawTrailers]);
      response.end();
    });
    const post = (rest: string): Promise<string> =>
      exchangeRaw(
        api,
        `POST ${base}/id/response HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${rest}`,
      );
    await post(
      'Transfer-Encoding: chunked\r\nTrailer: X-End\r\n\r\n2\r\nab\r\n0\r\nX-End: e\r\n\r\n',
    );
    await post('\r\n');
    await post(`Content-Length: 3\r\nX-Cause: ${'x'.repeat(1_000_000)}\r\n\r\nabc`);
    expect(seen).toEqual([
      ['ab', undefined, undefined, ['X-End', 'e']],
      ['', '0', undefined, []],
      ['abc', '3', 1_000_000, []],
    ]);
  });

  it('passes chunks on one by one, in both directions', async () => {
    const { api } = await proxied((request, response) => {
      response.writeHead(200);
      request.pipe(response);
    });
    const [host = '', port = ''] = api.split(':');
    const socket = connect(Number(port), host).setEncoding('latin1');
    onTestFinished(() => void socket.destroy());
    socket.write('POST /x HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n');
    let received = '';
    socket.on('data', (chunk) => {
      received += chunk;
    });
    for (const chunk of ['one', 'two']) {
      socket.write(`3\r\n${chunk}\r\n`);
      await vi.waitFor(() => expect(received).toContain(chunk));
    }
  });

  it('ends a call to the real API when the runtime goes away, and the other way round', async () => {
    const gone: string[] = [];
    const { api } = await proxied((request, response) => {
      response.once('close', () => gone.push(request.url ?? ''));
      if (request.url === '/breaks') response.destroy();
    });
    await expect(fetch(`http://${api}/breaks`)).rejects.toThrow('fetch failed');
    const abort = new AbortController();
    const waits = fetch(`http://${api}${base}/next`, { signal: abort.signal });
    setTimeout(() => abort.abort(), 50);
    await expect(waits).rejects.toThrow();
    await vi.waitFor(() => expect(gone).toEqual(['/breaks', `${base}/next`]));
  });

  it('breaks the connection when there is no real API', async () => {
    const { upstream } = await proxied(() => {});
    const sink = { begin: () => () => {}, close: () => Promise.resolve() };
    const proxy = new RuntimeProxy({ upstream: '127.0.0.1:1', port: 0, sink });
    onTestFinished(() => proxy.close());
    await expect(fetch(`http://${await proxy.listen()}${base}/next`)).rejects.toThrow(
      'fetch failed',
    );
    const port = Number(upstream.split(':')[1]);
    const taken = new RuntimeProxy({ upstream, port, sink });
    await expect(taken.listen()).rejects.toThrow('the port is in use');
  });

  it.each(['', 'nowhere', 'http://127.0.0.1:9001', '127.0.0.1:9001/path'])(
    'refuses %j as the address of a Runtime API',
    (upstream) => {
      const sink = { begin: () => () => {}, close: () => Promise.resolve() };
      expect(() => new RuntimeProxy({ upstream, port: 0, sink })).toThrow('no host and port');
    },
  );

  it('says of what the runtime was working on that it ended with it', async () => {
    const { api, recorded, proxy } = await proxied((_request, response) => {
      response.writeHead(200, { 'Lambda-Runtime-Aws-Request-Id': 'id' }).end('{}');
    });
    await (await fetch(`http://${api}${base}/next`)).text();
    proxy.abandon({ errorType: 'Runtime.ExitError' });
    expect(recorded[0]?.outcome).toMatchObject({ requestId: 'id', errorType: 'Runtime.ExitError' });
  });
});

describe('calls of the Runtime API', () => {
  it.each([
    ['GET', `${base}/next`, { kind: 'next' }],
    ['GET', `${base}/next?x=1`, { kind: 'next' }],
    ['POST', `${base}/a-1/response`, { kind: 'response', requestId: 'a-1' }],
    ['POST', `${base}/a-1/error`, { kind: 'error', requestId: 'a-1' }],
    ['POST', `${base}/next`, { kind: 'other' }],
    ['GET', `${base}/a-1/response`, { kind: 'other' }],
    ['POST', '/2018-06-01/runtime/init/error', { kind: 'other' }],
    ['GET', '/2020-01-01/extension/event/next', { kind: 'other' }],
  ])('%s %s', (method, url, route) => {
    expect(runtimeRoute(method, url)).toEqual(route);
  });
});
