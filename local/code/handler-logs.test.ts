import { afterAll, beforeAll, expect, test } from 'vitest';
import { fn, HandlerFolder, startTestLambda, type TestLambda } from '../test-lambda.fixture.js';
import { invokeWithTail } from './invoked.fixture.js';

const folder = new HandlerFolder();
let local: TestLambda;

beforeAll(async () => {
  const one = (source: string, fileName: string, changes = {}) =>
    fn({ versions: { $LATEST: folder.code(fileName, source) }, ...changes });
  local = await startTestLambda({
    logs: one(
      `console.log('init line'); export const handler = async () => {
        console.log('hello %s', 'world'); console.error({ a: 1 }); process.stdout.write('raw\\n'); };`,
      'logs.mjs',
    ),
    exits: one(
      'export const handler = async (event) => { console.log("bye"); process.exit(event.status); };',
      'exits.mjs',
    ),
    jsonLogs: one(
      `export const handler = async (event) => {
        console.log('hello %s', 'world'); console.warn({ a: 1 }); process.stdout.write('raw\\n');
        if (event.exit) process.exit(1); return 'answer'; };`,
      'json-logs.mjs',
      { logFormat: 'JSON' },
    ),
  });
});
afterAll(async () => {
  await local.close();
  folder.remove();
});

const invoke = (name: string, event: unknown = {}) => invokeWithTail(local.client, name, event);

test('the tail has the lines of the function between START and END', async () => {
  const { log } = await invoke('logs');
  const lines = log.split('\n').map((line) => line.replace(/^\d{4}-\S+Z/, '<time>'));
  expect(lines.slice(0, -2)).toEqual([
    'START RequestId: <id> Version: $LATEST',
    // As AWS's runtime client has it: no request, no id.
    '<time>\tundefined\tINFO\tinit line',
    '<time>\t<id>\tINFO\thello world',
    '<time>\t<id>\tERROR\t{ a: 1 }',
    'raw',
    'END RequestId: <id>',
  ]);
});

test('what a function logged before it exited is in the tail', async () => {
  const { log } = await invoke('exits', { status: 1 });
  expect(log).toContain('\tINFO\tbye\n');
  expect(log).toContain('\tStatus: error\tError Type: Runtime.ExitError\t');
});

/** Every object of a JSON log, with its times and durations replaced. */
function jsonLines(log: string): unknown[] {
  const lines = log.split('\n').slice(0, -1);
  return lines.map((line) =>
    line.startsWith('{')
      ? JSON.parse(line, (key, value) => {
          if (key === 'time' || key === 'timestamp') return '<time>';
          return key.endsWith('Ms') ? '<ms>' : value;
        })
      : line,
  );
}

const usedMb = { memorySizeMB: 128, maxMemoryUsedMB: expect.any(Number) };

test('the JSON log has an object for each record of the service and of the function', async () => {
  await invoke('jsonLogs');
  const { log } = await invoke('jsonLogs');
  const head = { timestamp: '<time>', requestId: '<id>' };
  const done = { requestId: '<id>', status: 'success' };
  const metrics = { durationMs: '<ms>', billedDurationMs: '<ms>', ...usedMb };
  expect(jsonLines(log)).toEqual([
    { time: '<time>', type: 'platform.start', record: { requestId: '<id>', version: '$LATEST' } },
    { ...head, level: 'INFO', message: 'hello world' },
    { ...head, level: 'WARN', message: { a: 1 } },
    'raw',
    {
      time: '<time>',
      type: 'platform.runtimeDone',
      record: { ...done, metrics: { durationMs: '<ms>', producedBytes: 8 } },
    },
    { time: '<time>', type: 'platform.report', record: { ...done, metrics } },
  ]);
});

test('the JSON log names the error that ended the runtime', async () => {
  const { log } = await invoke('jsonLogs', { exit: true });
  const status = { requestId: '<id>', status: 'error', errorType: 'Runtime.ExitError' };
  expect(jsonLines(log).slice(-2)).toMatchObject([
    { type: 'platform.runtimeDone', record: status },
    { type: 'platform.report', record: status },
  ]);
});
