import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Database } from '../database/open.js';
import { temporaryDatabase } from '../database/temporary.fixture.js';
import { EventBook } from '../measure/event-book.js';
import type { EventWindow } from '../measure/event-window.js';
import { eventSteps } from './event-steps.js';
import { eventWindows } from './event-windows.js';
import { FollowStore } from './follow-store.js';
import { retryPolicy } from './policy.js';
import type { FollowSettings } from './settings.js';

const startMs = 1_764_400_000_000;
const settings: FollowSettings = {
  functions: ['f', 'g'].map((functionName, workload) => ({
    ...{ functionName, workloads: [workload], policy: retryPolicy({ timeoutS: 3 }) },
    logs: { group: functionName, format: 'Text', tellsErrors: true },
  })),
  ...{ sample: 1, consume: false, untilS: 60, lagMs: 0, pollMs: 0 },
};

interface Sent {
  workload: number;
  intendedMs: number;
  /** From the intended send to the start; absent: it never ran. */
  queueMs?: number;
}

function enter(db: Database, run: string, sent: readonly Sent[]): FollowStore {
  const store = FollowStore.begin(db, run, settings);
  const completeMs = startMs + 100_000_000;
  store.keepProgress({ startMs, readers: { f: { completeMs }, g: { completeMs } } });
  const events = sent.map((each) => ({ ...each, requestId: randomUUID() }));
  store.accept(
    events.map(({ workload, intendedMs, requestId }) => {
      const intendedUs = intendedMs * 1000;
      return { workload, intendedUs, answeredUs: intendedUs + 5000, requestId };
    }),
  );
  for (const { requestId, intendedMs, queueMs } of events) {
    if (queueMs === undefined) continue;
    const atMs = startMs + intendedMs + queueMs;
    const report = { durationMs: 10, billedMs: 10, memoryMb: 128, hasFailed: false };
    store.learn([
      { requestId, fact: { kind: 'start', atMs, place: 1, version: '1' } },
      { requestId, fact: { kind: 'report', atMs: atMs + 10, place: 1, ...report } },
    ]);
  }
  return FollowStore.of(db, run) as FollowStore;
}

/** Follows of runs that sent some events, in any order, of which the logs were read to their end. */
function follower(): (sent: readonly Sent[]) => FollowStore {
  const { db } = temporaryDatabase();
  db.pragma('foreign_keys = off');
  let runs = 0;
  return (sent) => enter(db, `r${runs++}`, sent);
}

const acceptedIn = ({ events }: EventWindow) => events.map((book) => book?.counts.accepted ?? null);

it('cuts by when events should have been sent, and moves the last window back to the end of the load', () => {
  const store = follower()([
    { workload: 0, intendedMs: 6500, queueMs: 9000 },
    { workload: 0, intendedMs: 100, queueMs: 50 },
    { workload: 1, intendedMs: 1999, queueMs: 50 },
    { workload: 0, intendedMs: 2000 },
  ]);
  const windows = [...eventWindows(store, 2)];
  expect(windows.map(({ fromS, toS }) => [fromS, toS])).toEqual([
    ...[
      [0, 2],
      [2, 4],
      [4, 6],
    ],
    [5, 7],
  ]);
  expect(windows.map(acceptedIn)).toEqual([[1, 1], [1], [], [1]]);
  // Its time counts where it should have been sent, however late it ran.
  expect(windows[3]?.events[0]?.queue.maxUs).toBeCloseTo(9_000_000, -5);
  expect(windows[1]?.events[0]?.counts.ends).toMatchObject({ unknown: 1, completed: 0 });
});

it('a load shorter than a window is one, and a run without events has none', () => {
  const windows = [...eventWindows(follower()([{ workload: 0, intendedMs: 1200 }]), 10)];
  expect(windows.map(({ fromS, toS }) => [fromS, toS])).toEqual([[0, 2]]);
  expect([...eventWindows(follower()([]), 10)]).toEqual([]);
});

it('steps say how it went over time', () => {
  const { stepS, steps } = eventSteps(
    follower()([
      { workload: 0, intendedMs: 100, queueMs: 40 },
      { workload: 1, intendedMs: 4100 },
    ]),
    2,
  );
  expect(stepS).toBe(2);
  expect(steps).toMatchObject([
    { startS: 0, accepted: 1, ends: { completed: 1 }, queueUs: [40_000, 40_000, 40_000] },
    { startS: 4, accepted: 1, ends: { completed: 0 }, queueUs: null, endToEndUs: null },
  ]);
});

it('every event is in one window, but for those that the last one shares with the one before', () => {
  const sent = fc.record({
    workload: fc.nat(1),
    intendedMs: fc.nat(12_000),
    queueMs: fc.option(fc.nat(5000), { nil: undefined }),
  });
  const some = fc.array(sent as fc.Arbitrary<Sent>, { minLength: 1, maxLength: 20 });
  const followOf = follower();
  fc.assert(
    fc.property(some, fc.integer({ min: 1, max: 5 }), (events, lengthS) => {
      const windows = [...eventWindows(followOf(events), lengthS)];
      const whole = new EventBook();
      for (const window of windows.filter(({ fromS }) => fromS % lengthS === 0)) {
        for (const book of window.events) if (book) whole.merge(book);
      }
      const endS = Math.floor(Math.max(...events.map(({ intendedMs }) => intendedMs)) / 1000) + 1;
      const last = windows.at(-1);
      expect(last?.toS).toBe(endS);
      const shared = Math.floor(endS / lengthS) * lengthS;
      const inWhole = events.filter(
        ({ intendedMs }) => intendedMs < shared * 1000 || shared === 0,
      ).length;
      expect(whole.counts.accepted).toBe(inWhole);
      const inLast = events.filter(({ intendedMs }) => intendedMs >= (last?.fromS ?? 0) * 1000);
      expect(last?.events.reduce((sum, book) => sum + (book?.counts.accepted ?? 0), 0)).toBe(
        inLast.length,
      );
    }),
    { numRuns: 50 },
  );
});
