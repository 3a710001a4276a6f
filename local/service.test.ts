import { afterEach, beforeEach, expect, test } from 'vitest';
import type { LocalFunction, LocalLambdaConfig } from './config.js';
import type { NamedFunction } from './http/function-ref.js';
import type { InvokeRequest } from './http/invoke-request.js';
import type { InvokeAnswer, LambdaService } from './service.js';
import { createService } from './setup.js';
import { localCredentials } from './signature/credentials.js';
import { configOf, fn, synthetic } from './test-lambda.fixture.js';
import { VirtualClock } from './virtual-clock.fixture.js';

// The whole life of invocations, in virtual time: hours take milliseconds and nothing is noisy.

let clock: VirtualClock;
let service: LambdaService | undefined;
let answers: InvokeAnswer[];

beforeEach(() => {
  clock = new VirtualClock();
  answers = [];
});
afterEach(async () => {
  await service?.close();
  expect(clock.pending).toBe(0);
});

function start(functions: Record<string, LocalFunction>, changes: Partial<LocalLambdaConfig> = {}) {
  service = createService(configOf(functions, changes), clock, localCredentials);
}

function invoke(name: string, qualifier?: string, changes: Partial<InvokeRequest> = {}): void {
  const ref: NamedFunction = { kind: 'functionRef', name, qualifier };
  const request: InvokeRequest = {
    kind: 'invokeRequest',
    type: 'RequestResponse',
    tail: false,
    clientContext: undefined,
    payload: Buffer.from('{}'),
    ...changes,
  };
  const identity = { requestId: 'the-id', traceId: undefined };
  service?.invoke(ref, request, identity, (answer) => answers.push(answer));
}

function invokeMany(count: number, name: string, qualifier?: string): void {
  for (let i = 0; i < count; i++) invoke(name, qualifier);
}

function logOf(answer: InvokeAnswer | undefined): string {
  return answer?.kind === 'executed' ? Buffer.from(answer.logTail ?? '', 'base64').toString() : '';
}

function outcomes(): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const answer of answers) {
    const key =
      answer.kind === 'refusal'
        ? String(JSON.parse(answer.body.toString()).Reason ?? answer.errorType)
        : answer.kind;
    counts[key] = (counts[key] ?? 0) + 1;
  }
  return counts;
}

const slow = (ms: number, coldMs = 0) =>
  synthetic({ latency: { p50Ms: ms, p99Ms: ms }, coldStart: { p50Ms: coldMs, p99Ms: coldMs } });

test('ten thousand sleep at once, on one timer each beside their timeouts, and a close ends all', () => {
  const account = { concurrency: 10_000, burst: { environments: 10_000, perS: 10 } };
  start({ f: fn({ versions: { 1: slow(1000) } }) }, { account });
  invokeMany(10_000, 'f');
  expect([answers.length, clock.pending]).toEqual([0, 20_000]);
});

test('concurrency: invocations beyond the reservation are throttled, and come back after it', () => {
  start({ f: fn({ reserved: 3, versions: { 1: slow(100) } }) });
  invokeMany(5, 'f');
  clock.advance(100);
  invokeMany(2, 'f');
  clock.advance(100);
  expect(outcomes()).toEqual({
    executed: 5,
    ReservedFunctionConcurrentInvocationLimitExceeded: 2,
  });
});

test('an environment is used again while it is idle, and is cold again after it was reaped', () => {
  start({ f: fn({ versions: { 1: slow(100, 350) } }) }, { idleTimeoutS: 60 });
  const tail = { tail: true };
  invoke('f', '1', tail);
  clock.advance(450);
  invoke('f', '1', tail);
  clock.advance(100);
  clock.advance(60_000);
  invoke('f', '1', tail);
  clock.advance(450);
  const logs = answers.map(logOf).map((log) => log.split('\n')[2]);
  const cold =
    'REPORT RequestId: the-id\tDuration: 100.00 ms\tBilled Duration: 450 ms\tMemory Size: 128 MB\tMax Memory Used: 64 MB\tInit Duration: 350.00 ms\t';
  const warm =
    'REPORT RequestId: the-id\tDuration: 100.00 ms\tBilled Duration: 100 ms\tMemory Size: 128 MB\tMax Memory Used: 64 MB\t';
  expect(logs).toEqual([cold, warm, cold]);
});

test('environments of unequal speed keep theirs, the same for a seed, and name themselves', async () => {
  const run = async (speedSpread: number): Promise<[stream: string, durationMs: number][]> => {
    await service?.close();
    answers.length = 0;
    start({ f: fn({ versions: { 1: slow(100) } }) }, { environments: { speedSpread } });
    for (let round = 0; round < 2; round++) {
      for (let i = 0; i < 20; i++) invoke('f', '1', { tail: true });
      clock.advance(1000);
    }
    return answers
      .map(logOf)
      .map((log) => [
        /REPRISE logStream=(\S+)/.exec(log)?.[1] ?? '',
        Number(/Duration: ([\d.]+) ms/.exec(log)?.[1]),
      ]);
  };
  const seen = await run(0.2);
  const speeds = new Map(seen);
  expect([seen.length, speeds.size, new Set(speeds.values()).size]).toEqual([40, 20, 20]);
  expect(seen.every(([stream, ms]) => speeds.get(stream) === ms)).toBe(true);
  const logs = [...speeds.values()].map((ms) => Math.log(ms / 100));
  const deviation = Math.sqrt(logs.reduce((sum, each) => sum + each * each, 0) / logs.length);
  expect(deviation).toBeGreaterThan(0.1);
  expect(deviation).toBeLessThan(0.3);
  const again = (await run(0.2)).map(([, ms]) => ms);
  expect(again).toEqual(seen.map(([, ms]) => ms));
  expect(new Set((await run(0)).map(([, ms]) => ms))).toEqual(new Set([100]));
});

