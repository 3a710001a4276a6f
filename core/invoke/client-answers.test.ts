import { createServer } from 'node:net';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { ClientSettings } from './client.js';
import { clientKit, event, invoke, target } from './clients.fixture.js';
import { clientNames } from './create-client.js';
import type { Outcome } from './outcome.js';
import { answer } from './scripted-server.fixture.js';

/** A port that nothing listens on. */
async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe.each(clientNames)('the %s client', (client) => {
  const { serve, openClient } = clientKit(client);

  /** One invocation against a server that writes these bytes and, maybe, ends the connection. */
  async function invokeAgainst(
    bytes: Buffer | string,
    settings: Partial<ClientSettings> & { end?: 'fin' | 'reset' } = {},
  ): Promise<Outcome> {
    const server = await serve((_, socket) => {
      const finish = (): void => {
        if (settings.end === 'fin') socket.end();
        if (settings.end === 'reset') setTimeout(() => socket.resetAndDestroy(), 20);
      };
      if (bytes.length === 0) finish();
      else socket.write(bytes, finish);
    });
    return invoke(await openClient(server.url, settings));
  }

  describe('takes every answer for what it is:', () => {
    const requestId = '4f1c2a5e-6a3f-4d5b-9b1e-0c8c7f0f2a11';
    const lambda = { 'x-amzn-RequestId': requestId, 'Content-Type': 'application/json' };
    const report =
      'REPORT RequestId: 1\tDuration: 1.50 ms\tBilled Duration: 2 ms\tMemory Size: 128 MB\tMax Memory Used: 64 MB\t\n';
    const big = Buffer.alloc(6 * 1024 * 1024, 'x');

    it.each<[string, Buffer, Outcome]>([
      [
        'a response',
        answer('200 OK', '{"ok":true}', { ...lambda, 'X-Amz-Executed-Version': '12' }),
        { kind: 'ok', statusCode: 200, requestId, executedVersion: '12', responseBytes: 11 },
      ],
      [
        'a durable execution’s ARN',
        answer('200 OK', '{}', { ...lambda, 'X-Amz-Durable-Execution-Arn': 'arn:a/d/e' }),
        {
          ...{ kind: 'ok', statusCode: 200, requestId, responseBytes: 2 },
          durableExecutionArn: 'arn:a/d/e',
        },
      ],
      [
        'the same of an Event',
        answer('202 Accepted', '', { ...lambda, 'X-Amz-Durable-Execution-Arn': 'arn:a/d/e' }),
        {
          ...{ kind: 'ok', statusCode: 202, requestId, responseBytes: 0 },
          durableExecutionArn: 'arn:a/d/e',
        },
      ],
      [
        'a name that has started something else',
        answer('409 Conflict', '{"Type":"User","Message":"Execution already started: arn"}', {
          ...lambda,
          'x-amzn-ErrorType': 'DurableExecutionAlreadyStartedException',
        }),
        {
          ...{ kind: 'rejected', statusCode: 409, requestId },
          errorType: 'DurableExecutionAlreadyStartedException',
          errorMessage: 'Execution already started: arn',
        },
      ],
      [
        'a response with its log tail',
        answer('200 OK', 'null', {
          ...lambda,
          'X-Amz-Executed-Version': '$LATEST',
          'X-Amz-Log-Result': Buffer.from(report).toString('base64'),
        }),
        {
          kind: 'ok',
          statusCode: 200,
          requestId,
          executedVersion: '$LATEST',
          responseBytes: 4,
          report: { durationMs: 1.5, billedDurationMs: 2, memorySizeMb: 128, maxMemoryUsedMb: 64 },
        },
      ],
      [
        'an event accepted',
        answer('202 Accepted', '', lambda),
        { kind: 'ok', statusCode: 202, requestId, responseBytes: 0 },
      ],
      [
        'a dry run',
        Buffer.from(`HTTP/1.1 204 No Content\r\nx-amzn-RequestId: ${requestId}\r\n\r\n`),
        { kind: 'ok', statusCode: 204, requestId, responseBytes: 0 },
      ],
      [
        'an informational answer first',
        Buffer.concat([
          Buffer.from('HTTP/1.1 103 Early Hints\r\n\r\n'),
          answer('200 OK', '{}', lambda),
        ]),
        { kind: 'ok', statusCode: 200, requestId, responseBytes: 2 },
      ],
      [
        'a 100 Continue that nobody asked for, twice',
        Buffer.concat([
          Buffer.from('HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 100 Continue\r\nX-A: 1\r\n\r\n'),
          answer('200 OK', '{}', lambda),
        ]),
        { kind: 'ok', statusCode: 200, requestId, responseBytes: 2 },
      ],
      [
        'a body that looks like a 100 Continue',
        answer('200 OK', 'HTTP/1.1 100 Continue\r\n\r\n', lambda),
        { kind: 'ok', statusCode: 200, requestId, responseBytes: 25 },
      ],
      [
        'an event accepted with an empty body called HTML (serverless-offline)',
        answer('202 Accepted', '', { 'Content-Type': 'text/html; charset=utf-8' }),
        { kind: 'ok', statusCode: 202, responseBytes: 0 },
      ],
      [
        'plain text called HTML',
        answer('200 OK', '"done"', { 'Content-Type': 'text/html' }),
        { kind: 'ok', statusCode: 200, responseBytes: 6 },
      ],
      [
        'a refusal that a proxy has zipped',
        answer('403 Forbidden', gzipSync('{"Message":"no"}'), {
          ...lambda,
          'Content-Encoding': 'gzip',
          'x-amzn-ErrorType': 'AccessDeniedException',
        }),
        {
          kind: 'rejected',
          statusCode: 403,
          requestId,
          errorType: 'AccessDeniedException',
          errorMessage: 'no',
        },
      ],
      [
        'a throttle that a proxy has zipped',
        answer(
          '429 Too Many Requests',
          gzipSync('{"Reason":"CallerRateLimitExceeded","message":"Rate exceeded"}'),
          { ...lambda, 'Content-Encoding': 'GZIP' },
        ),
        {
          kind: 'throttled',
          statusCode: 429,
          requestId,
          reason: 'CallerRateLimitExceeded',
          errorMessage: 'Rate exceeded',
        },
      ],
      [
        'what calls itself zipped and is not',
        answer('500 Internal Server Error', 'broken', { 'Content-Encoding': 'gzip' }),
        {
          kind: 'serviceError',
          statusCode: 500,
          errorType: 'HTTP 500',
          errorMessage: 'broken',
        },
      ],
      [
        'an XML refusal',
        answer(
          '403 Forbidden',
          '<AccessDeniedException>\n  <Message>no &amp; never</Message>\n</AccessDeniedException>',
        ),
        {
          kind: 'rejected',
          statusCode: 403,
          errorType: 'AccessDeniedException',
          errorMessage: 'no & never',
        },
      ],
      [
        'an XML failure of an older protocol',
        answer(
          '503 Service Unavailable',
          '<?xml version="1.0"?><ErrorResponse><Error><Code>Unavailable</Code><Message>later</Message></Error></ErrorResponse>',
        ),
        { kind: 'serviceError', statusCode: 503, errorType: 'Unavailable', errorMessage: 'later' },
      ],
      [
        'a chunked response',
        Buffer.from(
          'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nnull\r\n2\r\n{}\r\n0\r\n\r\n',
        ),
        { kind: 'ok', statusCode: 200, responseBytes: 6 },
      ],
      [
        'a response of 6 MB',
        answer('200 OK', big, lambda),
        { kind: 'ok', statusCode: 200, requestId, responseBytes: big.length },
      ],
      [
        'a function error, with an executed version and text that is not ASCII',
        answer('200 OK', '{"errorType":"Größe","errorMessage":"zu groß 💥\\nat x"}', {
          ...lambda,
          'X-Amz-Function-Error': 'Unhandled',
          'X-Amz-Executed-Version': '3',
        }),
        {
          kind: 'functionError',
          statusCode: 200,
          requestId,
          executedVersion: '3',
          functionError: 'Unhandled',
          errorType: 'Größe',
          errorMessage: 'zu groß 💥',
          responseBytes: 60,
        },
      ],
      [
        'a throttle',
        answer(
          '429 Too Many Requests',
          '{"Reason":"ReservedFunctionConcurrentInvocationLimitExceeded","Type":"User","message":"Rate Exceeded."}',
          { ...lambda, 'x-amzn-ErrorType': 'TooManyRequestsException', 'Retry-After': '3' },
        ),
        {
          kind: 'throttled',
          statusCode: 429,
          requestId,
          reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
          errorMessage: 'Rate Exceeded.',
          retryAfterSeconds: 3,
        },
      ],
      [
        'no such function',
        answer('404 Not Found', '{"Type":"User","Message":"Function not found: arn"}', {
          ...lambda,
          'x-amzn-ErrorType': 'ResourceNotFoundException',
        }),
        {
          kind: 'rejected',
          statusCode: 404,
          requestId,
          errorType: 'ResourceNotFoundException',
          errorMessage: 'Function not found: arn',
        },
      ],
      [
        'a refusal the SDK has no model of',
        answer('403 Forbidden', '{"__type":"x#AccessDeniedException","Message":"no"}', lambda),
        {
          kind: 'rejected',
          statusCode: 403,
          requestId,
          errorType: 'AccessDeniedException',
          errorMessage: 'no',
        },
      ],
      [
        'an exception of the service',
        answer('502 Bad Gateway', '{"Type":"Service","Message":"EC2"}', {
          ...lambda,
          'x-amzn-ErrorType': 'EC2ThrottledException:',
        }),
        {
          kind: 'serviceError',
          statusCode: 502,
          requestId,
          errorType: 'EC2ThrottledException',
          errorMessage: 'EC2',
        },
      ],
      [
        'a gateway’s page',
        answer('502 Bad Gateway', '<html><title>502 Bad Gateway</title></html>', {
          'Content-Type': 'text/html',
        }),
        {
          kind: 'serviceError',
          statusCode: 502,
          errorType: 'HTTP 502',
          errorMessage: '502 Bad Gateway',
        },
      ],
      [
        'a portal’s page',
        answer('200 OK', '<html><title>Sign in</title></html>', { 'Content-Type': 'text/html' }),
        { kind: 'serviceError', statusCode: 200, errorType: 'HTTP 200', errorMessage: 'Sign in' },
      ],
      [
        'a redirect, which is not followed',
        answer('302 Found', '', { Location: 'http://127.0.0.1:9/' }),
        { kind: 'serviceError', statusCode: 302, errorType: 'HTTP 302', errorMessage: 'Found' },
      ],
    ])('%s', async (_, bytes, outcome) => {
      expect(await invokeAgainst(bytes)).toEqual(outcome);
    });
  });

  it.each([1, 2, 7, 13, 40])(
    'takes a 100 Continue and its answer in pieces of %s bytes, on one connection',
    async (size) => {
      const bytes = Buffer.concat([
        Buffer.from('HTTP/1.1 100 Continue\r\nX-A: 1\r\n\r\n'),
        answer('200 OK', '{}'),
      ]);
      const server = await serve(async (_, socket) => {
        for (let at = 0; at < bytes.length; at += size) {
          socket.write(bytes.subarray(at, at + size));
          await new Promise((resolve) => setTimeout(resolve, 1));
        }
      });
      const opened = await openClient(server.url);
      for (const _ of [1, 2, 3]) {
        expect(await invoke(opened)).toMatchObject({ kind: 'ok', responseBytes: 2 });
      }
      expect(server.connections.total).toBe(1);
    },
  );

  it('takes a 100 Continue with no answer after it for no answer', async () => {
    const bytes = 'HTTP/1.1 100 Continue\r\n\r\n';
    expect(await invokeAgainst(bytes, { end: 'fin' })).toMatchObject({ kind: 'transportError' });
    expect(await invokeAgainst('HTTP/1.1 100 Con', { end: 'fin' })).toMatchObject({
      kind: 'transportError',
    });
  });

  it('takes the same length twice for one, and two lengths for no answer', async () => {
    const twice = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\ncontent-length: 2\r\n\r\n{}';
    const notHttp = { kind: 'transportError', errorType: 'HTTPParserError' };
    // node:http has no way to take it.
    const same = client === 'sdk' ? notHttp : { kind: 'ok', responseBytes: 2 };
    expect(await invokeAgainst(twice)).toMatchObject(same);
    expect(await invokeAgainst(twice.replace(': 2', ': 3'))).toMatchObject({
      kind: 'transportError',
    });
  });

  it('reads an error that never ends up to a limit, and gives the connection up', async () => {
    let written = 0;
    const server = await serve((_, socket) => {
      const piece = Buffer.alloc(64 * 1024, 'x');
      socket.write('HTTP/1.1 503 Service Unavailable\r\n\r\n');
      const more = (): void => {
        if (socket.destroyed || written > 64 * 1024 * 1024) return;
        written += piece.length;
        if (socket.write(piece)) setImmediate(more);
        else socket.once('drain', more);
      };
      more();
    });
    const outcome = await invoke(await openClient(server.url));
    expect(outcome).toMatchObject({ kind: 'serviceError', statusCode: 503 });
    expect(written).toBeLessThan(64 * 1024 * 1024);
  });

  it('goes on with a request made from within the end of a failed one', async () => {
    const port = await closedPort();
    const opened = await openClient(`http://127.0.0.1:${port}`, { maxInFlight: 1 });
    const send = opened.prepare(target);
    const kinds = await new Promise<string[]>((resolve) => {
      const seen: string[] = [];
      const again = ({ kind }: Outcome): void => {
        seen.push(kind);
        if (seen.length === 20) resolve(seen);
        else send(event, again);
      };
      send(event, again);
    });
    expect(new Set(kinds)).toEqual(new Set(['transportError']));
  });

  describe('takes no answer for a transport error:', () => {
    const closed = {
      kind: 'transportError',
      errorType: 'ECONNRESET',
      errorMessage: 'the connection was closed before the answer was complete',
    };
    const cutHead = 'HTTP/1.1 200 OK\r\nContent-Le';
    const cutBody = 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"a":';

    it.each<[string, string, 'fin' | 'reset']>([
      ['closed before an answer', '', 'fin'],
      ['reset before an answer', '', 'reset'],
      ['closed within the headers', cutHead, 'fin'],
      ['reset within the headers', cutHead, 'reset'],
      ['closed within the body', cutBody, 'fin'],
      ['reset within the body', cutBody, 'reset'],
      [
        'closed within a body that ends with its connection',
        cutBody.replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n'),
        'fin',
      ],
      [
        'closed within a chunked body',
        'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nnu',
        'fin',
      ],
    ])('%s', async (_, bytes, end) => {
      expect(await invokeAgainst(bytes, { end })).toEqual(closed);
    });

    const notHttp = {
      kind: 'transportError',
      errorType: 'HTTPParserError',
      errorMessage: 'the answer is not valid HTTP',
    };

    it('what is not HTTP', async () => {
      expect(await invokeAgainst('SSH-2.0-OpenSSH_9.2\r\n')).toEqual(notHttp);
    });

    it('a bad chunk, which node:http, and so the SDK, takes for a reset', async () => {
      const bytes = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n';
      expect(await invokeAgainst(bytes)).toEqual(client === 'sdk' ? closed : notHttp);
    });

    it.each([
      ['silence', ''],
      ['headers that never end', cutHead],
      ['a body that never ends', cutBody],
    ])('%s, after the timeout', async (_, bytes) => {
      const startMs = performance.now();
      expect(await invokeAgainst(bytes, { timeoutMs: 150 })).toEqual({
        kind: 'transportError',
        errorType: 'TimeoutError',
        errorMessage: 'no complete answer within 150 ms',
      });
      expect(performance.now() - startMs).toBeGreaterThanOrEqual(149);
    });

    it('a body that drips, however alive it looks', async () => {
      const server = await serve((_, socket) => {
        socket.write('HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n');
        const timer = setInterval(() => socket.write('x'), 20);
        socket.on('close', () => clearInterval(timer));
      });
      const outcome = await invoke(await openClient(server.url, { timeoutMs: 200 }));
      expect(outcome).toMatchObject({ kind: 'transportError', errorType: 'TimeoutError' });
    });

    it('a closed port', async () => {
      const port = await closedPort();
      expect(await invoke(await openClient(`http://127.0.0.1:${port}`))).toEqual({
        kind: 'transportError',
        errorType: 'ECONNREFUSED',
        errorMessage: `connect ECONNREFUSED 127.0.0.1:${port}`,
      });
    });

    it('a certificate that nobody vouches for', async () => {
      const server = await serve(() => undefined, { tls: true });
      expect(await invoke(await openClient(server.url))).toEqual({
        kind: 'transportError',
        errorType: 'DEPTH_ZERO_SELF_SIGNED_CERT',
        // Node 24 adds what its own command line could do about it.
        errorMessage: expect.stringMatching(/^self-signed certificate\b/),
      });
    });

    it('a name that does not resolve', async () => {
      const outcome = await invoke(await openClient('http://no-such-host.invalid'));
      expect(outcome).toMatchObject({
        kind: 'transportError',
        errorType: expect.stringMatching(/^(ENOTFOUND|EAI_AGAIN)$/),
      });
    });
  });
});
