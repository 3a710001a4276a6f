import {
  InvokeAsyncCommand,
  InvokeCommand,
  InvokeWithResponseStreamCommand,
  type InvokeWithResponseStreamCommandInput,
  type InvokeWithResponseStreamCompleteEvent,
  LambdaServiceException,
} from '@aws-sdk/client-lambda';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { ProgramFolder, python } from '../code/programs.fixture.js';
import { sharedLambda } from '../shared-lambda.fixture.js';
import { fn, synthetic } from '../test-lambda.fixture.js';

const programs = new ProgramFolder();
afterAll(() => programs.remove());

const local = sharedLambda((folder) => {
  const handler = (fileName: string, source: string, changes = {}) =>
    fn({ versions: { 1: folder.code(fileName, source) }, ...changes });
  const streamed = (body: string) =>
    `export const handler = awslambda.streamifyResponse(async (event, stream, context) => { ${body} });`;
  return {
    echo: fn({
      versions: { 1: synthetic(), 2: synthetic() },
      aliases: { live: { version: '1', weights: {} } },
    }),
    fails: fn({ versions: { 1: synthetic({ errorRate: 1, errorType: 'OrderError' }) } }),
    pieces: fn({
      versions: { 1: synthetic({ response: 1000, streamed: { chunks: 3, overMs: 20 } }) },
    }),
    blocked: fn({ reserved: 0 }),
    slow: fn({ timeoutS: 1, versions: { 1: synthetic({ latency: { p50Ms: 9e3, p99Ms: 9e3 } }) } }),
    streams: handler(
      'streams.mjs',
      streamed(
        `for (const piece of ['one', 'two', 'drei ü']) { stream.write(piece); await new Promise((r) => setTimeout(r, 40)); }
         console.log('streamed %s', context.awsRequestId.length); stream.end();`,
      ),
    ),
    prelude: handler(
      'prelude.mjs',
      streamed(
        `stream = awslambda.HttpResponseStream.from(stream, { statusCode: 201 }); stream.write('body'); stream.end();`,
      ),
    ),
    breaks: handler(
      'breaks.mjs',
      streamed(
        `stream.write('some'); await new Promise((r) => setTimeout(r, 20)); throw new RangeError('mid-stream');`,
      ),
    ),
    hangs: handler('hangs.mjs', streamed(`stream.write('some'); await new Promise(() => {});`), {
      timeoutS: 1,
    }),
    program: fn({
      versions: {
        1: programs.python('app.py', 'def handler(event, headers):\n    return event\n'),
      },
    }),
  };
});

async function invoke(input: Partial<InvokeWithResponseStreamCommandInput>) {
  const command = new InvokeWithResponseStreamCommand({ FunctionName: 'echo', ...input });
  const answer = await local.client.send(command);
  const chunks: { text: string; atMs: number }[] = [];
  let complete: InvokeWithResponseStreamCompleteEvent | undefined;
  for await (const event of answer.EventStream ?? []) {
    if (event.PayloadChunk !== undefined) {
      const text = Buffer.from(event.PayloadChunk.Payload ?? []).toString();
      chunks.push({ text, atMs: performance.now() });
    }
    if (event.InvokeComplete !== undefined) complete = event.InvokeComplete;
  }
  return { answer, chunks, texts: chunks.map(({ text }) => text), complete };
}

const payload = (event: object) => Buffer.from(JSON.stringify(event));

