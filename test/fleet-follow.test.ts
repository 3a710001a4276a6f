import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { openDatabase } from '../core/database/open.js';
import { openFleet } from '../core/fleet/open-fleet.js';
import { parseExpectation } from '../core/judge/expectation.js';
import type { EventBookData } from '../core/measure/event-book.js';
import { startLocalLambda } from '../local/start.js';
import { accountId, configOf, fn, region, synthetic } from '../local/test-lambda.fixture.js';
import type { JsonSummary } from '../results/export/json-summary.js';
import { loadScenario } from '../scenarios/language/load.js';
import { packageVersion } from '../session/run/run-meta.js';
import { runScenario } from '../session/run/run-scenario.js';
import { reprise, start, temporaryFolder } from './cli.fixture.js';
import { fleetFlags, scenarioFile, serveWorkers } from './fleet.fixture.js';
import { hasNatsServer, type NatsServer, startNats } from './nats-server.fixture.js';

// Several processes and threads: on a busy machine they take their time, and only what hangs is to fail.
vi.setConfig({ testTimeout: 240_000 });
afterEach(() => vi.unstubAllEnvs());

const to = (name: string) => ({
  kind: 'arn' as const,
  arn: `arn:aws:sqs:${region}:${accountId}:${name}`,
});
const asynchronous = { maximumRetryAttempts: 0, onSuccess: to('done'), onFailure: to('failed') };

/** A local Lambda with a function that succeeds and one that fails; queues are told what came of each event. */
async function served(load: string) {
  const bad = { versions: { $LATEST: synthetic({ errorRate: 1 }) } };
  const functions = { good: fn({ asynchronous }), bad: fn({ ...bad, asynchronous }) };
  const lambda = await startLocalLambda(configOf(functions, { queues: { done: {}, failed: {} } }));
  onTestFinished(() => lambda.close());
  const folder = temporaryFolder();
  const file = scenarioFile(
    folder,
    `
target: { region: ${region}, endpoint: ${lambda.url} }
invoke: { type: Event, follow: { until: 2m } }
workloads:
  good: { target: { function: good }, load: [${load}] }
  bad: { target: { function: bad }, load: [${load}] }
expect: ['async.completed == 50%', 'async.failed == 50%', 'async.pending == 0']
`,
  );
  const { accessKeyId, secretAccessKey } = lambda.credentials;
  const env = { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey };
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  return { folder, file, env };
}

/** What of a book does not depend on how long anything took. */
function countsOf({
  accepted,
  ends,
  attempts,
  duplicates,
  deadLettered,
  undelivered,
}: EventBookData) {
  return { accepted, ends, attempts, duplicates, deadLettered, undelivered };
}

describe.skipIf(!hasNatsServer)('events that workers sent (nats-server)', () => {
  let nats: NatsServer;
  beforeAll(async () => {
    nats = await startNats();
  });
  afterAll(() => nats?.close());

  it('are followed: the second book is that of a single process', async () => {
    const { folder, file } = await served('{ rate: 60/s, for: 1s }');
    const scenario = loadScenario(file, { checkExpectation: parseExpectation });
    const databasePath = path.join(folder, 'reprise.db');
    const single = await runScenario(scenario, { databasePath, threads: 0 });
    const where = { bus: nats.url, fleet: 'followed', workers: 3 };
    const fleet = await openFleet({
      ...{ ...where, readyWithinMs: 60_000, onLost: 'stop', version: packageVersion() },
    });
    serveWorkers(nats.url, 'followed', ['w1', 'w2', 'w3']);
    const three = await runScenario(scenario, { databasePath, fleet });
    await fleet.close();
    const books = [single, three].map((result) => {
      const { follow, books: run, verdict } = result?.report ?? {};
      const { status, total, workloads, acceptedByRun } = follow ?? {};
      const each = workloads?.map((book) => book && countsOf(book));
      const { ok } = run?.total().outcomes ?? {};
      return { status, counts: total && countsOf(total), each, acceptedByRun, ok, verdict };
    });
    expect(books[0]).toMatchObject({ status: 'complete', verdict: 'pass' });
    expect(books[0]?.counts?.accepted).toBe(books[0]?.ok);
    expect(books[1]).toEqual(books[0]);
    expect(three?.report.run.meta.workers?.map(({ sent }) => sent > 0)).toEqual([true, true, true]);
  });

  it('are followed by who takes up the run: none is missing, none there twice', async () => {
    const { folder, file, env } = await served('{ rate: 40/s, for: 6s }');
    const how = { cwd: folder, env };
    const db = path.join(folder, 'reprise.db');
    serveWorkers(nats.url, 'test', ['w1', 'w2']);
    const first = start(['run', file, '--db', db, ...fleetFlags(nats.url, 2)], how);
    const database = openDatabase(db);
    onTestFinished(() => void database.close());
    const known = database.prepare<[], number>('SELECT count(*) FROM follow_events').pluck();
    while ((known.get() ?? 0) < 180 && first.process.exitCode === null) await sleep(20);
    first.process.kill('SIGKILL');
    expect(await first.ended).toMatchObject({ signal: 'SIGKILL' });
    const before = known.get() ?? 0;
    await sleep(500);
    const resume = ['run', '--resume', 'last', '--db', db, '--bus', nats.url, '-q'];
    const samples = await reprise([...resume, '--out', 'samples=rows.csv'], how);
    expect([samples.code, samples.stderr]).toEqual([104, expect.stringContaining('not kept')]);
    const resumed = await reprise([...resume, '--out', 'json=r.json'], how);
    expect([resumed.code, resumed.stderr]).toEqual([0, expect.anything()]);
    const { events, outcomes, planned } = JSON.parse(
      readFileSync(path.join(folder, 'r.json'), 'utf8'),
    ) as JsonSummary;
    expect([before < planned, planned, outcomes.ok]).toEqual([true, 480, 480]);
    expect(events).toMatchObject({
      ...{ status: 'complete', accepted: 480, acceptedByRun: 480, balanced: true },
      ends: { completed: 240, failed: 240 },
    });
  });
});
