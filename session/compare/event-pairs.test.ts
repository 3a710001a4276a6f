import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { createRandom } from '../../core/base/random.js';
import { temporaryDatabase } from '../../core/database/temporary.fixture.js';
import { FollowStore } from '../../core/follow/follow-store.js';
import { retryPolicy } from '../../core/follow/policy.js';
import type { FollowSettings } from '../../core/follow/settings.js';
import type { MetricName } from '../../core/judge/compare/comparison.js';
import { judgePairs } from '../../core/judge/compare/judge-pairs.js';
import { PairTable } from '../../core/judge/compare/pair-table.js';
import type { PairedAnswer } from '../../core/measure/paired-answer.js';
import type { RunRecord } from '../../results/document/run-meta.js';
import type { PreparedRun } from '../run/prepare-run.js';
import { EventPairs } from './event-pairs.js';

const startMs = 1_764_400_000_000;
const settings: FollowSettings = {
  functions: [0, 1].map((leg) => ({
    ...{ functionName: 'f', qualifier: `${leg + 1}`, workloads: [leg] },
    policy: retryPolicy({ timeoutS: 3, maximumRetryAttempts: 0 }),
    logs: { group: 'f', format: 'JSON', tellsErrors: true },
  })),
  ...{ sample: 1, consume: false, untilS: 60, lagMs: 0, pollMs: 0 },
};
const pairs = 200;
const metrics: MetricName[] = ['async.endToEnd', 'async.endToEnd.p50', 'async.failures'];

interface NewVersion {
  slowdown?: number;
  /** Of so many events of new every attempt fails, nothing is logged, or no id was given. */
  failing?: number;
  silent?: number;
  unnamed?: number;
}

/** What the log of a function says in the time that its queue and its handler take, without waiting for either. */
function compared({ slowdown = 0, failing = 0, silent = 0, unnamed = 0 }: NewVersion) {
  const { db: database } = temporaryDatabase();
  database.pragma('foreign_keys = off');
  const prepared = { database, follow: { settings, notes: [] } } as unknown as PreparedRun;
  const events = new EventPairs(pairs, 2);
  const { onStored } = events.recording(prepared, { databasePath: '' });
  onStored?.({ id: 'run' } as RunRecord);
  const store = FollowStore.of(database, 'run') as FollowStore;
  store.keepProgress({ startMs, readers: { f: { completeMs: startMs + 3_600_000 } } });
  const table = new PairTable(pairs, 2);
  const random = createRandom(1, 'events');
  const told: (() => void)[] = [];
  for (let pair = 0; pair < pairs; pair++) {
    for (const leg of [0, 1]) {
      const requestId = randomUUID();
      const intendedUs = pair * 40_000 + leg * 20_000;
      const isNamed = leg === 0 || pair >= unnamed;
      const accepted = { intendedUs, answeredUs: intendedUs + 5000, ...(isNamed && { requestId }) };
      const answer: PairedAnswer = {
        ...{ pair, leg, payload: 0, kind: 'ok', start: 'unknown', serviceUs: 5000, accepted },
      };
      table.enter(answer);
      events.add(answer);
      const tookMs = Math.round(400 * (1 + 0.3 * random()) * (leg === 1 ? 1 + slowdown : 1));
      const atMs = startMs + intendedUs / 1000 + 50;
      const report = { durationMs: tookMs, billedMs: tookMs, memoryMb: 128 };
      const hasFailed = leg === 1 && pair < failing;
      if (!isNamed || (leg === 1 && pair >= pairs - silent)) continue;
      told.push(() =>
        store.learn([
          { requestId, fact: { kind: 'start', atMs, place: 1, version: `${leg + 1}` } },
          {
            requestId,
            fact: { kind: 'report', atMs: atMs + tookMs, place: 1, ...report, hasFailed },
          },
        ]),
      );
    }
  }
  events.flush();
  const rules = { maxSlowdown: 0.1, maxErrorIncrease: 0.05, alpha: 0.05, environmentSpread: 0 };
  const judge = () => judgePairs({ table, events, legRateHz: 25 }, { ...rules, metrics, seed: 1 });
  const before = judge();
  for (const tell of told) tell();
  events.judge(prepared, 'run');
  return { before, after: judge(), count: store.count() };
}

const verdictsOf = (now: NewVersion) => compared(now).after.metrics.map(({ verdict }) => verdict);

it.each<[string, NewVersion, string[]]>([
  ['the same code passes', {}, ['pass', 'pass', 'pass']],
  ['a slower version fails', { slowdown: 0.5 }, ['fail', 'fail', 'pass']],
  ['a version that fails more often fails', { failing: 60 }, ['pass', 'pass', 'fail']],
  ['of which some left no trace passes nothing', { silent: 3 }, Array(3).fill('inconclusive')],
  ['of which some were given no id passes nothing', { unnamed: 2 }, Array(3).fill('inconclusive')],
])('%s', (_, now, expected) => {
  expect(verdictsOf(now)).toEqual(expected);
});

it('knows nothing before the events were looked for, and says of how many', () => {
  const { before, after, count } = compared({ silent: 3 });
  expect(count).toBe(2 * pairs);
  expect(before.verdict).toBe('inconclusive');
  expect(before.warnings).toEqual([{ kind: 'undecidedEvents', pairs, ended: pairs }]);
  expect(after.warnings).toEqual([{ kind: 'undecidedEvents', pairs: 3, ended: pairs }]);
  expect(after.metrics.map(({ pairs: used }) => used)).toEqual(Array(3).fill(pairs - 3));
});

it('takes the time to the end from when an event should have been sent', () => {
  const [general] = compared({ slowdown: 1 }).after.metrics;
  expect(general?.old).toBeGreaterThan(450_000);
  expect(general?.old).toBeLessThan(600_000);
  // Of 50 ms in the queue nothing is twice as long.
  expect(general?.estimate).toBeGreaterThan(0.8);
  expect(general?.estimate).toBeLessThan(1);
});
