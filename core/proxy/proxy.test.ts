import { hash } from 'node:crypto';
import { once } from 'node:events';
import { request } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import {
  InvokeCommand,
  InvokeWithResponseStreamCommand,
  ListVersionsByFunctionCommand,
} from '@aws-sdk/client-lambda';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { LocalFunction } from '../../local/config.js';
import { fn, startTestLambda, synthetic } from '../../local/test-lambda.fixture.js';
import { eventFrame } from '../invoke/event-stream/event-frame.fixture.js';
import { type ScriptedServer, startScriptedServer } from '../invoke/scripted-server.fixture.js';
import { type ProxyBench, send, startBench } from './proxy.fixture.js';

async function lambdaBench(
  functions: Record<string, LocalFunction>,
  keepResponses = false,
): Promise<ProxyBench> {
  const { lambda, close } = await startTestLambda(functions);
  onTestFinished(close);
  return startBench({ url: lambda.url, credentials: lambda.credentials, keepResponses });
}

type Script = Parameters<typeof startScriptedServer>[0];

async function scriptedBench(script: Script): Promise<ProxyBench & { server: ScriptedServer }> {
  const server = await startScriptedServer(script);
  onTestFinished(() => server.close());
  return { ...(await startBench({ url: server.url })), server };
}

const invocations = '/2015-03-31/functions/echo/invocations';
const sha256 = (bytes: Uint8Array): string => hash('sha256', bytes);
const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('an application of the SDK, through the proxy to the local Lambda', () => {
  it('invokes as ever, and each invocation is recorded as it was sent', async () => {
    const context = Buffer.from('{"custom":{"a":1}}').toString('base64');
    const { client, records } = await lambdaBench({
      echo: fn({
        versions: { 7: synthetic() },
        aliases: { live: { version: '7', weights: {} } },
      }),
    });
    const payload = '{"a":1e400, "a":12345678901234567890, "\\u00e9":"\\ud83d\\ude00"}  \n';
    const answer = await client.send(
      new InvokeCommand({
        ...{ FunctionName: 'echo', Qualifier: 'live', ClientContext: context },
        Payload: encode(payload),
      }),
    );
    expect(answer.StatusCode).toBe(200);
    expect(Buffer.from(answer.Payload ?? []).toString()).toBe(payload);
    const arn = 'arn:aws:lambda:eu-west-1:111111111111:function:echo:7';
    const event = await client.send(
      new InvokeCommand({ FunctionName: arn, InvocationType: 'Event', Payload: encode('{}') }),
    );
    expect(event.StatusCode).toBe(202);
    const dryRun = await client.send(
      new InvokeCommand({ FunctionName: 'echo', InvocationType: 'DryRun' }),
    );
    expect(dryRun.StatusCode).toBe(204);

    const [first, second, third, ...rest] = await records();
    expect(rest).toEqual([]);
    expect(first).toMatchObject({
      ...{ functionName: 'echo', qualifier: 'live', clientContext: context },
      invocationType: 'RequestResponse',
      outcome: { statusCode: 200, executedVersion: '7', durationMs: expect.any(Number) },
    });
    expect(Buffer.from(first?.payload ?? []).toString()).toBe(payload);
    expect(second).toMatchObject({
      functionName: 'arn:aws:lambda:eu-west-1:111111111111:function:echo',
      ...{ qualifier: '7', invocationType: 'Event', outcome: { statusCode: 202 } },
    });
    expect(third).toMatchObject({ invocationType: 'DryRun', outcome: { statusCode: 204 } });
    expect(third?.payload.length).toBe(0);
  });

  it('passes a tenant on, and the recording knows whose call it was', async () => {
    const { client, records } = await lambdaBench({ orders: fn({ tenantIsolation: true }) });
    const FunctionName = 'orders';
    const { StatusCode } = await client.send(
      new InvokeCommand({ FunctionName, TenantId: 'blue 1' }),
    );
    expect(StatusCode).toBe(200);
    await expect(client.send(new InvokeCommand({ FunctionName }))).rejects.toMatchObject({
      name: 'InvalidParameterValueException',
    });
    const tags = (await records()).map((record) => record.tags);
    expect(tags).toEqual([{ tenantId: 'blue 1' }, undefined]);
  });

  it('sees function errors and throttles, and so does the recording', async () => {
    const { client, records } = await lambdaBench({
      broken: fn({
        versions: {
          $LATEST: synthetic({ errorRate: 1, errorType: 'TypeError', errorMessage: 'no' }),
        },
      }),
      closed: fn({ reserved: 0 }),
    });
    const failed = await client.send(new InvokeCommand({ FunctionName: 'broken' }));
    expect(failed.FunctionError).toBe('Unhandled');
    await expect(client.send(new InvokeCommand({ FunctionName: 'closed' }))).rejects.toMatchObject({
      name: 'TooManyRequestsException',
      Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
      $metadata: { httpStatusCode: 429, requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) },
    });
    await expect(client.send(new InvokeCommand({ FunctionName: 'none' }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
    const outcomes = (await records()).map(({ outcome }) => outcome);
    expect(outcomes).toMatchObject([
      { statusCode: 200, functionError: 'Unhandled', errorType: 'TypeError', errorMessage: 'no' },
      {
        statusCode: 429,
        errorType: 'TooManyRequestsException',
        errorMessage: 'ReservedFunctionConcurrentInvocationLimitExceeded: Rate Exceeded.',
      },
      { statusCode: 404, errorType: 'ResourceNotFoundException' },
    ]);
  });

  it('makes other calls, which are signed and not recorded', async () => {
    const { client, proxy, records } = await lambdaBench({
      echo: fn({ versions: { 1: synthetic() } }),
    });
    const { Versions } = await client.send(
      new ListVersionsByFunctionCommand({ FunctionName: 'echo', MaxItems: 50 }),
    );
    expect(Versions?.map(({ Version }) => Version)).toContain('1');
    expect(proxy.counts).toMatchObject({ invocations: 0, otherCalls: 1 });
    expect(await records()).toEqual([]);
  });

  it('has responses recorded when that is asked for', async () => {
    const { client, records } = await lambdaBench({ echo: fn() }, true);
    await client.send(new InvokeCommand({ FunctionName: 'echo', Payload: encode('{"é": 1}') }));
    await client.send(new InvokeCommand({ FunctionName: 'none' })).catch(() => {});
    const [ran, refused] = await records();
    expect(ran?.outcome?.response).toBe('{"é": 1}');
    expect(refused?.outcome).not.toHaveProperty('response');
  });

  it('is recorded in the order of arrival, however long each takes', async () => {
    const slow = synthetic({ latency: { p50Ms: 400, p99Ms: 400 } });
    const { client, recorder, records } = await lambdaBench({
      echo: fn(),
      slow: fn({ versions: { $LATEST: slow } }),
    });
    const first = client.send(new InvokeCommand({ FunctionName: 'slow', Payload: encode('1') }));
    await expect.poll(() => recorder.counts.committed, { interval: 10 }).toBe(1);
    await client.send(new InvokeCommand({ FunctionName: 'echo', Payload: encode('2') }));
    await first;
    const all = await records();
    expect(all.map(({ payload }) => Buffer.from(payload).toString())).toEqual(['1', '2']);
    expect(all.map(({ outcome }) => outcome?.statusCode)).toEqual([200, 200]);
    expect(all[0]?.outcome?.durationMs).toBeGreaterThanOrEqual(399);
    expect(all[1]?.capturedAtUs).toBeGreaterThan(all[0]?.capturedAtUs ?? Number.NaN);
  });
});

describe('bytes', () => {
  it('come back as the endpoint sent them: status, headers in order and spelling, body', async () => {
    const body = '{"Reason":"CallerRateLimitExceeded","Type":"User","message":"Rate exceeded"}';
    const headers = [
      ...['Date', 'Mon, 01 Sep 2025 00:00:00 GMT', 'Content-Type', 'application/json'],
      ...['Content-Length', String(body.length), 'x-amzn-RequestId', 'f00d', 'X-Two', '1'],
      ...['X-Two', '2', 'x-amzn-ErrorType', 'TooManyRequestsException', 'Retry-After', '3'],
    ];
    const head = headers.map((text, index) => text + (index % 2 ? '\r\n' : ': ')).join('');
    const { proxy, records } = await scriptedBench((_request, socket) => {
      socket.write(
        `HTTP/1.1 429 Slow Down\r\n${head}Connection: keep-alive, X-Hop\r\nX-Hop: 1\r\n\r\n${body}`,
      );
    });
    const answer = await send(proxy.url + invocations, { body: encode('{}') });
    expect([answer.statusCode, answer.statusMessage]).toEqual([429, 'Slow Down']);
    expect(answer.rawHeaders.slice(0, headers.length)).toEqual(headers);
    expect(answer.rawHeaders.slice(headers.length)).toEqual(['Connection', 'close']);
    expect(answer.body.toString()).toBe(body);
    const [record] = await records();
    expect(record?.outcome).toMatchObject({
      statusCode: 429,
      errorMessage: 'CallerRateLimitExceeded: Rate exceeded',
    });
  });

  it('go there as the application sent them, without its signature', async () => {
    const { proxy, server } = await scriptedBench((_request, socket) => {
      socket.write('HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n');
    });
    const url = `${proxy.url}/2015-03-31/functions/a%3Alive/invocations?Qualifier=live&X-Amz-Signature=old`;
    await send(url, {
      headers: {
        ...{ authorization: 'AWS4-HMAC-SHA256 Credential=AKIDAPP/x', 'x-amz-date': 'old' },
        ...{ 'x-amz-security-token': 'of the app', 'x-custom': 'stays', 'x-amz-log-type': 'Tail' },
        ...{ 'amz-sdk-request': 'attempt=1; max=3', te: 'trailers', expect: '100-continue' },
      },
      body: encode('{"a": 1}'),
    });
    const [received] = server.requests;
    expect(received?.path).toBe('/2015-03-31/functions/a%3Alive/invocations?Qualifier=live');
    expect(received?.body.toString()).toBe('{"a": 1}');
    expect(received?.headers).toMatchObject({
      ...{ 'x-custom': 'stays', 'x-amz-log-type': 'Tail', 'amz-sdk-request': 'attempt=1; max=3' },
      host: new URL(server.url).host,
      authorization: expect.stringMatching(
        /^AWS4-HMAC-SHA256 Credential=AKIDREAL\/\d{8}\/eu-west-1\/lambda\/aws4_request, SignedHeaders=host;x-amz-content-sha256;x-amz-date;x-amz-log-type, Signature=[0-9a-f]{64}$/,
      ),
    });
    expect(received?.headers).not.toHaveProperty('x-amz-security-token');
    expect(JSON.stringify(received?.headers)).not.toContain('AKIDAPP');
    expect(received?.headers).not.toHaveProperty('te');
  });

  it('of any payload are recorded as they were sent', async () => {
    const { proxy, server, records } = await scriptedBench((_request, socket) => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}');
    });
    const sent: Buffer[] = [];
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 2000 }), async (bytes) => {
        sent.push(Buffer.from(bytes));
        await send(proxy.url + invocations, { body: bytes });
      }),
      { numRuns: 30 },
    );
    sent.push(Buffer.alloc(6 * 1024 * 1024, 'é'));
    await send(proxy.url + invocations, { body: sent.at(-1) ?? Buffer.alloc(0) });
    const digests = sent.map(sha256);
    expect(server.requests.map(({ body }) => sha256(body))).toEqual(digests);
    expect((await records()).map(({ payload }) => sha256(payload))).toEqual(digests);
  });
});

