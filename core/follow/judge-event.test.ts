import { describe, expect, it } from 'vitest';
import type { Condition, Fact } from './fact.js';
import { type FollowedEvent, judgeEvent } from './judge-event.js';
import { retryPolicy, type Witnesses } from './policy.js';

const policy = retryPolicy({ maximumEventAgeS: 300, timeoutS: 10 });
const sent = 1_000_000;
const s = (seconds: number): number => sent + seconds * 1000;

const start = (atS: number, place = 1): Fact => ({
  kind: 'start',
  atMs: s(atS),
  place,
  version: '7',
});
const report = (atS: number, place = 1, hasFailed = false): Fact => ({
  ...{ kind: 'report', atMs: s(atS), place, durationMs: 1000, billedMs: 1000, memoryMb: 128 },
  hasFailed,
});
const error = (atS: number, place = 1): Fact => ({ kind: 'error', atMs: s(atS), place });
const record = (condition: Condition, atS: number, invokeCount = 1): Fact => ({
  ...{ kind: 'record', atMs: s(atS), place: atS, condition, invokeCount },
});
const letter = (code: number, atS: number): Fact => ({
  kind: 'deadLetter',
  atMs: s(atS),
  place: 9,
  code,
});

const failedAt = (atS: number, place = 1): Fact[] => [
  start(atS, place),
  error(atS + 1, place),
  report(atS + 1, place),
];
const exhausted = [...failedAt(0), ...failedAt(61), ...failedAt(182)];

const logs = (atS: number, tellsErrors = true): Witnesses => ({
  logs: { completeMs: s(atS), tellsErrors },
});
const both = (atS: number): Witnesses => ({
  success: { completeMs: s(atS) },
  failure: { completeMs: s(atS) },
});
const letters = (atS: number): Witnesses => ({ deadLetters: { completeMs: s(atS) } });
const all = (atS: number): Witnesses => ({ ...logs(atS), ...both(atS), ...letters(atS) });

const judge = (facts: Fact[], witnesses: Witnesses, event: Partial<FollowedEvent> = {}) =>
  judgeEvent(
    { intendedMs: sent - 5, acceptedMs: sent, isNamed: true, facts, ...event },
    policy,
    witnesses,
  );
const endOf = (facts: Fact[], witnesses: Witnesses) => {
  const { end, why, isOpen } = judge(facts, witnesses);
  return [end, ...(why ? [why] : []), ...(isOpen ? ['open'] : [])].join(' ');
};

