import {
  CloudWatchLogsClient,
  DescribeLogGroupsCommand,
  DescribeLogStreamsCommand,
  FilterLogEventsCommand,
  type FilterLogEventsCommandInput,
  GetLogEventsCommand,
  PutRetentionPolicyCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  accountId,
  fn,
  HandlerFolder,
  region,
  startTestLambda,
  synthetic,
  type TestLambda,
} from '../test-lambda.fixture.js';

// What functions log, read over the real SDK and a socket. Lines of the service as recorded from it
// (text format) and as the Telemetry API's schema has them (JSON format); refusals as LocalStack
// recorded them 2026-02 (tests/aws/services/logs/*.snapshot.json, Apache-2.0).

const handlers = new HandlerFolder();
let local: TestLambda;
let client: CloudWatchLogsClient;
beforeAll(async () => {
  const says = handlers.code(
    'says.mjs',
    'export const handler = async (event) => { console.log("EVENT " + JSON.stringify(event)); return event.n; };',
  );
  const fails = synthetic({ errorRate: 1 });
  local = await startTestLambda({
    ...{ text: fn({ versions: { 1: says } }), plain: fn() },
    json: fn({ logFormat: 'JSON', versions: { 1: says } }),
    slow: fn({
      timeoutS: 0.05,
      versions: { 1: synthetic({ latency: { p50Ms: 500, p99Ms: 500 } }) },
    }),
    fails: fn({ versions: { 1: fails }, asynchronous: { delayScale: 0.0005 } }),
  });
  const { url, credentials } = local.lambda;
  client = new CloudWatchLogsClient({ endpoint: url, region, credentials, maxAttempts: 1 });
});
afterAll(async () => {
  client.destroy();
  await local.close();
  handlers.remove();
});

async function invoke(
  FunctionName: string,
  payload: object = {},
  type: 'RequestResponse' | 'Event' = 'RequestResponse',
): Promise<string> {
  const Payload = Buffer.from(JSON.stringify(payload));
  const command = new InvokeCommand({ FunctionName, Payload, InvocationType: type });
  return (await local.client.send(command)).$metadata.requestId ?? '';
}

async function filter(name: string, more: Partial<FilterLogEventsCommandInput> = {}) {
  const input = { logGroupName: `/aws/lambda/${name}`, ...more };
  return client.send(new FilterLogEventsCommand(input));
}

async function messages(name: string, filterPattern: string): Promise<string[]> {
  const { events = [] } = await filter(name, { filterPattern });
  return events.map(({ message = '' }) => message);
}

describe('what is logged', () => {
  test('text: START, the lines of the function, END, REPORT', async () => {
    const requestId = await invoke('text', { n: 1 });
    expect(await messages('text', `"${requestId}"`)).toEqual([
      `START RequestId: ${requestId} Version: $LATEST\n`,
      expect.stringMatching(new RegExp(`^\\S+Z\t${requestId}\tINFO\tEVENT {"n":1}\n$`)),
      `END RequestId: ${requestId}\n`,
      expect.stringMatching(
        new RegExp(`^REPORT RequestId: ${requestId}\tDuration: .* MB\tInit Duration: .* ms\t\n$`),
      ),
    ]);
  });

  test('JSON: the same as objects', async () => {
    const requestId = await invoke('json', { n: 1 });
    const pattern = `{ $.requestId = "${requestId}" || $.record.requestId = "${requestId}" }`;
    const found = (await messages('json', pattern)).map((message) => JSON.parse(message));
    expect(found).toMatchObject([
      { type: 'platform.start', record: { requestId, version: '$LATEST' } },
      { level: 'INFO', requestId, message: 'EVENT {"n":1}' },
      { type: 'platform.runtimeDone', record: { requestId, status: 'success' } },
      { type: 'platform.report', record: { requestId, metrics: { memorySizeMB: 128 } } },
    ]);
  });

  test('a timeout', async () => {
    const requestId = await invoke('slow');
    const [, timeout, , report] = await messages('slow', `"${requestId}"`);
    expect(timeout).toMatch(/Task timed out after 0\.05 seconds\n\n$/);
    expect(report).toMatch(/\tStatus: timeout\t\n$/);
  });

  test('each attempt of an asynchronous invocation, under one request id', async () => {
    const requestId = await invoke('fails', {}, 'Event');
    const starts = () => messages('fails', `START "${requestId}"`);
    await expect.poll(async () => (await starts().catch(() => [])).length).toBe(3);
  });
});