describe('a streamed response', () => {
  const frame = (type: string, payload: string): Buffer => eventFrame(type, Buffer.from(payload));

  it('passes chunk by chunk, and its end is recorded', async () => {
    let goOn = (): void => {};
    const { client, records } = await scriptedBench((_request, socket) => {
      const chunk = (bytes: Buffer): void => {
        socket.write(`${bytes.length.toString(16)}\r\n`);
        socket.write(bytes);
        socket.write('\r\n');
      };
      socket.write(
        'HTTP/1.1 200 OK\r\nContent-Type: application/vnd.amazon.eventstream\r\nX-Amz-Executed-Version: 3\r\nx-amzn-RequestId: 1\r\nTransfer-Encoding: chunked\r\n\r\n',
      );
      chunk(frame('PayloadChunk', 'first'));
      goOn = () => {
        chunk(frame('PayloadChunk', 'second'));
        const details = JSON.stringify({ errorType: 'RangeError', errorMessage: 'too far' });
        chunk(
          frame(
            'InvokeComplete',
            JSON.stringify({ ErrorCode: 'Unhandled', ErrorDetails: details }),
          ),
        );
        chunk(Buffer.alloc(0));
      };
    });
    const { EventStream = [] } = await client.send(
      new InvokeWithResponseStreamCommand({ FunctionName: 'echo', Qualifier: '3' }),
    );
    const seen: string[] = [];
    for await (const event of EventStream) {
      seen.push(Buffer.from(event.PayloadChunk?.Payload ?? []).toString());
      // Only once the first chunk has come through does the endpoint send the next.
      if (seen.length === 1) goOn();
    }
    expect(seen).toEqual(['first', 'second', '']);
    const [record] = await records();
    expect(record).toMatchObject({
      ...{ functionName: 'echo', qualifier: '3', invocationType: 'RequestResponse' },
      tags: { operation: 'InvokeWithResponseStream' },
      outcome: {
        ...{ statusCode: 200, executedVersion: '3', functionError: 'Unhandled' },
        ...{ errorType: 'RangeError', errorMessage: 'too far' },
      },
    });
  });

  it('that nobody reads is not read from the endpoint either', async () => {
    let written = 0;
    const { proxy } = await scriptedBench((_request, socket) => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n');
      const more = (): void => {
        while (written < 500_000_000 && !socket.destroyed) {
          written += 1_000_000;
          if (!socket.write(Buffer.alloc(1_000_000))) break;
        }
      };
      socket.on('drain', more);
      more();
    });
    const sent = request(proxy.url + invocations, { method: 'POST', agent: false });
    sent.on('error', () => {});
    sent.end();
    const [answer] = await once(sent, 'response');
    answer.pause();
    let before = -1;
    await expect
      .poll(
        () => {
          const isStill = written === before;
          before = written;
          return isStill;
        },
        { interval: 200 },
      )
      .toBe(true);
    expect(written).toBeLessThan(100_000_000);
    sent.destroy();
  });
});

