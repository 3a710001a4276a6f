import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  InvokeCommand,
  PutFunctionConcurrencyCommand,
  PutFunctionEventInvokeConfigCommand,
} from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AsyncConfig } from '../config.js';
import {
  accountId,
  fn,
  HandlerFolder,
  region,
  startTestLambda,
  synthetic,
  type TestLambda,
} from '../test-lambda.fixture.js';

// What becomes of Event invocations, over the SDK, files and sockets. Record shapes as recorded from
// the service 2025-11; times scaled, so that minutes are tens of milliseconds.

const arn = `arn:aws:lambda:${region}:${accountId}:function`;
const handlers = new HandlerFolder();
const folder = mkdtempSync(join(tmpdir(), 'destinations-'));
const file = (name: string) => ({
  kind: 'file' as const,
  path: join(folder, name, 'records.jsonl'),
});
let local: TestLambda;
let receiver: Server;
const posted: unknown[] = [];

beforeAll(async () => {
  receiver = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      posted.push(JSON.parse(Buffer.concat(chunks).toString()));
      response.writeHead(204).end();
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/events`;
  const withAsync = (asynchronous: AsyncConfig, more: object = {}) =>
    fn({ asynchronous: { delayScale: 0.0005, ...asynchronous }, ...more });
  const fails = {
    versions: { 1: synthetic({ errorRate: 1, errorType: 'OrderError', errorMessage: 'no stock' }) },
  };
  const third = handlers.code(
    'third.mjs',
    'let n = 0; export const handler = async (e, c) => { if (++n < 3) throw new Error("not yet"); return { id: c.awsRequestId, n }; };',
  );
  local = await startTestLambda({
    works: withAsync(
      { onSuccess: file('works'), onFailure: file('never') },
      { aliases: { live: { version: '$LATEST', weights: {} } } },
    ),
    fails: withAsync({ onFailure: file('fails'), deadLetter: file('dead') }, fails),
    once: withAsync({ onFailure: file('once'), maximumRetryAttempts: 0 }, fails),
    third: withAsync({ onSuccess: file('third') }, { versions: { $LATEST: third } }),
    blocked: withAsync({ onFailure: file('blocked') }, { reserved: 0 }),
    posts: withAsync({ onSuccess: { kind: 'http', url } }),
    chained: fn(),
    old: withAsync(
      { onFailure: file('old'), maximumEventAgeInSeconds: 60 },
      { reserved: 1, versions: { $LATEST: synthetic({ latency: { p50Ms: 2500, p99Ms: 2500 } }) } },
    ),
  });
});
afterAll(async () => {
  await local.close();
  receiver.close();
  handlers.remove();
  rmSync(folder, { recursive: true });
});

async function send(
  FunctionName: string,
  payload = '{"order": 7}',
  Qualifier?: string,
): Promise<string> {
  const command = new InvokeCommand({
    FunctionName,
    Qualifier,
    InvocationType: 'Event',
    Payload: Buffer.from(payload),
  });
  const { StatusCode, $metadata } = await local.client.send(command);
  expect(StatusCode).toBe(202);
  return $metadata.requestId ?? '';
}

/** The lines of a destination, as soon as there are so many. */
async function linesOf(name: string, count = 1): Promise<string[]> {
  const { path } = file(name);
  const read = (): string[] =>
    // A file is there before its first line, and a line before its end: whole lines count.
    existsSync(path) ? readFileSync(path, 'utf8').split('\n').slice(0, -1) : [];
  await expect.poll(() => read().length, { timeout: 5000, interval: 20 }).toBe(count);
  return read();
}

const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
const record = (
  requestId: string,
  functionArn: string,
  condition: string,
  approximateInvokeCount: number,
  rest: object,
) => ({
  version: '1.0',
  timestamp: time,
  requestContext: { requestId, functionArn, condition, approximateInvokeCount },
  ...rest,
});

test('success: the record, with both payloads byte for byte', async () => {
  const payload = '{"n": 12345678901234567890.0e-2,\n "n": "\\u00e4"}';
  const requestId = await send('works', payload);
  const [line = ''] = await linesOf('works');
  expect(line).toContain(`"requestPayload":${payload.replace('\n', ' ')},"responseContext"`);
  expect(Object.keys(JSON.parse(line))).toEqual([
    'version',
    'timestamp',
    'requestContext',
    'requestPayload',
    'responseContext',
    'responsePayload',
  ]);
  expect(JSON.parse(line)).toEqual(
    record(requestId, `${arn}:works:$LATEST`, 'Success', 1, {
      requestPayload: JSON.parse(payload),
      responseContext: { statusCode: 200, executedVersion: '$LATEST' },
      responsePayload: JSON.parse(payload),
    }),
  );
});

test('an alias is named in the record', async () => {
  await send('works', '{}', 'live');
  const [, line = ''] = await linesOf('works', 2);
  expect(JSON.parse(line).requestContext.functionArn).toBe(`${arn}:works:live`);
});

test('function errors: three attempts with one request id, then the on-failure record and the dead letter', async () => {
  const requestId = await send('fails', '{"order": 7}');
  const [line = ''] = await linesOf('fails');
  expect(JSON.parse(line)).toEqual(
    record(requestId, `${arn}:fails:$LATEST`, 'RetriesExhausted', 3, {
      requestPayload: { order: 7 },
      responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
      responsePayload: { errorType: 'OrderError', errorMessage: 'no stock' },
    }),
  );
  const [dead = ''] = await linesOf('dead');
  // Recorded 2025-11: test_sqs_queue_as_lambda_dead_letter_queue.
  expect(JSON.parse(dead)).toMatchObject({
    Body: '{"order": 7}',
    MD5OfBody: '7fa20081ee1217af020c02f44b6a3f91',
    MD5OfMessageAttributes: attributesMd5([
      ['ErrorCode', 'Number', '200'],
      ['ErrorMessage', 'String', 'no stock'],
      ['RequestID', 'String', requestId],
    ]),
    MessageAttributes: {
      RequestID: { DataType: 'String', StringValue: requestId },
      ErrorCode: { DataType: 'Number', StringValue: '200' },
      ErrorMessage: { DataType: 'String', StringValue: 'no stock' },
    },
  });
});

/** Amazon SQS guide, "Calculating the MD5 message digest for message attributes", of strings and numbers in order. */
function attributesMd5(attributes: [name: string, type: string, value: string][]): string {
  const sized = (text: string) => [...length(text), ...Buffer.from(text)];
  const bytes = attributes.flatMap(([name, type, value]) => [
    ...sized(name),
    ...sized(type),
    1,
    ...sized(value),
  ]);
  return createHash('md5').update(Buffer.from(bytes)).digest('hex');
}

function length(text: string): number[] {
  const bytes = Buffer.byteLength(text);
  return [bytes >>> 24, (bytes >>> 16) & 0xff, (bytes >>> 8) & 0xff, bytes & 0xff];
}

test('the digest of attributes, worked out once with Python', () => {
  expect(
    attributesMd5([
      ['ErrorCode', 'Number', '200'],
      ['ErrorMessage', 'String', 'no stock ü'],
      ['RequestID', 'String', '8b79a262-89aa-11e8-ab30-15a994eaeaaf'],
    ]),
  ).toBe('842588db77449dd37660c62ffc80eb68');
});

test('no retries where none are allowed', async () => {
  await send('once');
  const [line = ''] = await linesOf('once');
  expect(JSON.parse(line).requestContext).toMatchObject({
    condition: 'RetriesExhausted',
    approximateInvokeCount: 1,
  });
});

test('the same request id in each attempt', async () => {
  const requestId = await send('third');
  const [line = ''] = await linesOf('third');
  expect(JSON.parse(line)).toMatchObject({
    requestContext: { requestId, condition: 'Success', approximateInvokeCount: 3 },
    responsePayload: { id: requestId, n: 3 },
  });
});

test('a reservation of 0: at once, never attempted, no response', async () => {
  const requestId = await send('blocked');
  const [line = ''] = await linesOf('blocked');
  expect(JSON.parse(line)).toEqual(
    record(requestId, `${arn}:blocked:$LATEST`, 'ZeroReservedConcurrency', 0, {
      requestPayload: { order: 7 },
    }),
  );
});

test('throttled until it is too old', async () => {
  const busy = local.client.send(new InvokeCommand({ FunctionName: 'old' }));
  await new Promise((resolve) => setTimeout(resolve, 50));
  const requestId = await send('old');
  const [line = ''] = await linesOf('old');
  expect(JSON.parse(line)).toEqual(
    record(requestId, `${arn}:old:$LATEST`, 'EventAgeExceeded', 0, {
      requestPayload: { order: 7 },
    }),
  );
  await busy;
});

test('a destination over HTTP', async () => {
  const requestId = await send('posts');
  await expect
    .poll(() => posted)
    .toEqual([expect.objectContaining({ requestContext: expect.objectContaining({ requestId }) })]);
});

test('a function as destination is invoked with the record; its reservation can come and go', async () => {
  const { client } = local;
  const Destination = `${arn}:works`;
  await client.send(
    new PutFunctionEventInvokeConfigCommand({
      FunctionName: 'chained',
      DestinationConfig: { OnSuccess: { Destination } },
    }),
  );
  await client.send(
    new PutFunctionConcurrencyCommand({ FunctionName: 'chained', ReservedConcurrentExecutions: 0 }),
  );
  await send('chained');
  await client.send(
    new PutFunctionConcurrencyCommand({ FunctionName: 'chained', ReservedConcurrentExecutions: 5 }),
  );
  const requestId = await send('chained');
  const lines = await linesOf('works', 3);
  expect(JSON.parse(lines[2] ?? '').requestPayload).toMatchObject({
    requestContext: { requestId, condition: 'Success' },
  });
  expect(existsSync(file('never').path)).toBe(false);
});
