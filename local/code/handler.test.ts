import { fileURLToPath } from 'node:url';
import { InvokeCommand, type InvokeCommandInput } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fn, HandlerFolder, startTestLambda, type TestLambda } from '../test-lambda.fixture.js';
import { invokeFunction } from './invoked.fixture.js';

const folder = new HandlerFolder();
let local: TestLambda;

beforeAll(async () => {
  const one = (source: string, fileName: string, changes = {}) =>
    fn({ versions: { $LATEST: folder.code(fileName, source) }, ...changes });
  local = await startTestLambda({
    echo: one('export const handler = async (event) => event;', 'echo.mjs'),
    common: one('exports.handler = async () => "cjs";', 'common.cjs'),
    sync: one('export const handler = () => ({ sync: true });', 'sync.mjs'),
    undefined: one('export const handler = async () => {};', 'undefined.mjs'),
    callback: one(
      'export const handler = (event, context, callback) => { setTimeout(() => callback(null, "called"), 5); };',
      'callback.mjs',
    ),
    callbackWaits: one(
      `export const handler = (event, context, callback) => {
        let timers = 0;
        setTimeout(() => { timers++; setTimeout(() => { timers++; }, 20); }, 20);
        context.callbackWaitsForEmptyEventLoop = event.waits ?? context.callbackWaitsForEmptyEventLoop;
        callback(null, { get timers() { return timers; } });
      };`,
      'callback-waits.mjs',
    ),
    never: one('export const handler = () => new Promise(() => {});', 'never.mjs'),
    callbackError: one(
      'export const handler = (event, context, callback) => callback(new RangeError("too far"));',
      'callback-error.mjs',
    ),
    counter: one('let n = 0; export const handler = async () => ++n;', 'counter.mjs'),
    context: fn({
      memoryMb: 256,
      versions: {
        1: folder.code(
          'context.mjs',
          `export const handler = async (event, context) => ({
            ...context, remaining: context.getRemainingTimeInMillis(), env: { ...process.env } });`,
          { environment: { TABLE: 'orders' } },
        ),
      },
      aliases: { live: { version: '1', weights: {} } },
    }),
    throws: one(
      'export const handler = async () => { throw new TypeError("no such order"); };',
      'throws.mjs',
    ),
    throwsText: one('export const handler = async () => { throw "just text"; };', 'text.mjs'),
    throwsNothing: one('export const handler = async () => { throw undefined; };', 'nothing.mjs'),
    circular: one(
      'export const handler = async () => { const a = {}; a.a = a; return a; };',
      'circular.mjs',
    ),
    rejects: one(
      'export const handler = () => new Promise(() => { Promise.reject(new Error("lost")); });',
      'rejects.mjs',
    ),
    uncaught: one(
      'export const handler = () => new Promise(() => { setTimeout(() => { throw new Error("late"); }, 1); });',
      'uncaught.mjs',
    ),
    sleeps: one(
      'let n = 0; export const handler = async () => { if (n++ > 0) return n; await new Promise((r) => setTimeout(r, 60_000)); };',
      'sleeps.mjs',
      { timeoutS: 1 },
    ),
    spins: one('export const handler = () => { for (;;); };', 'spins.mjs', { timeoutS: 1 }),
    exits: one(
      'export const handler = async (event) => { console.log("bye"); process.exit(event.status); };',
      'exits.mjs',
    ),
    exitsInInit: one('process.exit(0); export const handler = 1;', 'exits-in-init.mjs'),
    missingImport: one('import "./not-there.mjs"; export const handler = 1;', 'missing-import.mjs'),
    syntax: one('export const handler = async ( => 1;', 'syntax.mjs'),
    noHandler: one('export const other = 1;', 'no-handler.mjs'),
    notFunction: one('export const handler = 1;', 'not-function.mjs'),
    initThrows: one('throw new Error("cannot start");', 'init-throws.mjs'),
    memory: one(
      'export const handler = async () => { const kept = []; for (;;) kept.push(new Array(1e5).fill({}).map(() => ({}))); };',
      'memory.mjs',
      { memoryMb: 128, timeoutS: 20 },
    ),
    buffers: one(
      `export const handler = async () => { const kept = []; for (;;) {
        kept.push(Buffer.alloc(4 * 2 ** 20, 1)); await new Promise((r) => setTimeout(r, 5)); } };`,
      'buffers.mjs',
      { memoryMb: 128, timeoutS: 20 },
    ),
    trace: one('export const handler = async () => process.env._X_AMZN_TRACE_ID;', 'trace.mjs'),
    checkout: fn({
      versions: {
        7: {
          kind: 'handler',
          modulePath: fileURLToPath(
            new URL('../../scenarios/handlers/checkout.mjs', import.meta.url),
          ),
          exportName: 'handler',
          environment: {},
        },
      },
      aliases: { live: { version: '7', weights: {} } },
    }),
  });
});

