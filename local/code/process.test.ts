import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { InvokeCommandInput } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fn, startTestLambda, type TestLambda } from '../test-lambda.fixture.js';
import { invokeWithTail } from './invoked.fixture.js';
import { ProgramFolder, python } from './programs.fixture.js';
import { recordedErrors } from './recorded-errors.fixture.js';

const isLinux = process.platform === 'linux';

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    // A zombie that nobody has reaped yet runs no more.
    return !isLinux || !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

async function ended(pid: number): Promise<boolean> {
  for (let i = 0; i < 100 && isRunning(pid); i++) await sleep(20);
  return !isRunning(pid);
}

describe.skipIf(python === undefined)(
  'a Python program over the Runtime API (needs python3)',
  () => {
    const folder = new ProgramFolder();
    let local: TestLambda;
    const invoke = (name: string, event: object = {}, more: Partial<InvokeCommandInput> = {}) =>
      invokeWithTail(local.client, name, event, more);

    beforeAll(async () => {
      const one = (source: string, fileName: string, changes = {}) =>
        fn({ timeoutS: 10, versions: { 1: folder.python(fileName, source) }, ...changes });
      const acts = `
def handler(event, headers):
    if 'raise' in event: raise Failure(event['raise'])
    if 'exit' in event: os._exit(event['exit'])
    if 'signal' in event: os.kill(os.getpid(), event['signal'])
    if 'sleep' in event: time.sleep(event['sleep'])
    if 'size' in event: return 'x' * event['size']
    if 'spawn' in event:
        import subprocess
        return subprocess.Popen(['sleep', '600']).pid
    return {'count': count, 'pid': os.getpid()}
`;
      local = await startTestLambda({
        acts: one(acts, 'acts.py'),
        timesOut: one(acts, 'times-out.py', { timeoutS: 1 }),
        context: fn({
          memoryMb: 256,
          versions: {
            1: folder.python(
              'context.py',
              'def handler(event, headers):\n    return {"env": dict(os.environ), "cwd": os.getcwd(), "headers": {k.lower(): v for k, v in headers.items()}, "now": time.time() * 1000}\n',
              { environment: { TABLE: 'orders' } },
            ),
          },
          aliases: { live: { version: '1', weights: {} } },
        }),
        protocol: one(
          `
def handler(event, headers):
    return [post('invocation/not-mine/response', 1), post('invocation/not-mine/error', {}),
            call('GET', 'nothing')[0], call('POST', 'invocation/next')[0]]
`,
          'protocol.py',
        ),
        logs: one(
          'def handler(event, headers):\n    print("héllo"); sys.stderr.write("to stderr\\n"); sys.stdout.write("no line end")\n',
          'logs.py',
        ),
        initError: one(
          'post("init/error", {"errorMessage": "no table", "errorType": "ConfigError", "requestId": "", "stackTrace": []})\nsys.exit(1)\n',
          'init-error.py',
        ),
        initExit: one('sys.exit(0)\n', 'init-exit.py'),
        initExit127: one('sys.exit(127)\n', 'init-exit-127.py'),
        memory: one(
          `
kept = []
def handler(event, headers):
    for i in range(event['megabytes']):
        kept.append(bytearray(b'x' * 2**20)); time.sleep(0.002)
    return len(kept)
`,
          'memory.py',
        ),
      });
    });
    afterAll(async () => {
      await local.close();
      folder.remove();
    });

    test('runs, and one process serves one invocation after another', async () => {
      const first = await invoke('acts');
      const second = await invoke('acts');
      const bodies = [JSON.parse(first.text), JSON.parse(second.text)];
      expect(bodies).toEqual([
        { count: 1, pid: bodies[0].pid },
        { count: 2, pid: bodies[0].pid },
      ]);
      expect(first.error).toBeUndefined();
      expect(first.log).toMatch(/\tInit Duration: \d+\.\d\d ms\t/);
      expect(second.log).not.toContain('Init Duration');
      if (isLinux) expect(first.log).not.toContain('Max Memory Used: 0 MB');
    });

    test('invocations at the same time have a process each', async () => {
      const answers = await Promise.all([1, 2, 3].map(() => invoke('acts', { sleep: 0.3 })));
      const pids = answers.map(({ text }) => JSON.parse(text).pid);
      expect(new Set(pids).size).toBe(3);
    });

    test('it gets the headers and the environment variables that Lambda gives', async () => {
      const ClientContext = Buffer.from('{"custom":{"k":"v"}}').toString('base64');
      const { text, requestId } = await invoke('context', {}, { Qualifier: 'live', ClientContext });
      const { env, cwd, headers, now } = JSON.parse(text);
      expect(headers).toMatchObject({
        'content-type': 'application/json',
        'lambda-runtime-aws-request-id': '<id>',
        'lambda-runtime-invoked-function-arn':
          'arn:aws:lambda:eu-west-1:111111111111:function:context:live',
        'lambda-runtime-client-context': '{"custom":{"k":"v"}}',
        'lambda-runtime-trace-id': expect.stringMatching(
          /^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=0$/,
        ),
      });
      expect(requestId).toMatch(/^[0-9a-f-]{36}$/);
      const remainingMs = Number(headers['lambda-runtime-deadline-ms']) - now;
      expect(remainingMs).toBeGreaterThan(0);
      expect(remainingMs).toBeLessThanOrEqual(3001);
      expect(cwd).toBe(folder.path);
      expect(env).toMatchObject({
        AWS_LAMBDA_RUNTIME_API: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
        AWS_LAMBDA_FUNCTION_NAME: 'context',
        AWS_LAMBDA_FUNCTION_VERSION: '1',
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '256',
        AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
        AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/context',
        AWS_LAMBDA_LOG_STREAM_NAME: expect.stringMatching(/^\d{4}\/\d\d\/\d\d\/\[1\][0-9a-f]{32}$/),
        AWS_REGION: 'eu-west-1',
        AWS_DEFAULT_REGION: 'eu-west-1',
        AWS_ACCESS_KEY_ID: local.lambda.credentials.accessKeyId,
        AWS_SECRET_ACCESS_KEY: local.lambda.credentials.secretAccessKey,
        LAMBDA_TASK_ROOT: folder.path,
        _HANDLER: 'app.handler',
        TABLE: 'orders',
      });
      expect(env.HOME).toBeUndefined();
    });

    test('what the runtime reports as an error arrives byte for byte, and the process lives on', async () => {
      const before = JSON.parse((await invoke('acts')).text);
      const { error, text, log } = await invoke('acts', { raise: 'no such order' });
      expect({ error, text }).toEqual({
        error: 'Unhandled',
        text: '{"errorMessage": "no such order", "errorType": "Failure", "stackTrace": []}',
      });
      expect(log).not.toContain('Status:');
      expect(JSON.parse((await invoke('acts')).text).pid).toBe(before.pid);
    });

    test.each([
      ['exits with 0, recorded 2025-11: handler_exit', { exit: 0 }, recordedErrors.exit],
      ['exits with 1', { exit: 1 }, recordedErrors.exitStatus(1)],
      [
        'exits with 127, recorded 2025-11: runtime_wrapper_not_found',
        { exit: 127 },
        recordedErrors.exitStatus(127),
      ],
      [
        'is killed',
        { signal: 9 },
        '{"errorType":"Runtime.ExitError","errorMessage":"RequestId: <id> Error: Runtime exited with error: signal: killed"}',
      ],
      [
        'has a segmentation fault',
        { signal: 11 },
        '{"errorType":"Runtime.ExitError","errorMessage":"RequestId: <id> Error: Runtime exited with error: signal: segmentation fault"}',
      ],
      ['answers too much, recorded 2025-11', { size: 6_291_555 }, recordedErrors.tooLarge],
    ])('%s', async (_name, event, text) => {
      const answer = await invoke('acts', event);
      expect(answer).toMatchObject({ status: 200, error: 'Unhandled', text });
      expect(answer.log).toMatch(/\tStatus: error\tError Type: \w+\.\w+\t/);
    });

    test('a response of exactly the limit arrives', async () => {
      const { text, error } = await invoke('acts', { size: 6_291_554 });
      expect({ size: text.length, error }).toEqual({ size: 6_291_556, error: undefined });
    });

    test('times out, recorded 2025-11: invoke_with_timeout; its process is gone and a new one serves', async () => {
      const before = JSON.parse((await invoke('timesOut')).text);
      const { error, text, log } = await invoke('timesOut', { sleep: 60 });
      expect({ error, text }).toEqual({ error: 'Unhandled', text: recordedErrors.timeout });
      expect(log).toMatch(/^\S+Z <id> Task timed out after 1\.00 seconds$/m);
      expect(log).toMatch(/Duration: 1000\.00 ms\t.*\tStatus: timeout\t/);
      expect(await ended(before.pid)).toBe(true);
      const after = await invoke('timesOut');
      expect(JSON.parse(after.text).count).toBe(1);
      // The environment is the same: its init is part of the duration, not reported.
      expect(after.log).not.toContain('Init Duration');
    });

    test('a process that ends after its answer is replaced without an error', async () => {
      await invoke('acts', { exitAfter: true });
      await sleep(100);
      expect(await invoke('acts')).toMatchObject({ error: undefined });
    });

    test.each([
      [
        'initError',
        '{"errorMessage": "no table", "errorType": "ConfigError", "requestId": "", "stackTrace": []}',
        'ConfigError',
      ],
      ['initExit', recordedErrors.exit, 'Runtime.ExitError'],
      ['initExit127', recordedErrors.exitStatus(127), 'Runtime.ExitError'],
    ])(
      '%s: init fails, is tried once more inside of the invocation, and fails',
      async (name, text, errorType) => {
        const answer = await invoke(name);
        expect(answer).toMatchObject({ status: 200, error: 'Unhandled', text });
        const reports = answer.log.split('\n').filter((line) => line.startsWith('INIT_REPORT'));
        const tail = `Status: error\tError Type: ${errorType}`;
        expect(reports.map((line) => line.replace(/[\d.]+ ms/, '<ms>'))).toEqual([
          `INIT_REPORT Init Duration: <ms>\tPhase: init\t${tail}`,
          `INIT_REPORT Init Duration: <ms>\tPhase: invoke\t${tail}`,
        ]);
      },
    );

    test.skipIf(!isLinux)('over its memory it is killed (needs /proc)', async () => {
      expect((await invoke('memory', { megabytes: 20 })).error).toBeUndefined();
      const { error, text, log } = await invoke('memory', { megabytes: 2000 });
      expect({ error, text }).toEqual({
        error: 'Unhandled',
        text: '{"errorType":"Runtime.OutOfMemory","errorMessage":"RequestId: <id> Error: Runtime exited with error: signal: killed"}',
      });
      expect(log).toContain('\tMemory Size: 128 MB\tMax Memory Used: 128 MB\t');
      expect(log).toContain('\tStatus: error\tError Type: Runtime.OutOfMemory\t');
    });

    test('stdout and stderr are in the log, whole lines and what has no line end', async () => {
      const { log } = await invoke('logs');
      const lines = log.split('\n');
      expect(lines.slice(0, 2)).toEqual(['START RequestId: <id> Version: $LATEST', 'started']);
      expect(lines).toContain('héllo');
      expect(lines).toContain('to stderr');
      expect(lines.indexOf('END RequestId: <id>')).toBeGreaterThan(lines.indexOf('héllo'));
    });

    test('requests that are none of its own are refused', async () => {
      expect(JSON.parse((await invoke('protocol')).text)).toEqual([400, 400, 404, 404]);
    });

    test('closing leaves nothing behind, neither the process nor what it started', async () => {
      const other = await startTestLambda({
        spawns: fn({
          versions: {
            1: folder.python(
              'spawns.py',
              'import subprocess\ndef handler(event, headers):\n    return [os.getpid(), subprocess.Popen(["sleep", "600"]).pid]\n',
            ),
          },
        }),
      });
      const { text } = await invokeWithTail(other.client, 'spawns');
      const pids: number[] = JSON.parse(text);
      expect(pids.map(isRunning)).toEqual([true, true]);
      await other.close();
      expect(await Promise.all(pids.map(ended))).toEqual([true, true]);
    });
  },
);