describe('when it goes wrong', () => {
  it('an endpoint that is down is a 502 in the shape of Lambda’s errors, and recorded', async () => {
    const { client, records } = await startBench({ url: `http://127.0.0.1:${await closedPort()}` });
    await expect(client.send(new InvokeCommand({ FunctionName: 'echo' }))).rejects.toMatchObject({
      name: 'ServiceException',
      $metadata: { httpStatusCode: 502, requestId: expect.any(String) },
      message: expect.stringContaining('ECONNREFUSED'),
    });
    const [record] = await records();
    expect(record?.outcome).toMatchObject({ errorType: 'ECONNREFUSED' });
    expect(record?.outcome).not.toHaveProperty('statusCode');
  });

  it('an answer that breaks off breaks off for the application, too', async () => {
    const { proxy, records } = await scriptedBench((_request, socket) => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf', () => socket.destroy());
    });
    await expect(send(proxy.url + invocations)).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect((await records())[0]?.outcome).toMatchObject({ errorType: 'ECONNRESET' });
  });

  it('an application that gives up ends the call to the endpoint', async () => {
    let closed = 0;
    const { proxy, server, records } = await scriptedBench((_request, socket) => {
      socket.once('close', () => {
        closed += 1;
      });
    });
    const sent = request(proxy.url + invocations, { method: 'POST', agent: false });
    sent.on('error', () => {});
    sent.end('{}');
    await expect.poll(() => server.requests.length).toBe(1);
    sent.destroy();
    await expect.poll(() => closed).toBe(1);
    expect((await records())[0]?.outcome).toMatchObject({ errorType: 'AbortError' });
  });

  it('a recording that fails fails no call, and what is lost is counted', async () => {
    const server = await startScriptedServer((_request, socket) => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}');
    });
    onTestFinished(() => server.close());
    const writer = { write: () => {}, close: async () => {} };
    const { proxy, recorder } = await startBench({ url: server.url, writer });
    for (let call = 0; call < 3; call += 1) {
      expect((await send(proxy.url + invocations)).statusCode).toBe(200);
    }
    await proxy.close();
    expect(recorder.counts).toEqual({ committed: 0, waiting: 0, lost: 3 });
  });

  it('lets what is in flight end when it is closed', async () => {
    let answer = (): void => {};
    const { proxy, server, records } = await scriptedBench((_request, socket) => {
      answer = () => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}');
    });
    const sent = send(proxy.url + invocations);
    await expect.poll(() => server.requests.length).toBe(1);
    const all = records();
    await expect(send(proxy.url + invocations)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    answer();
    expect((await sent).statusCode).toBe(200);
    expect((await all).map(({ outcome }) => outcome?.statusCode)).toEqual([200]);
  });
});

describe('strangers', () => {
  it.each([
    ['a name that resolves to this machine', { host: 'evil.example' }, 'host'],
    ['a page of another origin', { origin: 'https://evil.example' }, 'web pages'],
    ['a link in a page', { 'sec-fetch-site': 'cross-site' }, 'web pages'],
  ])('%s: nothing is sent with the user’s credentials', async (_name, headers, reason) => {
    const { proxy, server, records } = await scriptedBench((_request, socket) => socket.end());
    const answer = await send(proxy.url + invocations, { headers });
    expect(answer.statusCode).toBe(403);
    expect(answer.body.toString()).toContain(reason);
    expect(server.requests).toEqual([]);
    expect(await records()).toEqual([]);
  });

  it('a proxy does not send to itself, neither directly nor in a round', async () => {
    const port = await closedPort();
    const url = `http://127.0.0.1:${port}`;
    await expect(startBench({ url, port })).rejects.toThrow('would send every call to itself');
    const first = await startBench({ url });
    await startBench({ url: first.proxy.url, port });
    const answer = await send(first.proxy.url + invocations);
    expect(answer.statusCode).toBe(403);
    expect(answer.body.toString()).toContain('a call to itself');
  });
});

/** A port on which nobody listens. */
async function closedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
