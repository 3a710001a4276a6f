import { once } from 'node:events';
import { connect } from 'node:net';
import * as sdk from '@aws-sdk/client-lambda';
import { InvokeCommand, InvokeWithResponseStreamCommand } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FaultEffect } from '../config.js';
import { type ModelledException, modelledExceptions } from '../http/exceptions.js';
import { fn, startTestLambda, synthetic, type TestLambda } from '../test-lambda.fixture.js';

const names = Object.keys(modelledExceptions) as ModelledException[];

/** Values for the members that the SDK's model gives an exception beside Type and message. */
const members: Partial<Record<ModelledException, Record<string, string>>> = {
  TooManyRequestsException: { Reason: 'ConcurrentSnapshotCreateLimitExceeded' },
  EC2UnexpectedException: { EC2ErrorCode: 'InsufficientInstanceCapacity' },
};

const others: Record<string, FaultEffect> = {
  bare503: { kind: 'status', status: 503 },
  html502: { kind: 'html', status: 502 },
  reset: { kind: 'reset' },
  hang: { kind: 'hang' },
  slowBody: { kind: 'slowBody', overS: 0.3 },
  truncatedBody: { kind: 'truncatedBody' },
};

let local: TestLambda;
beforeAll(async () => {
  const faulty = (effect: FaultEffect) => fn({ faults: [{ effect }] });
  const exceptions = names.map((name) => {
    const retry = name === 'TooManyRequestsException' ? { retryAfterSeconds: 7 } : {};
    const more = { members: members[name] ?? {}, ...retry };
    return [name, faulty({ kind: 'exception', name, message: `about ${name}`, ...more })];
  });
  local = await startTestLambda(
    {
      ...Object.fromEntries(exceptions),
      ...Object.fromEntries(Object.entries(others).map(([name, effect]) => [name, faulty(effect)])),
      plain: fn({ faults: [{ effect: { kind: 'exception', name: 'EC2UnexpectedException' } }] }),
      everyThird: fn({
        faults: [{ effect: { kind: 'status', status: 500 }, burst: { every: 3, count: 1 } }],
      }),
      big: fn({
        versions: { 1: synthetic({ response: 100_000 }) },
        faults: [{ effect: { kind: 'truncatedBody' } }],
      }),
    },
    { signature: false },
  );
});
afterAll(() => local.close());

async function failureOf(FunctionName: string, options: { abortSignal?: AbortSignal } = {}) {
  const command = new InvokeCommand({ FunctionName, Payload: Buffer.from('{"a":1}') });
  return local.client.send(command, options).then(
    (answer) => expect.fail(`was answered: ${JSON.stringify(answer)}`),
    (error: unknown) => error as Error & Record<string, unknown>,
  );
}

async function bodyOf(name: string): Promise<{ headers: Headers; body: object }> {
  const url = `${local.lambda.url}/2015-03-31/functions/${name}/invocations`;
  const answer = await fetch(url, { method: 'POST', body: '{}' });
  return { headers: answer.headers, body: (await answer.json()) as object };
}

/** `[-3, namespace, name, { error, httpError }, members]`, as the SDK's generated schemas have it. */
function modelOf(name: string) {
  const schema: unknown = Reflect.get(sdk, `${name}$`);
  const [, , , traits, memberNames] = schema as [
    number,
    string,
    string,
    { error: 'client' | 'server'; httpError: number },
    string[],
  ];
  return { traits, memberNames };
}

describe('the exceptions of Invoke, injected, arrive as the SDK models them', () => {
  test('there are 43', () => {
    expect(names).toHaveLength(43);
  });

  test.each(names)('%s', async (name) => {
    const { traits, memberNames } = modelOf(name);
    const error = await failureOf(name);
    expect(error).toBeInstanceOf(Reflect.get(sdk, name));
    expect(error).toMatchObject({
      name,
      message: `about ${name}`,
      $fault: traits.error,
      $metadata: {
        httpStatusCode: traits.httpError,
        requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      },
    });
    const expected: Record<string, string> = {
      Type: traits.error === 'client' ? 'User' : 'Service',
      message: `about ${name}`,
      retryAfterSeconds: '7',
      ...members[name],
    };
    // The SDK makes `message` of either spelling; the spelling itself is seen on the wire.
    const decoded = memberNames.map((member) => (member === 'Message' ? 'message' : member));
    expect(decoded.map((member) => [member, error[member]])).toEqual(
      decoded.map((member) => [member, expected[member]]),
    );
    const { headers, body } = await bodyOf(name);
    expect(headers.get('x-amzn-errortype')).toBe(name);
    expect(Object.keys(body).sort()).toEqual(
      memberNames.filter((member) => member !== 'retryAfterSeconds').sort(),
    );
  });
});

