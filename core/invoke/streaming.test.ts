import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import type { ClientSettings, InvokeTarget } from './client.js';
import { clientKit, event, invoke, target } from './clients.fixture.js';
import { clientNames } from './create-client.js';
import { eventFrame, frame, streamOf } from './event-stream/event-frame.fixture.js';
import type { Outcome } from './outcome.js';
import { answer, payloadOf, type Script } from './scripted-server.fixture.js';

const streaming: InvokeTarget = { ...target, stream: true };
const path = '/2021-11-15/functions/checkout/response-streaming-invocations';
const requestId = '4f1c2a5e-6a3f-4d5b-9b1e-0c8c7f0f2a11';

/** The head of a stream of unknown length. */
const head = [
  'HTTP/1.1 200 OK',
  'Content-Type: application/vnd.amazon.eventstream',
  `x-amzn-RequestId: ${requestId}`,
  'X-Amz-Executed-Version: 12',
].join('\r\n');
const chunkedHead = `${head}\r\nTransfer-Encoding: chunked\r\n\r\n`;
const lastChunk = '0\r\n\r\n';

function httpChunk(bytes: Buffer): Buffer {
  return Buffer.concat([
    Buffer.from(`${bytes.length.toString(16)}\r\n`),
    bytes,
    Buffer.from('\r\n'),
  ]);
}

/** The whole answer, its length in its head. */
function whole(stream: Buffer): Buffer {
  return Buffer.concat([
    Buffer.from(`${head}\r\nContent-Length: ${stream.length}\r\n\r\n`),
    stream,
  ]);
}

const tail = Buffer.from(
  'REPORT RequestId: x\tDuration: 12.50 ms\tBilled Duration: 13 ms\tMemory Size: 512 MB\tMax Memory Used: 90 MB\t\n',
).toString('base64');

