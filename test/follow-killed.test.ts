import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { openDatabase } from '../core/database/open.js';
import type { FollowFindings } from '../core/follow/findings.js';
import { FollowStore } from '../core/follow/follow-store.js';
import type { EventTotals } from '../local/async/ledger.js';
import { startLocalLambda } from '../local/start.js';
import { configOf, fn, region, synthetic } from '../local/test-lambda.fixture.js';
import { followRun } from '../session/follow/follow-run.js';
import { reprise, start, temporaryFolder } from './cli.fixture.js';

/** Events take four seconds to their first attempt; some fail, some run twice. */
const lambda = configOf({
  f: fn({
    versions: { $LATEST: synthetic({ errorRate: 0.2 }) },
    asynchronous: {
      ...{ maximumRetryAttempts: 0, delayScale: 1 },
      faults: { delay: { p50Ms: 4000, p99Ms: 6000 }, duplicate: 0.2 },
    },
  }),
});

const scenario = (url: string) => `
name: killed
target: { function: f, region: ${region}, endpoint: ${url} }
invoke: { type: Event, follow: { from: logs, until: 1m } }
load: [{ rate: 60/s, for: 1s }]
expect: [async.pending == 0]
`;

/** Whether every copy of every event has its end. */
async function isOver(url: string): Promise<boolean> {
  const answer = await fetch(`${url}/reprise/ledger`);
  const { functions } = (await answer.json()) as { functions: Record<string, EventTotals> };
  if (!functions.f) return false;
  const { accepted, duplicated, ended } = functions.f;
  return Object.values(ended).reduce((sum, count) => sum + count, 0) === accepted + duplicated;
}

/** What became of the events, without what depends on how it was read. */
function bookOf({ status, total, workloads, versions, worst }: FollowFindings) {
  return { status, total, workloads, versions, worst };
}

it('a run that is killed while it follows is taken up, and ends with the same book', async () => {
  const local = await startLocalLambda(lambda);
  onTestFinished(() => local.close());
  const { accessKeyId, secretAccessKey } = local.credentials;
  const env = { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey };
  const folder = temporaryFolder();
  const db = path.join(folder, 'reprise.db');
  const file = path.join(folder, 'killed.yaml');
  writeFileSync(file, scenario(local.url));
  const database = openDatabase(db);
  onTestFinished(() => {
    database.close();
  });
  const idOf = (): string | undefined =>
    database.prepare<[], string>('SELECT run_id FROM follows').pluck().get();

  const killed = start(['run', file, '--db', db, '--threads', '1', '--yes'], { env });
  await expect
    .poll(() => FollowStore.of(database, idOf() ?? '')?.progress.readers, { timeout: 30_000 })
    .toBeDefined();
  killed.process.kill('SIGKILL');
  expect((await killed.ended).signal).toBe('SIGKILL');
  const before = FollowStore.of(database, idOf() ?? '') as FollowStore;
  const known = [...before.events()].filter(({ facts }) => facts.length > 0).length;
  expect(known).toBeLessThan(60);

  // A copy that runs later than all others would be in one of the two books alone.
  await expect.poll(() => isOver(local.url), { timeout: 30_000 }).toBe(true);
  const taken = await reprise(['follow', 'last', '--db', db, '--out', 'json=-', '-q'], { env });
  const { verdict, events } = JSON.parse(taken.stdout);
  expect(taken.code).toBe(0);
  expect(verdict).toBe('pass');
  expect(events).toMatchObject({
    status: 'complete',
    accepted: 60,
    acceptedByRun: 60,
    balanced: true,
  });
  expect(events.ends.completed + events.ends.failed).toBe(60);
  const stored = database
    .prepare<[], string>('SELECT findings FROM follows')
    .pluck()
    .get() as string;

  // As if nobody had ever looked: one reading of everything, by one process.
  database.exec(`UPDATE follow_events SET facts = x''`);
  database.exec(`UPDATE follows SET progress = json_remove(progress, '$.readers')`);
  const undisturbed = await followRun(
    database,
    idOf() ?? '',
    { services: { credentials: local.credentials }, forS: 20 },
    { stop: new AbortController().signal, nowMs: Date.now },
  );
  expect(bookOf(JSON.parse(stored))).toEqual(bookOf(undisturbed as FollowFindings));
}, 60_000);