afterAll(async () => {
  await local.close();
  folder.remove();
});

const invoke = (name: string, event: unknown = {}, more: Partial<InvokeCommandInput> = {}) =>
  invokeFunction(local.client, name, event, more);

test.each([
  ['echo', { a: [1, 'ü'] }, '{"a":[1,"ü"]}'],
  ['common', {}, '"cjs"'],
  // What is returned without a promise is no answer: runtime-client.test.ts.
  ['sync', {}, 'null'],
  ['undefined', {}, 'null'],
  ['callback', {}, '"called"'],
  ['callbackWaits', {}, '{"timers":2}'],
  ['callbackWaits', { waits: false }, '{"timers":0}'],
  ['never', {}, 'null'],
])('%s answers', async (name, event, expected) => {
  const { text, error } = await invoke(name, event);
  expect({ text, error }).toEqual({ text: expected, error: undefined });
});

test('a handler gets {} when there is no payload', async () => {
  const answer = await local.client.send(new InvokeCommand({ FunctionName: 'echo' }));
  expect(Buffer.from(answer.Payload ?? []).toString()).toBe('{}');
});

test('one environment keeps its state between invocations', async () => {
  const first = await invoke('counter', {}, { LogType: 'Tail' });
  const second = await invoke('counter', {}, { LogType: 'Tail' });
  expect([first.text, second.text]).toEqual(['1', '2']);
  expect(first.log).toMatch(/\tInit Duration: \d+\.\d\d ms\t/);
  expect(second.log).not.toContain('Init Duration');
});

test('the context and the environment say what Lambda says', async () => {
  const ClientContext = Buffer.from('{"custom":{"k":"v"}}').toString('base64');
  const { text, requestId } = await invoke('context', {}, { Qualifier: 'live', ClientContext });
  const { env, remaining, ...context } = JSON.parse(text);
  expect(context).toEqual({
    callbackWaitsForEmptyEventLoop: true,
    functionName: 'context',
    functionVersion: '1',
    memoryLimitInMB: '256',
    invokedFunctionArn: 'arn:aws:lambda:eu-west-1:111111111111:function:context:live',
    awsRequestId: requestId,
    logGroupName: '/aws/lambda/context',
    logStreamName: expect.stringMatching(/^\d{4}\/\d\d\/\d\d\/\[1\][0-9a-f]{32}$/),
    clientContext: { custom: { k: 'v' } },
  });
  expect(remaining).toBeGreaterThan(0);
  expect(remaining).toBeLessThanOrEqual(3000);
  expect(env).toMatchObject({
    AWS_LAMBDA_FUNCTION_NAME: 'context',
    AWS_LAMBDA_FUNCTION_VERSION: '1',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '256',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_REGION: 'eu-west-1',
    _HANDLER: 'context.handler',
    TABLE: 'orders',
  });
  expect(env.HOME).toBeUndefined();
});

