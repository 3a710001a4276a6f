import {
  GetFunctionConfigurationCommand,
  InvokeCommand,
  type InvokeCommandInput,
} from '@aws-sdk/client-lambda';
import { describe, expect, test } from 'vitest';
import { refusal, sharedLambda } from '../shared-lambda.fixture.js';
import { fn, synthetic } from '../test-lambda.fixture.js';
import { VirtualClock } from '../virtual-clock.fixture.js';
import { DurableExecutions } from './durable.js';

// The real SDK over a real socket. Sources: AWS Lambda guide, "Idempotency" of durable functions (names), "Invoking
// durable Lambda functions" (15 minutes); the API model (409, key Message, headers); API_Execution (the ARN's
// form); the text of an unqualified ARN: serverless/serverless#13589; that of 15 minutes: public posts of
// Step Functions and CDK users, 2025-12. What a name for a function that is not durable gets is not documented.

const local = sharedLambda((folder) => {
  const counting = folder.code(
    'counting.mjs',
    `let count = 0;
     export const handler = async (event) => {
       count += 1;
       await new Promise((done) => setTimeout(done, event.ms ?? 0));
       if (event.fails) throw new Error('no');
       return count;
     };`,
  );
  const durable = { executionTimeoutS: 900, retentionDays: 14 };
  const versions = { 1: counting };
  return {
    orders: fn({ durable, versions }),
    refund: fn({ durable, versions, reserved: 0 }),
    yearly: fn({
      durable: { ...durable, executionTimeoutS: 86_400 },
      versions: { 1: synthetic() },
    }),
    plain: fn({ versions: { 1: synthetic() } }),
  };
});

async function start(
  name: string | undefined,
  event: object,
  changes: Partial<InvokeCommandInput> = {},
) {
  const answer = await local.client.send(
    new InvokeCommand({
      ...{ FunctionName: 'orders', Qualifier: '1', Payload: Buffer.from(JSON.stringify(event)) },
      ...(name !== undefined && { DurableExecutionName: name }),
      ...changes,
    }),
  );
  return {
    arn: answer.DurableExecutionArn,
    payload: Buffer.from(answer.Payload ?? []).toString(),
    error: answer.FunctionError,
  };
}

describe('a named start', () => {
  test('with the same payload is answered with what the first came to, and runs nothing', async () => {
    const first = await start('order-1', { id: 1 });
    const again = await start('order-1', { id: 1 });
    expect(again).toEqual(first);
    expect(first.arn).toMatch(
      /^arn:aws:lambda:eu-west-1:111111111111:function:orders:1\/durable-execution\/order-1\/[\w-]+$/,
    );
    expect((await start('order-2', { id: 1 })).payload).not.toBe(first.payload);
  });

  test('that has failed is closed too', async () => {
    const first = await start('order-3', { fails: true });
    expect(first.error).toBe('Unhandled');
    expect(await start('order-3', { fails: true })).toEqual(first);
  });

  test('while the first runs waits for its end', async () => {
    const all = await Promise.all([1, 2, 3].map(() => start('order-4', { ms: 50 })));
    expect(new Set(all.map((each) => JSON.stringify(each))).size).toBe(1);
  });

  test('with another payload is refused', async () => {
    const { arn } = await start('order-5', { id: 5 });
    const error = await refusal(start('order-5', { id: 6 }));
    expect([error.name, error.$metadata.httpStatusCode]).toEqual([
      'DurableExecutionAlreadyStartedException',
      409,
    ]);
    expect(error.message).toBe(`Execution already started: ${arn}`);
  });

  test('of an Event is accepted once and again, with one ARN', async () => {
    const event = { InvocationType: 'Event' as const };
    const first = await start('order-6', { id: 6 }, event);
    const again = await start('order-6', { id: 6 }, event);
    expect(again.arn).toBe(first.arn);
    expect((await start('order-6', { id: 6 })).arn).toBe(first.arn);
    expect((await refusal(start('order-6', { id: 7 }, event))).name).toBe(
      'DurableExecutionAlreadyStartedException',
    );
  });

  test('that was throttled has started nothing: the name is free', async () => {
    const there = { FunctionName: 'refund' };
    expect((await refusal(start('x', { id: 1 }, there))).name).toBe('TooManyRequestsException');
    expect((await refusal(start('x', { id: 2 }, there))).name).toBe('TooManyRequestsException');
  });
});

