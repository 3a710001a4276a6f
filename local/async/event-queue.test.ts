import { expect, test } from 'vitest';
import type { Execution } from '../functions/execution.js';
import { VirtualClock } from '../virtual-clock.fixture.js';
import { EventQueue, type FinishedEvent, type RetrySettings } from './event-queue.js';

const ok: Execution = {
  kind: 'executed',
  version: '1',
  payload: Buffer.from('null'),
  errorType: undefined,
  logTail: undefined,
};
const failed: Execution = { ...ok, errorType: 'Error' };
const throttled: Execution = { kind: 'throttled', reason: 'ConcurrentInvocationLimitExceeded' };

/** Runs one event to its end; the seconds at which it was attempted and what became of it. */
function run(script: Execution[], settings: RetrySettings = {}, isBlocked = false) {
  const clock = new VirtualClock();
  const attemptsS: number[] = [];
  const finished: FinishedEvent[] = [];
  let endedS = 0;
  const queue = new EventQueue(clock);
  queue.accept({
    acceptedMs: clock.nowMs(),
    settings,
    isBlocked: () => isBlocked,
    finished: (outcome) => {
      endedS = clock.nowMs() / 1000;
      finished.push(outcome);
    },
    attempt: (done) => {
      attemptsS.push(clock.nowMs() / 1000);
      done(script[Math.min(attemptsS.length, script.length) - 1] ?? ok);
    },
  });
  clock.advance(7 * 3600_000);
  expect(clock.pending).toBe(0);
  return {
    attemptsS,
    endedS,
    finished: finished.map(({ condition, invokeCount }) => [condition, invokeCount]),
  };
}

test.each([
  ['success', [ok], {}, [0], ['Success', 1]],
  [
    'function errors: again after 1 and 2 minutes',
    [failed],
    {},
    [0, 60, 180],
    ['RetriesExhausted', 3],
  ],
  ['success at the second attempt', [failed, ok], {}, [0, 60], ['Success', 2]],
  ['no retries', [failed], { maximumRetryAttempts: 0 }, [0], ['RetriesExhausted', 1]],
  ['one retry', [failed], { maximumRetryAttempts: 1 }, [0, 60], ['RetriesExhausted', 2]],
  ['scaled delays', [failed], { delayScale: 0.01 }, [0, 0.6, 1.8], ['RetriesExhausted', 3]],
  [
    'throttles: pauses double, and are no attempts',
    [throttled, throttled, throttled, ok],
    {},
    [0, 1, 3, 7],
    ['Success', 1],
  ],
  [
    'an event too old for its next attempt',
    [throttled],
    { maximumEventAgeInSeconds: 60 },
    [0, 1, 3, 7, 15, 31],
    ['EventAgeExceeded', 0],
  ],
  [
    'a scaled age',
    [throttled],
    { maximumEventAgeInSeconds: 60, delayScale: 0.5 },
    [0, 0.5, 1.5, 3.5, 7.5, 15.5],
    ['EventAgeExceeded', 0],
  ],
] as const)('%s', (_name, script, settings, attemptsS, finished) => {
  expect(run([...script], settings)).toMatchObject({ attemptsS, finished: [finished] });
});

test.each([
  ['the age itself', { maximumEventAgeInSeconds: 60 }, 60],
  ['a scaled age', { maximumEventAgeInSeconds: 60, delayScale: 0.5 }, 30],
])('an event expires when it is too old, and not before: %s', (_name, settings, endedS) => {
  expect(run([throttled], settings)).toMatchObject({ endedS, finished: [['EventAgeExceeded', 0]] });
});

test('pauses grow to five minutes and no further', () => {
  const { attemptsS, finished } = run([throttled]);
  const gaps = attemptsS.slice(1).map((atS, i) => atS - (attemptsS[i] ?? 0));
  expect(gaps.slice(0, 11)).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]);
  expect(finished).toEqual([['EventAgeExceeded', 0]]);
});

test('a reservation of 0 is never attempted (recorded 2025-11: invoke count 0)', () => {
  expect(run([ok], {}, true)).toEqual({
    attemptsS: [],
    endedS: 0,
    finished: [['ZeroReservedConcurrency', 0]],
  });
});

test('closing forgets what waits', () => {
  const clock = new VirtualClock();
  const queue = new EventQueue(clock);
  const base = { acceptedMs: 0, finished: () => {}, settings: {}, isBlocked: () => false };
  queue.accept({ ...base, attempt: (done) => done(throttled) });
  clock.advance(500);
  expect(queue.waiting).toBe(1);
  queue.close();
  expect([queue.waiting, clock.pending]).toEqual([0, 0]);
});
