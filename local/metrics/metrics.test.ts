import {
  CloudWatchClient,
  GetMetricDataCommand,
  type GetMetricDataCommandInput,
  type MetricDataQuery,
} from '@aws-sdk/client-cloudwatch';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fn, region, startTestLambda, synthetic, type TestLambda } from '../test-lambda.fixture.js';
import { VirtualClock } from '../virtual-clock.fixture.js';
import { MetricStore } from './metric-store.js';

let local: TestLambda;
let client: CloudWatchClient;
beforeAll(async () => {
  const fails = synthetic({ errorRate: 1 });
  const asynchronous = { maximumRetryAttempts: 1, delayScale: 0.0005 };
  local = await startTestLambda({
    two: fn({
      versions: { 1: synthetic(), 2: synthetic() },
      aliases: { live: { version: '1', weights: { 2: 0.5 } } },
    }),
    none: fn({ reserved: 0 }),
    fails: fn({ versions: { 1: fails }, asynchronous }),
    idle: fn(),
  });
  const { url, credentials } = local.lambda;
  client = new CloudWatchClient({ endpoint: url, region, credentials, maxAttempts: 1 });
});
afterAll(async () => {
  client.destroy();
  await local.close();
});

async function invoke(
  name: string,
  Qualifier?: string,
  InvocationType: 'Event' | 'RequestResponse' = 'RequestResponse',
) {
  const command = new InvokeCommand({ FunctionName: name, Qualifier, InvocationType });
  await local.client.send(command).catch(() => undefined);
}

function query(
  metric: string,
  Stat: string,
  dimensions: Record<string, string>,
  Id = 'q',
): MetricDataQuery {
  const Dimensions = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
  const Metric = { Namespace: 'AWS/Lambda', MetricName: metric, Dimensions };
  return { Id, MetricStat: { Metric, Period: 60, Stat } };
}

function ask(MetricDataQueries: MetricDataQuery[], more: Partial<GetMetricDataCommandInput> = {}) {
  const StartTime = new Date(Date.now() - 120_000);
  const EndTime = new Date(Date.now() + 60_000);
  return client.send(new GetMetricDataCommand({ MetricDataQueries, StartTime, EndTime, ...more }));
}

/** A test may go over a minute's end: then the values are of two periods. */
async function sum(
  metric: string,
  dimensions: Record<string, string>,
): Promise<number | undefined> {
  const { MetricDataResults = [] } = await ask([query(metric, 'Sum', dimensions)]);
  const { Values = [], StatusCode, Timestamps = [] } = MetricDataResults[0] ?? {};
  expect(StatusCode).toBe('Complete');
  expect(Timestamps.every((each) => each.getTime() % 60_000 === 0)).toBe(true);
  return Values.length === 0 ? undefined : Values.reduce((total, each) => total + each, 0);
}

describe('what functions did, by the real SDK', () => {
  test('by function, by the name that was called, and by the version that ran', async () => {
    for (let i = 0; i < 12; i++) await invoke('two', 'live');
    for (let i = 0; i < 3; i++) await invoke('two', '2');
    const of = { FunctionName: 'two' };
    expect(await sum('Invocations', of)).toBe(15);
    const live = { ...of, Resource: 'two:live' };
    expect(await sum('Invocations', live)).toBe(12);
    expect(await sum('Invocations', { ...of, Resource: 'two:2' })).toBe(3);
    const first = await sum('Invocations', { ...live, ExecutedVersion: '1' });
    const second = await sum('Invocations', { ...live, ExecutedVersion: '2' });
    expect((first ?? 0) + (second ?? 0)).toBe(12);
    expect(await sum('Errors', of)).toBe(0);
    expect(await sum('Duration', of)).toBeGreaterThan(0);
  });

  test('the executed version is told of aliases alone, concurrency of functions alone', async () => {
    await invoke('two', '2');
    const of = { FunctionName: 'two' };
    const number = { ...of, Resource: 'two:2', ExecutedVersion: '2' };
    expect(await sum('Invocations', number)).toBeUndefined();
    expect(await sum('ConcurrentExecutions', { ...of, Resource: 'two:2' })).toBeUndefined();
    expect(await sum('ConcurrentExecutions', of)).toBeGreaterThan(0);
  });

  test('throttles are neither invocations nor errors', async () => {
    for (let i = 0; i < 4; i++) await invoke('none');
    expect(await sum('Throttles', { FunctionName: 'none' })).toBe(4);
    expect(await sum('Invocations', { FunctionName: 'none' })).toBeUndefined();
  });

  test('events: received, tried, and given up', async () => {
    await invoke('fails', undefined, 'Event');
    const of = { FunctionName: 'fails' };
    await expect.poll(() => sum('AsyncEventsDropped', of)).toBe(1);
    expect(await sum('AsyncEventsReceived', of)).toBe(1);
    expect(await sum('Invocations', of)).toBe(2);
    expect(await sum('Errors', of)).toBe(2);
    expect(await sum('AsyncEventAge', of)).toBeGreaterThan(0);
  });

  test('what never happened has no values, and no zeros', async () => {
    expect(await sum('Invocations', { FunctionName: 'idle' })).toBeUndefined();
    expect(await sum('Invocations', { FunctionName: 'unknown' })).toBeUndefined();
  });

  test('page by page', async () => {
    await invoke('two', '1');
    const names = ['Invocations', 'Errors', 'Duration'];
    const queries = names.map((name, i) =>
      query(name, 'SampleCount', { FunctionName: 'two' }, `q${i}`),
    );
    const whole = await ask(queries);
    let NextToken: string | undefined;
    const values: Record<string, number[]> = {};
    do {
      const page = await ask(queries, { MaxDatapoints: 1, NextToken });
      for (const { Id = '', Values = [] } of page.MetricDataResults ?? []) {
        values[Id] = [...(values[Id] ?? []), ...Values];
      }
      NextToken = page.NextToken;
    } while (NextToken !== undefined);
    expect(Object.values(values)).toEqual(
      (whole.MetricDataResults ?? []).map(({ Values }) => Values),
    );
  });

  test.each([
    ['a query without a metric', [{ ...query('Invocations', 'Sum', {}), MetricStat: undefined }]],
    ['an unknown statistic', [query('Invocations', 'p99', {})]],
    ['an id that begins large', [query('Invocations', 'Sum', {}, 'Q')]],
    ['two of one id', [query('Invocations', 'Sum', {}), query('Errors', 'Sum', {})]],
    ['nothing', []],
  ])('%s is refused', async (_, queries) => {
    await expect(ask(queries)).rejects.toMatchObject({
      name: expect.stringMatching(/^InvalidParameterValue/),
    });
  });
});

test('what is late is not there, and not zero', () => {
  const clock = new VirtualClock();
  const store = new MetricStore(clock, 90_000);
  const of = { functionName: 'f', resource: 'f', version: '1', key: 'f 1' };
  const minute = Math.floor(clock.epochMs() / 60_000);
  const read = () => store.statistics('Invocations', { functionName: 'f' }, minute)?.sum;
  store.record(of, { Invocations: 1 }, clock.epochMs());
  clock.advance(30_000);
  store.record(of, { Invocations: 1 }, clock.epochMs());
  expect(read()).toBeUndefined();
  clock.advance(60_000);
  expect(read()).toBe(1);
  clock.advance(30_000);
  expect(read()).toBe(2);
});