describe.each(clientNames)('a stream, by the %s client,', (client) => {
  const { serve, openClient } = clientKit(client);

  async function streamFrom(
    bytes: Buffer | Script,
    settings: Partial<ClientSettings> = {},
  ): Promise<Outcome> {
    const script = typeof bytes === 'function' ? bytes : null;
    const server = await serve(script ?? ((_, socket) => void socket.write(bytes as Buffer)));
    return invoke(await openClient(server.url, settings), event, streaming);
  }

  it.each<[string, Partial<InvokeTarget>, string]>([
    ['of a function', {}, path],
    ['of a qualifier', { qualifier: 'live' }, `${path}?Qualifier=live`],
  ])('%s is asked for by its own operation', async (_, part, expected) => {
    const server = await serve((_, socket) => void socket.write(whole(streamOf(['1']))));
    const to = { ...streaming, ...part, logType: 'Tail' as const };
    const outcome = await invoke(await openClient(server.url), event, to);
    expect(outcome.kind).toBe('ok');
    expect(server.requests[0]).toMatchObject({
      ...{ method: 'POST', path: expected, body: Buffer.from(event.bytes) },
      headers: expect.objectContaining({
        'x-amz-invocation-type': 'RequestResponse',
        'x-amz-log-type': 'Tail',
        'content-type': 'application/octet-stream',
        'x-amz-content-sha256': event.sha256,
      }),
    });
  });

  it('is asked for where the payload was recorded from one, unless the target says otherwise', async () => {
    const server = await serve((request, socket) => {
      socket.write(request.path === path ? whole(streamOf(['1'])) : answer('200 OK', '1'));
    });
    const recorded = { ...payloadOf('{}'), isStreamed: true };
    const open = await openClient(server.url);
    for (const stream of [undefined, false, true]) {
      const to = stream === undefined ? target : { ...target, stream };
      expect(await invoke(open, recorded, to)).toMatchObject({ kind: 'ok', responseBytes: 1 });
    }
    const asked = server.requests.map((request) => request.path === path);
    expect(asked).toEqual([true, false, true]);
  });

  it('is measured, and its last event gives the report', async () => {
    const outcome = await streamFrom(
      (_, socket) => {
        socket.write(chunkedHead);
        socket.write(httpChunk(eventFrame('PayloadChunk', 'one')));
        const rest = streamOf(['three', ''], { LogResult: tail });
        setTimeout(
          () => socket.write(Buffer.concat([httpChunk(rest), Buffer.from(lastChunk)])),
          30,
        );
      },
      { keepResponses: true },
    );
    expect(outcome).toMatchObject({
      ...{ kind: 'ok', statusCode: 200, executedVersion: '12', requestId, responseBytes: 8 },
      response: new Uint8Array(Buffer.from('onethree')),
      report: { durationMs: 12.5, billedDurationMs: 13, memorySizeMb: 512, maxMemoryUsedMb: 90 },
      stream: { chunks: 3 },
    });
    if (outcome.kind !== 'ok' || outcome.stream === undefined) throw new Error('no measure');
    const { firstByteUs, firstChunkUs = 0, transferUs } = outcome.stream;
    expect(firstByteUs).toBeGreaterThan(0);
    expect(firstChunkUs).toBeGreaterThanOrEqual(firstByteUs);
    expect(transferUs).toBeGreaterThan(0);
  });

  it('without a response has no first chunk', async () => {
    expect(await streamFrom(whole(streamOf([])))).toEqual({
      ...{ kind: 'ok', statusCode: 200, requestId, executedVersion: '12', responseBytes: 0 },
      stream: { firstByteUs: expect.any(Number), transferUs: 0, chunks: 0 },
    });
  });

  it.each<[string, string[], number]>([
    ['before anything came', [], 0],
    ['after chunks came', ['so ', 'far'], 6],
  ])('that says of an error %s is a function error', async (_, chunks, responseBytes) => {
    const ErrorDetails = JSON.stringify({ errorType: 'RangeError', errorMessage: 'mid-stream' });
    const stream = streamOf(chunks, { ErrorCode: 'Unhandled', ErrorDetails, LogResult: tail });
    expect(await streamFrom(whole(stream))).toMatchObject({
      ...{ kind: 'functionError', functionError: 'Unhandled', responseBytes },
      ...{ errorType: 'RangeError', errorMessage: 'mid-stream', executedVersion: '12' },
      ...{ report: { billedDurationMs: 13 }, stream: { chunks: chunks.length } },
    });
  });

  it('whose error has no details is named by its code', async () => {
    const stream = streamOf([], { ErrorCode: 'Sandbox.Timedout' });
    expect(await streamFrom(whole(stream))).toMatchObject({
      ...{ kind: 'functionError', functionError: 'Sandbox.Timedout' },
      errorType: 'Sandbox.Timedout',
    });
  });

  const small = streamOf(['one', 'three'], { LogResult: tail });
  const ends = [eventFrame('PayloadChunk', 'one'), eventFrame('PayloadChunk', 'three')].map(
    ({ length }) => length,
  );
  const chunksIn = (length: number): number =>
    length < (ends[0] ?? 0) ? 0 : length < (ends[0] ?? 0) + (ends[1] ?? 0) ? 1 : 2;

  it('that ends at any byte before its end is incomplete, and it is said how far it came', async () => {
    const open = await openClient(
      (
        await serve(({ body }, socket) => {
          socket.write(whole(small.subarray(0, Number(body.toString()))));
        })
      ).url,
    );
    for (let length = 0; length < small.length; length += 1) {
      const outcome = await invoke(open, payloadOf(String(length)), streaming);
      expect(outcome).toMatchObject({ kind: 'transportError', errorType: 'IncompleteStreamError' });
      expect(outcome).toHaveProperty(
        'errorMessage',
        expect.stringMatching(
          new RegExp(`^the stream ended .*, after ${chunksIn(length)} chunks? and [0-8] bytes?$`),
        ),
      );
    }
    const outcome = await invoke(open, payloadOf(String(small.length)), streaming);
    expect(outcome).toMatchObject({ kind: 'ok', responseBytes: 8 });
  });

  it('that breaks at any byte is a transport error that says how far it came', async () => {
    const all = whole(small);
    const headBytes = all.length - small.length;
    const server = await serve(({ body }, socket) => {
      const length = Number(body.toString());
      if (length === 0) socket.end();
      else socket.write(all.subarray(0, length), () => socket.end());
    });
    const open = await openClient(server.url);
    for (let length = 0; length < all.length; length += 1) {
      const outcome = await invoke(open, payloadOf(String(length)), streaming);
      expect(outcome).toMatchObject({ kind: 'transportError', errorType: 'ECONNRESET' });
      const came = `after ${chunksIn(length - headBytes)} chunk`;
      expect(outcome).toHaveProperty(
        'errorMessage',
        length < headBytes
          ? 'the connection was closed before the answer was complete'
          : expect.stringContaining(`was complete, ${came}`),
      );
    }
  });

  /** What had come of a stream that came to no good end. */
  const cutAfter = (chunks: number, responseBytes: number) => {
    const us = expect.any(Number) as number;
    const stream = { firstByteUs: us, firstChunkUs: us, transferUs: us, chunks };
    return { responseBytes, stream };
  };

  it('that is spoiled is given up with its connection, and the next one goes well', async () => {
    const spoiled = whole(small);
    const at = spoiled.length - small.length + (ends[0] ?? 0) - 1;
    spoiled[at] = (spoiled[at] as number) ^ 1;
    const answers = [spoiled.subarray(0, spoiled.length - 20), whole(small)];
    const server = await serve((_, socket) => void socket.write(answers.shift() ?? ''));
    const open = await openClient(server.url, { maxInFlight: 1 });
    expect(await invoke(open, event, streaming)).toEqual({
      ...{ kind: 'transportError', errorType: 'EventStreamError' },
      ...cutAfter(0, 3),
      errorMessage:
        "the answer is not a valid event stream (a message's checksum is wrong), after 0 chunks and 3 bytes",
    });
    expect(await invoke(open, event, streaming)).toMatchObject({ kind: 'ok' });
    expect(server.connections.total).toBe(2);
  });

  it('leaves its connection to the next', async () => {
    const server = await serve((_, socket) => void socket.write(whole(small)));
    const open = await openClient(server.url);
    for (let turn = 0; turn < 3; turn += 1) {
      expect(await invoke(open, event, streaming)).toMatchObject({ kind: 'ok' });
    }
    expect(server.connections.total).toBe(1);
  });

  const stalling: Script = (_, socket) => {
    socket.write(chunkedHead);
    socket.write(httpChunk(eventFrame('PayloadChunk', 'one')));
  };

  it('that stalls is given up after its idle timeout', async () => {
    expect(await streamFrom(stalling, { streamIdleTimeoutMs: 60 })).toEqual({
      ...{ kind: 'transportError', errorType: 'StreamIdleTimeoutError' },
      ...cutAfter(1, 3),
      errorMessage: 'the stream brought nothing for 60 ms, after 1 chunk and 3 bytes',
    });
  });

  it('that stalls is given up at the timeout of all, and says how far it came', async () => {
    expect(await streamFrom(stalling, { timeoutMs: 1200 })).toEqual({
      ...{ kind: 'transportError', errorType: 'TimeoutError' },
      ...cutAfter(1, 3),
      errorMessage: 'no complete answer within 1,200 ms, after 1 chunk and 3 bytes',
    });
  });

  it('that brings something now and then does not stall', async () => {
    const outcome = await streamFrom(
      (_, socket) => {
        socket.write(chunkedHead);
        let left = small;
        const timer = setInterval(() => {
          socket.write(httpChunk(left.subarray(0, 30)));
          left = left.subarray(30);
          if (left.length > 0) return;
          clearInterval(timer);
          socket.write(lastChunk);
        }, 20);
      },
      { streamIdleTimeoutMs: 2_000 },
    );
    expect(outcome).toMatchObject({ kind: 'ok', responseBytes: 8 });
  });

  it('is aborted with the rest', async () => {
    const server = await serve(stalling);
    const open = await openClient(server.url, { streamIdleTimeoutMs: 60_000 });
    const outcome = invoke(open, event, streaming);
    while (server.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await new Promise((resolve) => setTimeout(resolve, 30));
    open.abortAll();
    expect(await outcome).toEqual({ kind: 'aborted' });
  });

  it.each<[string, Buffer, object]>([
    [
      'that throttles',
      answer(
        '429 Too Many Requests',
        '{"Reason":"CallerRateLimitExceeded","message":"Rate exceeded"}',
        {
          'x-amzn-ErrorType': 'TooManyRequestsException',
        },
      ),
      { kind: 'throttled', reason: 'CallerRateLimitExceeded' },
    ],
    [
      'that refuses',
      answer('404 Not Found', '{"Message":"no"}', {
        'x-amzn-ErrorType': 'ResourceNotFoundException',
      }),
      { kind: 'rejected', errorType: 'ResourceNotFoundException' },
    ],
    [
      'that is no stream',
      answer('200 OK', '{"a":1}', { 'Content-Type': 'application/json', 'x-amzn-RequestId': 'r' }),
      { kind: 'serviceError', statusCode: 200, errorType: 'NotAnEventStream' },
    ],
    [
      'whose service gives up',
      whole(
        Buffer.concat([
          eventFrame('PayloadChunk', 'one'),
          frame(
            { ':message-type': 'exception', ':exception-type': 'ServiceException' },
            '{"message":"m"}',
          ),
        ]),
      ),
      { kind: 'serviceError', statusCode: 200, errorType: 'ServiceException', errorMessage: 'm' },
    ],
  ])('%s is what it is', async (_, bytes, outcome) => {
    expect(await streamFrom(bytes)).toMatchObject(outcome);
  });

  it('of a DryRun is the permission alone', async () => {
    const server = await serve((_, socket) => {
      socket.write('HTTP/1.1 204 No Content\r\nx-amzn-RequestId: r\r\n\r\n');
    });
    const dryRun: InvokeTarget = { ...streaming, invocationType: 'DryRun' };
    expect(await invoke(await openClient(server.url), event, dryRun)).toEqual({
      ...{ kind: 'ok', statusCode: 204, responseBytes: 0, requestId: 'r' },
    });
    expect(server.requests[0]).toMatchObject({
      path,
      headers: expect.objectContaining({ 'x-amz-invocation-type': 'DryRun' }),
    });
  });

  it('of an Event is refused before anything is sent', async () => {
    const open = await openClient('http://127.0.0.1:9');
    expect(() => open.prepare({ ...streaming, invocationType: 'Event' })).toThrow(
      'Lambda streams no response of an Event invocation',
    );
  });

  it.each([1, 6 * 1024 * 1024, 200 * 1024 * 1024])(
    'of %d bytes is read in flat memory',
    async (total) => {
      const piece = Buffer.alloc(Math.min(total, 64 * 1024), 'x');
      const event64 = httpChunk(eventFrame('PayloadChunk', piece));
      let highest = 0;
      const script: Script = async (_, socket) => {
        socket.write(chunkedHead);
        for (let sent = 0; sent < total; sent += piece.length) {
          const { external, heapUsed } = process.memoryUsage();
          highest = Math.max(highest, external + heapUsed);
          if (!socket.write(event64)) await once(socket, 'drain');
        }
        socket.write(httpChunk(eventFrame('InvokeComplete', '{}')));
        socket.write(lastChunk);
      };
      const { external, heapUsed } = process.memoryUsage();
      expect(await streamFrom(script)).toMatchObject({
        ...{
          kind: 'ok',
          responseBytes: total,
          stream: { chunks: Math.ceil(total / piece.length) },
        },
      });
      // Garbage of what has passed included; the stream itself would be 200 MB.
      expect(highest - external - heapUsed).toBeLessThan(100 * 1024 * 1024);
    },
    60_000,
  );
});