test('provisioned environments are warm, and what spills over is cold', () => {
  start({
    f: fn({
      provisioned: { live: 2 },
      versions: { 1: slow(100, 350) },
      aliases: { live: { version: '1', weights: {} } },
    }),
  });
  clock.advance(350);
  for (let i = 0; i < 3; i++) invoke('f', 'live', { tail: true });
  clock.advance(1000);
  const cold = answers.map((answer) => logOf(answer).includes('Init Duration'));
  expect(cold).toEqual([false, false, true]);
});

test('the burst rule throttles new environments, not warm ones', () => {
  const account = { concurrency: 100, burst: { environments: 2, perS: 10 } };
  start({ f: fn({ versions: { 1: slow(100) } }) }, { account });
  invokeMany(5, 'f');
  clock.advance(100);
  invokeMany(2, 'f');
  clock.advance(100);
  expect(outcomes()).toEqual({ executed: 4, FunctionInvocationRateLimitExceeded: 3 });
});

test('a timeout answers at the timeout, with the body and the log of the service', () => {
  start({ f: fn({ timeoutS: 1, versions: { 1: slow(5000) } }) });
  invoke('f', undefined, { tail: true });
  clock.advance(999);
  expect(answers).toEqual([]);
  clock.advance(1);
  const [answer] = answers;
  expect(answer).toMatchObject({ kind: 'executed', errorType: 'Sandbox.Timedout' });
  expect(answer?.kind === 'executed' && answer.payload.toString()).toBe(
    '{"errorType":"Sandbox.Timedout","errorMessage":"RequestId: the-id Error: Task timed out after 1.00 seconds"}',
  );
  expect(logOf(answer)).toBe(
    'START RequestId: the-id Version: $LATEST\n' +
      '2026-01-01T00:00:01.000Z the-id Task timed out after 1.00 seconds\n\n' +
      'END RequestId: the-id\n' +
      'REPORT RequestId: the-id\tDuration: 1000.00 ms\tBilled Duration: 1000 ms\tMemory Size: 128 MB\tMax Memory Used: 64 MB\tInit Duration: 0.00 ms\tStatus: timeout\t\n',
  );
});

test('100,000 invocations through an alias with weight 0.1 lie within the 99.9% interval, and repeat', async () => {
  const versions = { 1: synthetic(), 2: synthetic() };
  const aliases = { live: { version: '1', weights: { 2: 0.1 } } };
  const account = { concurrency: 1000, requestRateFactor: 1e9 };
  const run = async (): Promise<string> => {
    answers = [];
    await service?.close();
    start({ f: fn({ versions, aliases }) }, { account });
    invokeMany(100_000, 'f', 'live');
    return answers.map((answer) => (answer.kind === 'executed' ? answer.version : '-')).join('');
  };
  const first = await run();
  const second = first.split('').filter((version) => version === '2').length;
  // 3.2905 is the standard normal's quantile for 99.9%, both sides.
  expect(Math.abs(second - 10_000)).toBeLessThan(3.2905 * Math.sqrt(100_000 * 0.1 * 0.9));
  expect(await run()).toBe(first);
});

test('latencies follow the median and the 99th percentile they were given', () => {
  const latency = { p50Ms: 40, p99Ms: 180 };
  const account = { concurrency: 1, requestRateFactor: 1e9 };
  start({ f: fn({ versions: { 1: synthetic({ latency }) } }) }, { account });
  const durations: number[] = [];
  for (let i = 0; i < 20_000; i++) {
    const startMs = clock.nowMs();
    invoke('f');
    while (answers.length <= i) clock.advance(1);
    durations.push(clock.nowMs() - startMs);
  }
  durations.sort((a, b) => a - b);
  expect(Math.abs((durations[10_000] ?? 0) - 40)).toBeLessThanOrEqual(3);
  expect(Math.abs((durations[19_800] ?? 0) - 180)).toBeLessThanOrEqual(20);
});

test('an Event is accepted at once, also where the reservation is 0, and an unknown one is not', () => {
  start({ f: fn({ reserved: 0 }) });
  invoke('f', undefined, { type: 'Event' });
  invoke('g', undefined, { type: 'Event' });
  expect(outcomes()).toEqual({ accepted: 1, ResourceNotFoundException: 1 });
});

test('a DryRun runs nothing', () => {
  start({ f: fn({ reserved: 0 }) });
  invoke('f', undefined, { type: 'DryRun' });
  expect(outcomes()).toEqual({ dryRun: 1 });
});