test.each([
  ['throws', {}, 'TypeError', 'no such order'],
  ['callbackError', {}, 'RangeError', 'too far'],
  ['throwsText', {}, 'string', 'just text'],
  ['throwsNothing', {}, 'string', 'handled'],
  ['circular', {}, 'Error', 'Unable to stringify response body'],
  ['rejects', {}, 'Runtime.UnhandledPromiseRejection', 'Error: lost'],
  ['uncaught', {}, 'Error', 'late'],
  [
    'exits',
    { status: 0 },
    'Runtime.ExitError',
    'RequestId: <id> Error: Runtime exited without providing a reason',
  ],
  [
    'exits',
    { status: 127 },
    'Runtime.ExitError',
    'RequestId: <id> Error: Runtime exited with error: exit status 127',
  ],
  ['exitsInInit', {}, 'Runtime.ExitError', /Runtime exited without providing a reason$/],
  // Not Runtime.ImportModuleError: that is what a missing `require` is reported as.
  ['missingImport', {}, 'Error', /Cannot find module .*not-there\.mjs/],
  ['syntax', {}, 'Runtime.UserCodeSyntaxError', /^SyntaxError: /],
  ['noHandler', {}, 'Runtime.HandlerNotFound', 'no-handler.handler is undefined or not exported'],
  ['notFunction', {}, 'Runtime.HandlerNotFound', 'not-function.handler is not a function'],
  ['initThrows', {}, 'Error', 'cannot start'],
  ['sleeps', {}, 'Sandbox.Timedout', 'RequestId: <id> Error: Task timed out after 1.00 seconds'],
  ['spins', {}, 'Sandbox.Timedout', 'RequestId: <id> Error: Task timed out after 1.00 seconds'],
  [
    'buffers',
    {},
    'Runtime.OutOfMemory',
    'RequestId: <id> Error: Runtime exited with error: signal: killed',
  ],
  [
    'memory',
    {},
    'Runtime.OutOfMemory',
    'RequestId: <id> Error: Runtime exited with error: signal: killed',
  ],
] as const)('%s %j fails with %s', async (name, event, errorType, errorMessage) => {
  const { text, error, requestId, status, version } = await invoke(name, event);
  expect({ status, error, version }).toEqual({
    status: 200,
    error: 'Unhandled',
    version: '$LATEST',
  });
  const body = JSON.parse(text.replaceAll(requestId, '<id>'));
  expect(body.errorType).toBe(errorType);
  if (typeof errorMessage === 'string') expect(body.errorMessage).toBe(errorMessage);
  else expect(body.errorMessage).toMatch(errorMessage);
});

test('an error thrown by a handler has errorType, errorMessage and trace, in that order', async () => {
  const { text } = await invoke('throws');
  const body = JSON.parse(text);
  expect(Object.keys(body)).toEqual(['errorType', 'errorMessage', 'trace']);
  expect(body.trace[0]).toBe('TypeError: no such order');
});

test('after a timeout the state is gone', async () => {
  const answers = [await invoke('sleeps'), await invoke('sleeps')];
  expect(answers.map(({ error }) => error)).toEqual(['Unhandled', 'Unhandled']);
});

test('a function that ran out of memory used all of it', async () => {
  const { log } = await invoke('buffers', {}, { LogType: 'Tail' });
  expect(log).toContain('\tMemory Size: 128 MB\tMax Memory Used: 128 MB\t');
});

test.each([
  ["the caller's", 'Root=1-67891233-abcdef012345678912345678;Sampled=1'],
  ['one of its own', undefined],
])('the trace of an invocation is %s', async (_name, header) => {
  const command = new InvokeCommand({ FunctionName: 'trace' });
  command.middlewareStack.add(
    (next) => (args) => {
      if (header !== undefined) {
        Object.assign(Object(args.request).headers, { 'x-amzn-trace-id': header });
      }
      return next(args);
    },
    { step: 'build' },
  );
  const { Payload } = await local.client.send(command);
  const own = /^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=0$/;
  const expected = header ?? expect.stringMatching(own);
  expect(JSON.parse(Buffer.from(Payload ?? []).toString())).toEqual(expected);
});

test('the handler that comes with Reprise adds up an order, and refuses one without items', async () => {
  const order = { orderId: 'A-1', items: [{ price: 2.5, quantity: 2 }, { price: 1 }] };
  const { text, log } = await invoke('checkout', order, { Qualifier: 'live', LogType: 'Tail' });
  expect(JSON.parse(text)).toEqual({ orderId: 'A-1', total: 6, version: '7', ordersSeen: 1 });
  expect(log).toContain('\tINFO\torder A-1: 2 items\n');
  const refused = await invoke('checkout', { orderId: 'A-2' }, { Qualifier: 'live' });
  expect(refused.error).toBe('Unhandled');
  expect(JSON.parse(refused.text)).toMatchObject({
    errorType: 'RangeError',
    errorMessage: 'an order needs at least one item',
  });
});