test('an exception has its members even when none are asked for', async () => {
  expect(await failureOf('plain')).toMatchObject({
    message: 'An injected EC2UnexpectedException.',
    EC2ErrorCode: 'InternalError',
  });
});

describe('other faults', () => {
  test('a status without a body has no name', async () => {
    expect(await failureOf('bare503')).toMatchObject({
      name: 'Unknown',
      $metadata: { httpStatusCode: 503 },
    });
  });

  test('a page is no JSON', async () => {
    expect(await failureOf('html502')).toMatchObject({
      name: 'SyntaxError',
      $metadata: { httpStatusCode: 502 },
    });
  });

  test.each(['reset', 'truncatedBody', 'big'])('%s breaks the connection', async (name) => {
    const error = await failureOf(name);
    expect(error.message).toMatch(/ECONNRESET|aborted|socket hang up/);
  });

  test('a hang lasts until the client has enough', async () => {
    const startedMs = performance.now();
    const error = await failureOf('hang', { abortSignal: AbortSignal.timeout(200) });
    expect(error.name).toBe('AbortError');
    expect(performance.now() - startedMs).toBeGreaterThan(150);
  });

  test('a slow body arrives whole', async () => {
    const startedMs = performance.now();
    const Payload = Buffer.from(`{"text":"${'ü'.repeat(5000)}"}`);
    const answer = await local.client.send(
      new InvokeCommand({ FunctionName: 'slowBody', Payload }),
    );
    expect(performance.now() - startedMs).toBeGreaterThan(250);
    expect(Buffer.from(answer.Payload ?? []).equals(Payload)).toBe(true);
  });

  test('the last byte of a slow body comes last, however short it is', async () => {
    for (const text of ['{"a":1}', '{"a":1}', '12']) {
      const startedMs = performance.now();
      const command = new InvokeCommand({ FunctionName: 'slowBody', Payload: Buffer.from(text) });
      const { Payload } = await local.client.send(command);
      expect(Buffer.from(Payload ?? []).toString()).toBe(text);
      expect(performance.now() - startedMs).toBeGreaterThan(250);
    }
  });

  test.each(['slowBody', 'truncatedBody'])('%s of an answer without a body', async (name) => {
    const input = { FunctionName: name, InvocationType: 'Event' } as const;
    const answer = local.client.send(new InvokeCommand(input));
    if (name === 'slowBody') expect((await answer).StatusCode).toBe(202);
    else await expect(answer).rejects.toThrow(/ECONNRESET|aborted|socket hang up/);
  });

  test('every third invocation', async () => {
    const statuses: number[] = [];
    for (let i = 0; i < 6; i++) {
      const sent = local.client.send(new InvokeCommand({ FunctionName: 'everyThird' }));
      statuses.push(
        await sent.then(
          () => 200,
          (error) => error.$metadata.httpStatusCode,
        ),
      );
    }
    expect(statuses).toEqual([200, 200, 500, 200, 200, 500]);
  });

  test('a reset breaks a connection whose answer before is still on its way', async () => {
    const { hostname, port } = new URL(local.lambda.url);
    const socket = connect(Number(port), hostname);
    const path = (name: string) => `POST /2015-03-31/functions/${name}/invocations HTTP/1.1`;
    const request = (name: string) =>
      `${path(name)}\r\nHost: ${hostname}\r\nContent-Length: 2\r\n\r\n{}`;
    socket.write(request('slowBody') + request('reset'));
    const [error] = await once(socket, 'error').catch((thrown: unknown) => [thrown]);
    expect(error).toMatchObject({ code: 'ECONNRESET' });
  });

  test('a response stream is cut off too', async () => {
    const command = new InvokeWithResponseStreamCommand({ FunctionName: 'truncatedBody' });
    const { EventStream = [] } = await local.client.send(command);
    const read = async (): Promise<void> => {
      for await (const event of EventStream) expect(event).toHaveProperty('PayloadChunk');
    };
    await expect(read()).rejects.toThrow();
  });
});