describe('InvokeWithResponseStream', () => {
  test('a response that is not streamed comes as one chunk', async () => {
    const { answer, texts, complete } = await invoke({
      Qualifier: 'live',
      Payload: payload({ a: 'ü' }),
    });
    expect(answer).toMatchObject({
      StatusCode: 200,
      ExecutedVersion: '1',
      ResponseStreamContentType: 'application/vnd.amazon.eventstream',
    });
    expect(answer.$metadata.requestId).toMatch(/^[0-9a-f-]{36}$/);
    expect(texts).toEqual(['{"a":"ü"}']);
    expect(complete).toEqual({});
  });

  test('a synthetic function streams in as many pieces as it is told, and whole to an Invoke', async () => {
    const { texts, complete } = await invoke({ FunctionName: 'pieces' });
    expect(texts.map(({ length }) => length)).toEqual([333, 333, 334]);
    expect(complete).toEqual({});
    const whole = await local.client.send(new InvokeCommand({ FunctionName: 'pieces' }));
    expect(Buffer.from(whole.Payload ?? []).toString()).toBe(texts.join(''));
  });

  test('any bytes of JSON arrive as they were sent', async () => {
    await fc.assert(
      fc.asyncProperty(fc.json({ maxDepth: 3 }), async (text) => {
        const { texts } = await invoke({ Payload: Buffer.from(text) });
        expect(texts.join('')).toBe(text);
      }),
      { numRuns: 30 },
    );
  });

  test('6 MB arrive whole', async () => {
    const text = `"${'x'.repeat(6 * 1024 * 1024 - 2)}"`;
    const { texts } = await invoke({ Payload: Buffer.from(text) });
    expect(texts.join('') === text).toBe(true);
  });

  test("a handler's pieces arrive as it writes them", async () => {
    const { chunks, texts, complete } = await invoke({ FunctionName: 'streams', LogType: 'Tail' });
    expect(texts).toEqual(['one', 'two', 'drei ü']);
    expect((chunks[2]?.atMs ?? 0) - (chunks[0]?.atMs ?? 0)).toBeGreaterThan(50);
    const log = Buffer.from(complete?.LogResult ?? '', 'base64').toString();
    expect(log).toContain('\tINFO\tstreamed 36\n');
    expect(log).toContain('\nREPORT RequestId: ');
  });

  test('the metadata for a function URL go before the body', async () => {
    const { texts } = await invoke({ FunctionName: 'prelude' });
    expect(texts.join('')).toBe('{"statusCode":201}\0\0\0\0\0\0\0\0body');
  });

  test('an error before the response is in InvokeComplete alone', async () => {
    const { answer, texts, complete } = await invoke({ FunctionName: 'fails' });
    expect(answer.StatusCode).toBe(200);
    expect(texts).toEqual([]);
    expect(complete).toEqual({
      ErrorCode: 'Unhandled',
      ErrorDetails: '{"errorType":"OrderError","errorMessage":"synthetic failure"}',
    });
  });

  test.each([
    ['breaks', ['some'], /^\{"errorType":"RangeError","errorMessage":"mid-stream","trace":\[/],
    ['hangs', ['some'], /^\{"errorType":"Sandbox\.Timedout",.*timed out after 1\.00 seconds"\}$/],
    ['slow', [], /^\{"errorType":"Sandbox\.Timedout",.*timed out after 1\.00 seconds"\}$/],
  ])(
    '%s: what was streamed arrives, and then the error',
    async (FunctionName, expected, details) => {
      const { texts, complete } = await invoke({ FunctionName });
      expect(texts).toEqual(expected);
      expect(complete?.ErrorCode).toBe('Unhandled');
      expect(complete?.ErrorDetails).toMatch(details);
    },
  );

  test('a dry run has no stream', async () => {
    const { answer, texts } = await invoke({ InvocationType: 'DryRun' });
    expect({ status: answer.StatusCode, texts }).toEqual({ status: 204, texts: [] });
  });

  test.each([
    [{ InvocationType: 'Event' as never }, 'ValidationException', 400],
    [{ FunctionName: 'nobody' }, 'ResourceNotFoundException', 404],
    [{ FunctionName: 'blocked' }, 'TooManyRequestsException', 429],
    [{ Payload: Buffer.from('{') }, 'InvalidRequestContentException', 400],
  ])('%j is refused', async (input, name, status) => {
    const error: unknown = await invoke(input).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(LambdaServiceException);
    expect(error).toMatchObject({ name, $metadata: { httpStatusCode: status } });
  });

  describe.skipIf(python === undefined)('of a program over the Runtime API (needs python3)', () => {
    const stream = ['a', 'bc', 'd ü'];
    test('its pieces arrive', async () => {
      const { texts, complete } = await invoke({
        FunctionName: 'program',
        Payload: payload({ stream }),
      });
      expect(texts).toEqual(stream);
      expect(complete).toEqual({});
    });

    test('an error in the trailers ends it', async () => {
      const event = payload({ stream, error: 'OrderError' });
      const { texts, complete } = await invoke({ FunctionName: 'program', Payload: event });
      expect(texts).toEqual(stream);
      expect(complete).toEqual({
        ErrorCode: 'Unhandled',
        ErrorDetails: '{"errorType": "OrderError", "errorMessage": "mid-stream"}',
      });
    });

    test('a response that is cut off is Runtime.TruncatedResponse', async () => {
      const event = payload({ stream, error: 'cut' });
      const { texts, complete } = await invoke({ FunctionName: 'program', Payload: event });
      expect(texts).toEqual(stream);
      expect(complete?.ErrorDetails).toBe('{"errorType":"Runtime.TruncatedResponse"}');
    });
  });
});

describe('Invoke of what is streamed', () => {
  test.each([
    ['streams', '{}', 'onetwodrei ü'],
    ...(python === undefined ? [] : [['program', '{"stream":["a","b"]}', 'ab']]),
  ])('%s arrives whole', async (FunctionName = '', text = '', expected = '') => {
    const command = new InvokeCommand({ FunctionName, Payload: Buffer.from(text) });
    const { Payload, FunctionError } = await local.client.send(command);
    expect(Buffer.from(Payload ?? []).toString()).toBe(expected);
    expect(FunctionError).toBeUndefined();
  });
});

describe('InvokeAsync', () => {
  const invokeAsync = (FunctionName: string, InvokeArgs: string) =>
    local.client.send(new InvokeAsyncCommand({ FunctionName, InvokeArgs }));

  test('is accepted with 202', async () => {
    expect(await invokeAsync('echo', '{}')).toMatchObject({ Status: 202 });
    expect(await invokeAsync('echo', `"${'x'.repeat(256 * 1024 - 2)}"`)).toMatchObject({
      Status: 202,
    });
  });

  test.each([
    ['echo', `"${'x'.repeat(256 * 1024 - 1)}"`, 'RequestEntityTooLargeException'],
    ['echo', '{', 'InvalidRequestContentException'],
    ['nobody', '{}', 'ResourceNotFoundException'],
  ])('%s is refused', async (name, args, exception) => {
    const error: unknown = await invokeAsync(name, args).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: exception });
  });
});
