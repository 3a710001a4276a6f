import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { corpusTest } from '../../core/base/corpus.fixture.js';
import { recordings, recordingsFile } from '../recordings.fixture.js';
import { localSessionToken } from '../signature/credentials.js';
import { fn, HandlerFolder, startTestLambda, type TestLambda } from '../test-lambda.fixture.js';
import { invokeFunction } from './invoked.fixture.js';

const folder = new HandlerFolder();
let local: TestLambda;
let env: Record<string, string>;

const major = process.versions.node.split('.')[0];

beforeAll(async () => {
  writeFileSync(join(folder.path, 'data.json'), '{"from":"the folder"}');
  const one = (fileName: string, body: string, changes = {}) =>
    fn({
      versions: {
        $LATEST: folder.code(
          fileName,
          `import { readFileSync } from 'node:fs'; import { execFileSync } from 'node:child_process';
           export const handler = async () => (${body});`,
          changes,
        ),
      },
    });
  local = await startTestLambda({
    env: one('env.mjs', '{ ...process.env }'),
    reads: one('reads.mjs', `JSON.parse(readFileSync('./data.json', 'utf8'))`),
    moves: one('moves.mjs', `[process.cwd(), process.chdir('/'), process.cwd()]`),
    clock: one('clock.mjs', 'new Date(2026, 0, 1).toISOString()'),
    node: one('node.mjs', `execFileSync('node', ['-p', '1 + 1'], { encoding: 'utf8' })`),
    options: one('options.mjs', 'process.execArgv.length > 0 && process.env.NODE_OPTIONS', {
      environment: { NODE_OPTIONS: '--stack-trace-limit=3' },
    }),
    rooted: one('rooted.mjs', '[process.cwd(), process.env._HANDLER]', { taskRoot: '/' }),
  });
  env = JSON.parse((await invokeFunction(local.client, 'env')).text);
});
afterAll(async () => {
  await local.close();
  folder.remove();
});

const answerOf = async (name: string): Promise<unknown> =>
  JSON.parse((await invokeFunction(local.client, name)).text);

// docs: AWS Lambda guide, "Defined runtime environment variables". recorded: introspection_invoke[nodejs22.x].
test.each([
  ['_HANDLER, docs', '_HANDLER', /^env\.handler$/],
  ['_X_AMZN_TRACE_ID, docs', '_X_AMZN_TRACE_ID', /^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=/],
  ['AWS_EXECUTION_ENV, docs', 'AWS_EXECUTION_ENV', new RegExp(`^AWS_Lambda_nodejs${major}\\.x$`)],
  ['AWS_LAMBDA_INITIALIZATION_TYPE, docs', 'AWS_LAMBDA_INITIALIZATION_TYPE', /^on-demand$/],
  ['AWS_LAMBDA_RUNTIME_API, recorded', 'AWS_LAMBDA_RUNTIME_API', /^127\.0\.0\.1:9001$/],
  ['AWS_SESSION_TOKEN, docs', 'AWS_SESSION_TOKEN', new RegExp(`^${localSessionToken}$`)],
  ['AWS_XRAY_CONTEXT_MISSING, docs', 'AWS_XRAY_CONTEXT_MISSING', /^LOG_ERROR$/],
  ['AWS_XRAY_DAEMON_ADDRESS, docs', 'AWS_XRAY_DAEMON_ADDRESS', /^127\.0\.0\.1:2000$/],
  ['_AWS_XRAY_DAEMON_ADDRESS, recorded', '_AWS_XRAY_DAEMON_ADDRESS', /^127\.0\.0\.1$/],
  ['_AWS_XRAY_DAEMON_PORT, recorded', '_AWS_XRAY_DAEMON_PORT', /^2000$/],
  ['LAMBDA_RUNTIME_DIR, docs', 'LAMBDA_RUNTIME_DIR', /^\/var\/runtime$/],
  ['LANG, docs', 'LANG', /^en_US\.UTF-8$/],
  ['TZ, docs', 'TZ', /^:UTC$/],
  ['NODE_PATH, docs', 'NODE_PATH', new RegExp(`^/opt/nodejs/node${major}/node_modules:`)],
  ['PATH of its own, docs', 'PATH', /:\/usr\/local\/bin:\/usr\/bin\/:\/bin:\/opt\/bin$/],
  ['SHLVL, recorded', 'SHLVL', /^0$/],
])('a handler has %s', (_source, name, value) => {
  expect(env[name]).toMatch(value);
});

test('its task root, its working directory and PWD are the folder of the module, recorded', () => {
  expect([env.LAMBDA_TASK_ROOT, env.PWD]).toEqual([folder.path, folder.path]);
});

corpusTest(
  'a handler has what was recorded of nodejs22.x, and nothing else',
  recordingsFile,
  () => {
    const id = 'common::TestLambdaRuntimesCommon::test_introspection_invoke[nodejs22.x]';
    const recorded = recordings[id]?.['recorded-content'].invocation_result_payload;
    const keys = Object.keys(Object(recorded).environment);
    // The first is the recorded function's own; the second would lead this machine's programs astray.
    const expected = keys.filter((key) => !['TEST_KEY', 'LD_LIBRARY_PATH'].includes(key));
    expect(Object.keys(env).sort()).toEqual(expected.sort());
  },
);

test.each([
  ['reads', 'reads a file beside it by a relative path', { from: 'the folder' }],
  ['moves', 'may change its working directory', [folder.path, null, '/']],
  ['clock', 'lives in UTC', '2026-01-01T00:00:00.000Z'],
  ['node', 'finds node on its path', '2\n'],
  ['options', 'takes the options for Node.js that its environment has', '--stack-trace-limit=3'],
])('%s: a handler %s', async (name, _what, expected) => {
  expect(await answerOf(name)).toEqual(expected);
});

test('with a task root it runs there, and its name counts from there', async () => {
  const path = folder.path.slice(1);
  expect(await answerOf('rooted')).toEqual(['/', `${path}/rooted.handler`]);
});
