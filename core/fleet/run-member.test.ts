import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Lanes } from '../lanes/lanes.js';
import {
  type Assignment,
  type Beat,
  beatMs,
  cutOffAfterMs,
  type LostPolicy,
  orphanedAfterMs,
  runSubjects,
} from './protocol.js';
import { RunMember } from './run-member.js';

const subjects = runSubjects('r');
const members: RunMember[] = [];
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] });
});
afterEach(() => {
  for (const member of members.splice(0)) member.close();
  vi.useRealTimers();
});

/** A worker's part in a run, on a bus that a test plays. */
async function memberOf(changes: Partial<Assignment> = {}) {
  const state = { isReached: true, takes: true };
  let end = (): void => {};
  const done: string[] = [];
  const listeners = new Map<string, (message: unknown) => void>();
  const bus = {
    onReconnect: () => () => {},
    listen: (subject: string, listener: (message: never) => void) => {
      listeners.set(subject, listener as (message: unknown) => void);
      return () => {};
    },
    tell: () => {},
    ask: async () => true,
    isConnected: true,
    append: () => (state.takes ? Promise.resolve() : new Promise<void>(() => {})),
    reach: () => (state.isReached ? Promise.resolve() : new Promise<void>(() => {})),
  };
  const assignment = {
    ...{ run: 'r', lane: 1, workers: 2, epoch: 1, worker: 'me', onLost: 'stop', threads: 1 },
    ...changes,
  } as Assignment;
  const member = new RunMember(bus as never, assignment);
  members.push(member);
  const lanes: Lanes = {
    start: (startUs, _wallUs, late) => done.push(`start ${startUs} ${late?.fromUs ?? ''}`.trim()),
    stop: () => done.push('stop'),
    abort: () => done.push('abort'),
    close: async () => void done.push('close'),
    done: new Promise((resolve) => {
      end = resolve;
    }),
  };
  await member.ready(lanes, { clock: { offsetUs: 10, errorUs: 1 }, threads: 1, account: {} });
  const hears = (subject: string, message: unknown): void => listeners.get(subject)?.(message);
  const beat: Beat = { committedUs: 0, gone: [], joins: [], isOver: false };
  return {
    ...{ done, state, member, hears },
    ends: () => end(),
    beats: (more: Partial<Beat>) => hears(subjects.beat, { ...beat, ...more }),
  };
}

/** Time passes, a beat at a time. */
async function pass(ms: number, meanwhile: () => void = () => {}): Promise<void> {
  for (let passed = 0; passed < ms; passed += beatMs) {
    await vi.advanceTimersByTimeAsync(beatMs);
    meanwhile();
  }
}

const start = { t0Us: 1000, wallUs: 5 };

it.each<[LostPolicy, number, string[]]>([
  ['stop', orphanedAfterMs - 2500, []],
  ['continue', orphanedAfterMs - 2500, []],
  ['replace', cutOffAfterMs - 2 * beatMs, []],
  ['replace', cutOffAfterMs + 2 * beatMs, ['abort']],
])('under %s a worker that reaches no bus for %i ms has done %j', async (onLost, ms, expected) => {
  const { done, state, hears } = await memberOf({ onLost });
  hears(subjects.start, start);
  hears(subjects.go, {});
  await pass(2000);
  state.isReached = false;
  await pass(ms);
  expect([...new Set(done.slice(1))]).toEqual(expected);
});

it.each<[string, string]>([
  ['stop', 'stop'],
  ['abort', 'abort'],
])('obeys an order to %s in the moment that it hears it', async (type, expected) => {
  const { done, hears } = await memberOf();
  hears(subjects.start, start);
  hears(subjects.go, {});
  hears(subjects.order, { type });
  expect(done).toEqual(['start 990', expected]);
});

it('goes on without a coordinator where the bus is there, until it is orphaned', async () => {
  const { done, hears } = await memberOf({ onLost: 'replace' });
  hears(subjects.start, start);
  hears(subjects.go, {});
  await pass(orphanedAfterMs - 2 * beatMs);
  expect(done).toEqual(['start 990']);
  await pass(4 * beatMs);
  expect(done.slice(0, 2)).toEqual(['start 990', 'stop']);
});

it('is free again when nobody takes what it said last: the bus has lost the log', async () => {
  const { ends, hears, member, state } = await memberOf();
  let isOver = false;
  void member.untilOver().then(() => {
    isOver = true;
  });
  state.takes = false;
  hears(subjects.start, start);
  hears(subjects.go, {});
  await pass(orphanedAfterMs + 2 * beatMs);
  ends();
  await pass(orphanedAfterMs - 4 * beatMs);
  expect(isOver).toBe(false);
  await pass(6 * beatMs);
  expect(isOver).toBe(true);
});

const join = {
  lane: 1,
  epoch: 3,
  worker: 'me',
  start,
  late: { fromUs: 7e6, begun: [], unheard: 0, lanes: 1 },
};

it('takes a lost one’s place when it is told, once', async () => {
  const { done, beats } = await memberOf({ onLost: 'replace', epoch: 3 });
  beats({ joins: [{ ...join, lane: 0 }], gone: [{ lane: 1, epoch: 1 }] });
  expect(done).toEqual([]);
  beats({ joins: [join] });
  beats({ joins: [join] });
  expect(done).toEqual(['start 990 7000000']);
  beats({
    gone: [
      { lane: 1, epoch: 1 },
      { lane: 1, epoch: 3 },
    ],
  });
  expect(done.slice(1)).toEqual(['abort']);
});

it('goes when somebody else was called after it, or in its name', async () => {
  for (const other of [{ worker: 'you' }, { worker: 'you', epoch: 4 }]) {
    const { done, beats, member } = await memberOf({ onLost: 'replace', epoch: 3 });
    beats({ joins: [{ ...join, ...other }] });
    expect(done).toEqual(['close']);
    expect(await member.untilOver()).toEqual({ reason: 'stopped' });
  }
});