describe('the end of an event', () => {
  it.each<[string, Fact[], Witnesses, string]>([
    ['ran to success', [start(0), report(1)], logs(2), 'completed'],
    [
      'succeeded at the second attempt',
      [...failedAt(0), start(61), report(62)],
      logs(63),
      'completed',
    ],
    ['runs', [start(0)], logs(5), 'pending open'],
    ['began and never ended', [start(0)], logs(12), 'unknown endNotLogged'],
    ['ended, and its start was not seen', [report(1)], logs(2), 'completed'],
    ['failed once, and its retry is to come', failedAt(0), logs(30), 'pending open'],
    ['failed once, and its retry is late', failedAt(0), logs(100), 'pending open'],
    ['failed once, and was never retried', failedAt(0), logs(301), 'unknown notRetried'],
    ['failed once, was never retried and never given up', failedAt(0), all(301), 'lost'],
    ['failed when it was too old for a retry', failedAt(280), logs(301), 'expired'],
    ['failed three times', exhausted, logs(190), 'failed'],
    ['only errors were seen', [error(1), error(62), error(183)], logs(190), 'failed'],
    [
      'timed out three times',
      [0, 61, 182].flatMap((atS) => [start(atS), report(atS + 10, 1, true)]),
      logs(200),
      'failed',
    ],
    ['no start so far', [], logs(290), 'pending open'],
    ['no start in its life', [], logs(301), 'unknown neverRan'],
    ['no trace at all', [], all(301), 'lost'],
    ['no trace in log and dead letters', [], { ...logs(301), ...letters(301) }, 'lost'],
    ['no trace so far in dead letters', [], { ...logs(301), ...letters(290) }, 'unknown neverRan'],
    ['no record so far', [], both(290), 'pending open'],
    ['no record in its life', [], both(311), 'unknown noRecord'],
    [
      'no record of success in its life',
      [],
      { success: { completeMs: s(311) } },
      'unknown neverRan',
    ],
    ['dead letters alone', [], letters(290), 'unknown successNotTold open'],
    ['a record of success', [record('Success', 2)], both(3), 'completed'],
    ['a record of failure', [record('RetriesExhausted', 190, 3)], both(3), 'failed'],
    ['a record of its age', [record('EventAgeExceeded', 300)], both(3), 'expired'],
    [
      'a record of a reservation of 0',
      [record('ZeroReservedConcurrency', 0)],
      both(3),
      'discarded',
    ],
    [
      'one copy failed and one succeeded',
      [record('RetriesExhausted', 190, 3), record('Success', 2)],
      both(3),
      'completed',
    ],
    ['a dead letter of a failure', [letter(200, 190)], letters(3), 'failed'],
    ['a dead letter of old age', [letter(200, 300)], letters(3), 'expired'],
    [
      'a dead letter of a late failure, as the log has it',
      [...exhausted, letter(200, 301)],
      { ...logs(310), ...letters(3) },
      'failed',
    ],
    ['a dead letter that never ran', [letter(429, 300)], letters(3), 'expired'],
    ['a dead letter at once', [letter(429, 0)], letters(3), 'discarded'],
    ['a record against its log', [...exhausted, record('Success', 190, 3)], all(200), 'completed'],
  ])('%s', (_name, facts, witnesses, end) => {
    expect(endOf(facts, witnesses)).toBe(end);
  });

  it.each<[string, Fact[], Witnesses, string]>([
    [
      'ended, and may be retried',
      [start(0), report(1)],
      logs(100, false),
      'unknown resultNotLogged open',
    ],
    [
      'ended, and was not retried in its life',
      [start(0), report(1)],
      logs(301, false),
      'completed',
    ],
    [
      'ended thrice',
      [0, 61, 182].flatMap((atS) => [start(atS), report(atS + 1)]),
      logs(301, false),
      'unknown resultNotLogged',
    ],
    [
      'ended thrice, and was not given up',
      [0, 61, 182].flatMap((atS) => [start(atS), report(atS + 1)]),
      { ...logs(301, false), ...letters(184) },
      'completed',
    ],
    ['timed out', [start(0), report(10, 1, true)], logs(30, false), 'pending open'],
  ])('where the log does not tell every error: %s', (_name, facts, witnesses, end) => {
    expect(endOf(facts, witnesses)).toBe(end);
  });

  it('is not known without a request id, whatever was read', () => {
    expect(judge([], all(400), { isNamed: false })).toMatchObject({
      ...{ end: 'unknown', why: 'noRequestId', isOpen: false },
    });
  });
});

describe('beside the end', () => {
  it.each<[string, Fact[], Witnesses, object]>([
    [
      'attempts by the log',
      [...failedAt(0), start(61), report(62)],
      logs(63),
      { attempts: 2, successes: 1, version: '7' },
    ],
    [
      'attempts by the records of two copies',
      [record('Success', 2, 1), record('Success', 3, 2)],
      both(4),
      { attempts: 3, successes: 2 },
    ],
    [
      'a copy in another environment',
      [start(0, 1), report(1, 1), start(0, 2), report(1, 2)],
      logs(3),
      { attempts: 2, successes: 2 },
    ],
    [
      'a copy in the same',
      [start(0), report(1), start(1), report(2)],
      logs(3),
      { attempts: 2, successes: 2 },
    ],
    [
      'throttled until it was too old',
      [letter(429, 300)],
      letters(301),
      { attempts: 0, isDeadLettered: true },
    ],
    [
      'attempts that a dead letter does not tell',
      [letter(200, 190)],
      letters(301),
      { isDeadLettered: true },
    ],
    [
      'a record that did not come',
      [start(0), report(1)],
      { ...logs(5), ...both(5) },
      { end: 'completed', isUndelivered: true },
    ],
    [
      'a record that may still come',
      [start(0), report(3)],
      { ...logs(5), ...both(2) },
      { end: 'completed', isUndelivered: false },
    ],
    [
      'a record of a failure that did not come',
      exhausted,
      { ...logs(190), ...both(190) },
      { end: 'failed', isUndelivered: true },
    ],
    [
      'times',
      [...failedAt(2), start(63), report(64)],
      logs(65),
      { queueUs: 2_005_000, endToEndUs: 64_005_000 },
    ],
    ['a time by the record alone', [record('Success', 2)], both(3), { endToEndUs: 2_005_000 }],
  ])('%s', (_name, facts, witnesses, expected) => {
    expect(judge(facts, witnesses)).toMatchObject(expected);
  });
});