test('who waits for an Event that never gets to run is throttled as it was', async () => {
  const there = { FunctionName: 'refund' };
  await start('y', { id: 1 }, { ...there, InvocationType: 'Event' });
  const waiting = await refusal(start('y', { id: 1 }, there));
  expect(waiting.name).toBe('TooManyRequestsException');
});

test('without a name every start is its own', async () => {
  const [first, second] = [await start(undefined, {}), await start(undefined, {})];
  expect(first.arn).not.toBe(second.arn);
  expect(first.payload).not.toBe(second.payload);
});

test.each([
  [
    'an unqualified name',
    { FunctionName: 'orders', Qualifier: undefined },
    'You cannot invoke a durable function using an unqualified ARN.',
  ],
  [
    'RequestResponse with more than 15 minutes',
    { FunctionName: 'yearly' },
    'You cannot synchronously invoke a durable function with an executionTimeout greater than 15 minutes.',
  ],
  [
    'a function that is not durable',
    { FunctionName: 'plain' },
    'A durable execution name can be given for a durable function only.',
  ],
])('%s is refused', async (_what, changes, message) => {
  const error = await refusal(start('a', {}, changes));
  expect([error.name, error.message]).toEqual(['InvalidParameterValueException', message]);
});

test('Event starts what may take longer than 15 minutes', async () => {
  const { arn } = await start('b', {}, { FunctionName: 'yearly', InvocationType: 'Event' });
  expect(arn).toContain(':yearly:1/durable-execution/b/');
});

test('GetFunctionConfiguration says so', async () => {
  const answer = await local.client.send(
    new GetFunctionConfigurationCommand({ FunctionName: 'yearly' }),
  );
  expect(answer.DurableConfig).toEqual({ ExecutionTimeout: 86_400, RetentionPeriodInDays: 14 });
});

describe('closed executions', () => {
  const ran = (bytes: number) => ({
    ...{ kind: 'executed' as const, version: '1', payload: Buffer.alloc(bytes) },
    ...{ errorType: undefined, logTail: undefined },
  });

  function startAndEnd(executions: DurableExecutions, name: string, bytes = 1): boolean {
    const started = executions.start('arn:v', Buffer.from('{}'), name);
    if (started.kind === 'refusal') return false;
    if (started.isNew) executions.end(started.execution, ran(bytes));
    return started.isNew;
  }

  test('are forgotten when their retention is over', () => {
    const clock = new VirtualClock();
    const executions = new DurableExecutions({ executionTimeoutS: 900, retentionDays: 1 }, clock);
    expect(startAndEnd(executions, 'a')).toBe(true);
    clock.advance(86_399_000);
    expect(startAndEnd(executions, 'a')).toBe(false);
    clock.advance(2_000);
    expect(startAndEnd(executions, 'a')).toBe(true);
  });

  test('take bounded memory: of too many, or too large ones, the oldest are forgotten', () => {
    const executions = new DurableExecutions(
      { executionTimeoutS: 900, retentionDays: 90 },
      new VirtualClock(),
    );
    for (let i = 0; i <= 10_000; i++) startAndEnd(executions, `n${i}`);
    expect(startAndEnd(executions, 'n5')).toBe(false);
    expect(startAndEnd(executions, 'n0')).toBe(true);
    for (let i = 0; i < 12; i++) startAndEnd(executions, `large ${i}`, 6_000_000);
    expect(startAndEnd(executions, 'large 0')).toBe(true);
    expect(startAndEnd(executions, 'large 11')).toBe(false);
  });
});
