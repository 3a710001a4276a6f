import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ProgramFolder, python } from '../code/programs.fixture.js';
import type { LocalFunction } from '../config.js';
import type { InvokeAnswer, LambdaService } from '../service.js';
import { createService } from '../setup.js';
import { localCredentials } from '../signature/credentials.js';
import { configOf, fn, HandlerFolder, synthetic } from '../test-lambda.fixture.js';
import { VirtualClock } from '../virtual-clock.fixture.js';

// Init phases that take too long, in virtual time.

let clock: VirtualClock;
let service: LambdaService;
let answers: InvokeAnswer[];

beforeEach(() => {
  clock = new VirtualClock();
  answers = [];
});
afterEach(async () => {
  await service.close();
  expect(clock.pending).toBe(0);
});

function start(settings: LocalFunction): void {
  service = createService(configOf({ f: settings }), clock, localCredentials);
}

function invoke(): void {
  service.invoke(
    { kind: 'functionRef', name: 'f', qualifier: undefined },
    {
      kind: 'invokeRequest',
      type: 'RequestResponse',
      tail: true,
      clientContext: undefined,
      payload: Buffer.from('{}'),
    },
    { requestId: '<id>', traceId: undefined },
    (answer) => answers.push(answer),
  );
}

function answer() {
  const [first] = answers.splice(0);
  if (first?.kind !== 'executed') return expect.fail(`was answered: ${JSON.stringify(first)}`);
  const log = Buffer.from(first.logTail ?? '', 'base64').toString();
  return { errorType: first.errorType, payload: first.payload.toString(), log };
}

const coldStart = (ms: number) => ({
  $LATEST: synthetic({
    coldStart: { p50Ms: ms, p99Ms: ms },
    latency: { p50Ms: 100, p99Ms: 100 },
  }),
});

test('an init of less than 10 s is its own phase, outside of the timeout', () => {
  start(fn({ timeoutS: 1, versions: coldStart(9_000) }));
  invoke();
  clock.advance(9_100);
  expect(answer().log).toContain(
    'Duration: 100.00 ms\tBilled Duration: 9100 ms\tMemory Size: 128 MB\tMax Memory Used: 64 MB\tInit Duration: 9000.00 ms\t',
  );
});

test('an init over 10 s is run again inside of the invocation, and is part of its duration', () => {
  start(fn({ timeoutS: 30, versions: coldStart(12_000) }));
  invoke();
  clock.advance(22_099);
  expect(answers).toEqual([]);
  clock.advance(1);
  const { errorType, log } = answer();
  expect(errorType).toBeUndefined();
  expect(log.split('\n')).toEqual([
    'INIT_REPORT Init Duration: 10000.00 ms\tPhase: init\tStatus: timeout',
    'START RequestId: <id> Version: $LATEST',
    'END RequestId: <id>',
    'REPORT RequestId: <id>\tDuration: 12100.00 ms\tBilled Duration: 12100 ms\tMemory Size: 128 MB\tMax Memory Used: 64 MB\t',
    '',
  ]);
});

test('inside of the invocation the timeout counts', () => {
  start(fn({ timeoutS: 3, versions: coldStart(12_000) }));
  invoke();
  clock.advance(13_000);
  const { payload, log } = answer();
  expect(payload).toBe(
    '{"errorType":"Sandbox.Timedout","errorMessage":"RequestId: <id> Error: Task timed out after 3.00 seconds"}',
  );
  expect(log).toContain('INIT_REPORT Init Duration: 3000.00 ms\tPhase: invoke\tStatus: timeout\n');
  expect(log).toContain('Task timed out after 3.00 seconds\n\nEND');
});

test('after a failure the next init is inside of its invocation', () => {
  const slow = synthetic({
    coldStart: { p50Ms: 500, p99Ms: 500 },
    latency: { p50Ms: 5_000, p99Ms: 5_000 },
  });
  start(fn({ timeoutS: 3, versions: { $LATEST: slow } }));
  invoke();
  clock.advance(3_500);
  expect(answer().log).toContain('\tInit Duration: 500.00 ms\tStatus: timeout\t');
  invoke();
  clock.advance(3_000);
  const { log } = answer();
  expect(log).toContain('Duration: 3000.00 ms\tBilled Duration: 3000 ms\t');
  expect(log).not.toContain('Init Duration');
});

test('a provisioned environment has 130 s for its init, and is given up then', () => {
  const settings = { provisioned: { 1: 1 }, versions: { 1: coldStart(140_000).$LATEST } };
  start(fn(settings));
  const provisioned = service.registry.get('f')?.provisioned.get('1');
  clock.advance(129_999);
  expect(provisioned).toMatchObject({ allocated: 0, failed: 0 });
  clock.advance(1);
  expect(provisioned).toMatchObject({ allocated: 0, failed: 1 });
});

test('a handler module that never finishes loading times out', async () => {
  const folder = new HandlerFolder();
  const source = 'await new Promise(() => setInterval(() => {}, 1e6)); export const handler = 1;';
  start(fn({ versions: { $LATEST: folder.code('hangs.mjs', source) } }));
  invoke();
  clock.advance(10_000);
  clock.advance(3_000);
  expect(answer().errorType).toBe('Sandbox.Timedout');
  folder.remove();
});

describe.skipIf(python === undefined || process.platform !== 'linux')('a process', () => {
  test('that segfaults in its init is not missed until the timeout, recorded 2025-11: runtime_exit_segfault (needs python3)', async () => {
    const folder = new ProgramFolder();
    const source = `open("dead", "a").write("x"); os.kill(os.getpid(), signal.SIGSEGV)\n`;
    start(fn({ timeoutS: 30, versions: { $LATEST: folder.python('segfault.py', source) } }));
    const died = async (times: number): Promise<void> => {
      const trace = join(folder.path, 'dead');
      while (!existsSync(trace) || statSync(trace).size < times) await sleep(10);
      await sleep(100);
    };
    invoke();
    await died(1);
    clock.advance(10_000);
    await died(2);
    expect(answers).toEqual([]);
    clock.advance(30_000);
    expect(answer().payload).toBe(
      '{"errorType":"Sandbox.Timedout","errorMessage":"RequestId: <id> Error: Task timed out after 30.00 seconds"}',
    );
    folder.remove();
  });
});
