import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { temporaryDatabase } from '../database/temporary.fixture.js';
import { conditions, type Evidence, type Fact } from './fact.js';
import { decodeFacts, encodeFacts } from './fact-codec.js';
import { foldEvents } from './fold-events.js';
import { FollowStore } from './follow-store.js';
import { retryPolicy, type Witnesses } from './policy.js';
import type { FollowSettings } from './settings.js';

const startMs = 1_764_400_000_000;
const ms = fc.integer({ min: startMs - 1000, max: startMs + 400_000 });
const place = fc.integer({ min: 0, max: 3 });
const count = fc.integer({ min: 0, max: 4 });
const version = fc.constantFrom('$LATEST', '1', '12');
const fact: fc.Arbitrary<Fact> = fc.oneof(
  fc.record({ kind: fc.constant('start' as const), atMs: ms, place, version }),
  fc.record({
    ...{ kind: fc.constant('report' as const), atMs: ms, place },
    durationMs: fc.integer({ min: 0, max: 90_000_000 }).map((hundredths) => hundredths / 100),
    ...{ billedMs: fc.nat(900_000), memoryMb: fc.constantFrom(128, 10_240) },
    hasFailed: fc.boolean(),
  }),
  fc.record({ kind: fc.constant('error' as const), atMs: ms, place }),
  fc.record({
    ...{ kind: fc.constant('record' as const), atMs: ms, place },
    ...{ condition: fc.constantFrom(...conditions), invokeCount: count, version },
  }),
  fc.record({
    kind: fc.constant('deadLetter' as const),
    atMs: ms,
    place,
    code: fc.constantFrom(200, 429),
  }),
);

it('facts survive being stored, once each and in one order', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fact, { maxLength: 8, selector: (each) => JSON.stringify(each) }),
      (facts) => {
        const bytes = encodeFacts(facts, startMs);
        const back = decodeFacts(bytes, startMs);
        expect(new Set(back.map(sorted))).toEqual(new Set(facts.map(sorted)));
        expect(encodeFacts([...facts, ...back].reverse(), startMs)).toEqual(bytes);
      },
    ),
  );
});

function sorted(value: Fact): string {
  return JSON.stringify(Object.entries(value).sort());
}

const ids = Array.from({ length: 6 }, () => randomUUID());
const settings: FollowSettings = {
  ...{ functions: [], sample: 1, consume: false, untilS: 60, lagMs: 0, pollMs: 0 },
};
const witnesses: Witnesses = {
  logs: { completeMs: startMs + 200_000, tellsErrors: true },
  deadLetters: { completeMs: startMs + 350_000 },
};
const judgedBy = () => ({ policy: retryPolicy({ maximumEventAgeS: 300, timeoutS: 5 }), witnesses });

it('any interleaving, duplication and delay of evidence gives the same book', () => {
  const { db } = temporaryDatabase();
  db.pragma('foreign_keys = off');
  const evidence = fc.record({ requestId: fc.constantFrom(...ids), fact });
  const batches = (each: readonly Evidence[]) =>
    fc
      .tuple(
        fc.shuffledSubarray([...each], { minLength: each.length }),
        fc.shuffledSubarray([...each]),
        fc.integer({ min: 1, max: 5 }),
      )
      .map(([all, again, size]) => chunks([...all, ...again], size));
  const told = fc.array(evidence, { maxLength: 30 });
  let run = 0;
  fc.assert(
    fc.property(
      told.chain((each) => fc.tuple(fc.constant(each), batches(each))),
      ([inOrder, anyhow]) => {
        const books = [[inOrder], anyhow].map((parts) => {
          const store = FollowStore.begin(db, `run-${run++}`, settings);
          store.keepProgress({ startMs });
          store.accept(
            ids.map((requestId, i) => ({
              workload: i % 2,
              intendedUs: i * 1e6,
              answeredUs: i * 1e6 + 250,
              requestId,
            })),
          );
          for (const part of parts) expect(store.learn(part)).toBe(0);
          const { total, workloads, versions, worst } = foldEvents(store.events(), judgedBy);
          return {
            total: total.toData(),
            workloads: data(workloads),
            versions: data(versions),
            worst,
            isBalanced: total.isBalanced,
          };
        });
        expect(books[1]).toEqual(books[0]);
        expect(books[0]).toMatchObject({ isBalanced: true, total: { accepted: ids.length } });
      },
    ),
    { numRuns: 60 },
  );
});

function data<Key>(books: Map<Key, { toData(): object }>): [Key, object][] {
  return [...books].map(([key, book]): [Key, object] => [key, book.toData()]).sort();
}

function chunks<T>(list: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, i) =>
    list.slice(i * size, (i + 1) * size),
  );
}