describe('FilterLogEvents', () => {
  test('gives every event once, page by page', async () => {
    for (let i = 0; i < 5; i++) await invoke('plain');
    const { events: whole = [], nextToken } = await filter('plain');
    expect([whole.length, nextToken]).toEqual([15, undefined]);
    const paged: typeof whole = [];
    let token: string | undefined;
    do {
      const page = await filter('plain', { limit: 4, ...(token && { nextToken: token }) });
      paged.push(...(page.events ?? []));
      expect(page.searchedLogStreams).toEqual([]);
      token = page.nextToken;
    } while (token !== undefined);
    expect(paged).toEqual(whole);
    expect(whole[0]).toEqual({
      eventId: expect.stringMatching(/^\d{56}$/),
      logStreamName: expect.stringMatching(/^\d{4}\/\d\d\/\d\d\/\[\$LATEST\][0-9a-f]{32}$/),
      message: expect.stringMatching(/^START /),
      timestamp: expect.any(Number),
      ingestionTime: expect.any(Number),
    });
  });

  test('both ends of its time are within it', async () => {
    await invoke('plain');
    const { events = [] } = await filter('plain');
    const { timestamp: last = 0, logStreamName = '' } = events.at(-1) ?? {};
    const until = await filter('plain', { startTime: last, endTime: last });
    expect(until.events?.length).toBeGreaterThan(0);
    expect(until.events?.every(({ timestamp }) => timestamp === last)).toBe(true);
    expect((await filter('plain', { startTime: last + 1 })).events).toEqual([]);
    expect((await filter('plain', { endTime: (events[0]?.timestamp ?? 0) - 1 })).events).toEqual(
      [],
    );
    const ofStream = await filter('plain', { logStreamNames: [logStreamName] });
    expect(ofStream.events?.length).toBeGreaterThan(0);
    const none = await filter('plain', { logStreamNamePrefix: '1999/' });
    expect(none.events).toEqual([]);
  });

  const group = '/aws/lambda/plain';
  test.each([
    [
      { logGroupName: '/aws/lambda/none' },
      ['ResourceNotFoundException', 'The specified log group does not exist.'],
    ],
    [
      { logGroupName: group, limit: 10_001 },
      [
        'InvalidParameterException',
        "1 validation error detected: Value '10001' at 'limit' failed to satisfy constraint: Member must have value less than or equal to 10000",
      ],
    ],
    [
      { logGroupName: group, nextToken: 'other' },
      ['InvalidParameterException', 'The specified nextToken is invalid.'],
    ],
    [
      { logGroupName: group, logGroupIdentifier: group },
      ['ValidationException', 'LogGroup name and LogGroup ARN are mutually exclusive parameters.'],
    ],
    [
      { logGroupName: group, filterPattern: 'a-b' },
      ['InvalidParameterException', "Invalid character(s) in term 'a-b'"],
    ],
  ] as const)('%j is refused', async (input, [name, message]) => {
    await invoke('plain');
    const sent = client.send(new FilterLogEventsCommand(input));
    await expect(sent).rejects.toMatchObject({ name, message });
  });
});

describe('GetLogEvents', () => {
  test('reads a stream forward and backward, and says the same token at its end', async () => {
    await invoke('text', { n: 2 });
    const { events: whole = [] } = await filter('text');
    const logStreamName = whole[0]?.logStreamName ?? '';
    const logGroupName = '/aws/lambda/text';
    const own = whole.filter((event) => event.logStreamName === logStreamName);
    const get = async (more: { nextToken?: string | undefined; startFromHead?: boolean }) =>
      client.send(new GetLogEventsCommand({ logGroupName, logStreamName, limit: 3, ...more }));
    const texts = (events: { message?: string | undefined }[] = []) =>
      events.map(({ message }) => message);

    const last = await get({});
    expect(texts(last.events)).toEqual(texts(own.slice(-3)));
    const before = await get({ nextToken: last.nextBackwardToken });
    expect(texts(before.events)).toEqual(texts(own.slice(-6, -3)));
    const again = await get({ nextToken: before.nextForwardToken });
    expect(texts(again.events)).toEqual(texts(own.slice(-3)));
    const end = await get({ nextToken: last.nextForwardToken });
    expect([end.events, end.nextForwardToken]).toEqual([[], last.nextForwardToken]);

    const first = await get({ startFromHead: true });
    expect(texts(first.events)).toEqual(texts(own.slice(0, 3)));
    const top = await get({ nextToken: first.nextBackwardToken });
    expect([top.events, top.nextBackwardToken]).toEqual([[], first.nextBackwardToken]);
    const none = client.send(new GetLogEventsCommand({ logGroupName, logStreamName: 'none' }));
    await expect(none).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'The specified log stream does not exist.',
    });
  });
});

describe('groups and streams', () => {
  test('are there once something was logged', async () => {
    await invoke('text');
    const { logGroups } = await client.send(
      new DescribeLogGroupsCommand({ logGroupNamePrefix: '/aws/lambda/te' }),
    );
    const logGroupArn = `arn:aws:logs:${region}:${accountId}:log-group:/aws/lambda/text`;
    expect(logGroups).toEqual([
      {
        arn: `${logGroupArn}:*`,
        creationTime: expect.any(Number),
        deletionProtectionEnabled: false,
        logGroupArn,
        logGroupClass: 'STANDARD',
        logGroupName: '/aws/lambda/text',
        metricFilterCount: 0,
        storedBytes: expect.any(Number),
      },
    ]);
    const input = { logGroupIdentifier: logGroupArn, orderBy: 'LastEventTime' as const };
    const { logStreams = [] } = await client.send(new DescribeLogStreamsCommand(input));
    expect(logStreams[0]).toMatchObject({
      arn: `${logGroupArn}:log-stream:${logStreams[0]?.logStreamName}`,
      storedBytes: 0,
      firstEventTimestamp: expect.any(Number),
    });
    const pages: number[] = [];
    let nextToken: string | undefined;
    do {
      const command = new DescribeLogGroupsCommand({ limit: 2, nextToken });
      const page = await client.send(command);
      pages.push(page.logGroups?.length ?? 0);
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
    expect(pages.every((length) => length <= 2) && pages.length > 1).toBe(true);
  });

  test('an operation that is not here is named', async () => {
    const command = new PutRetentionPolicyCommand({ logGroupName: 'g', retentionInDays: 1 });
    await expect(client.send(command)).rejects.toThrow(
      'The local CloudWatch Logs has no PutRetentionPolicy. It has FilterLogEvents, GetLogEvents, DescribeLogGroups, DescribeLogStreams.',
    );
  });
});
