import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { openDatabase } from '../../core/database/open.js';
import { temporaryFolder } from '../../core/database/temporary.fixture.js';
import type { MetricName } from '../../core/judge/compare/comparison.js';
import { parseExpectation } from '../../core/judge/expectation.js';
import { startLocalLambda } from '../../local/start.js';
import { configOf, fn, region, synthetic } from '../../local/test-lambda.fixture.js';
import { compareRuns } from '../../results/store/compare-runs.js';
import { RunStore } from '../../results/store/run-store.js';
import { loadScenario } from '../../scenarios/language/load.js';
import { runScenario } from '../run/run-scenario.js';
import { followAgain } from './follow-events.js';

/** Version 2 takes far longer than this machine is ever late, and version 3 fails in every attempt. */
const versions = {
  1: synthetic({ latency: { p50Ms: 5, p99Ms: 5 } }),
  2: synthetic({ latency: { p50Ms: 2500, p99Ms: 2500 } }),
  3: synthetic({ errorRate: 1 }),
};

const tolerances = {
  ...{ maxSlowdown: 0.1, maxErrorIncrease: 0.1, alpha: 0.05, environmentSpread: 0, seed: 1 },
  metrics: ['async.endToEnd.p50', 'async.failures'] as readonly MetricName[],
};

/** A local Lambda that goes on, and runs of its versions in one database. */
async function versioned() {
  const f = fn({ timeoutS: 30, versions, asynchronous: { maximumRetryAttempts: 0 } });
  const lambda = await startLocalLambda(configOf({ f }));
  onTestFinished(() => lambda.close());
  vi.stubEnv('AWS_ACCESS_KEY_ID', lambda.credentials.accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', lambda.credentials.secretAccessKey);
  onTestFinished(() => void vi.unstubAllEnvs());
  const folder = temporaryFolder();
  const databasePath = join(folder, 'reprise.db');
  const run = (version: number, follow: boolean, options = {}) => {
    const file = join(folder, `v${version}.yaml`);
    writeFileSync(
      file,
      `name: events
target: { function: 'f:${version}', region: ${region}, endpoint: ${lambda.url} }
invoke: { type: Event${follow ? ', follow: { from: logs, until: 1h }' : ''} }
load: [{ rate: 200/s, for: 500ms }]
limits: { timeout: 5m, connectTimeout: 5m, drain: 5m }
`,
    );
    const scenario = loadScenario(file, { checkExpectation: parseExpectation });
    return runScenario(scenario, { databasePath, threads: 0, ...options });
  };
  return { databasePath, run };
}

const against = (reference: string) => ({ baseline: { reference, tolerances } });

type Ran = Awaited<ReturnType<typeof runScenario>>;
const verdictsOf = (ran: Ran) =>
  ran?.report.verdicts
    .filter(({ text }) => text.startsWith('async.'))
    .map(({ text, verdict }) => `${text.split(' ')[0]} ${verdict}`);

it('a baseline is judged when it is known what became of the events', async () => {
  const { databasePath, run } = await versioned();
  const first = await run(1, true);
  const old = first?.report.run.id ?? '';
  const slower = await run(2, true, against(old));
  expect(verdictsOf(slower)).toEqual(['async.endToEnd.p50 fail', 'async.failures pass']);
  expect(slower?.report).toMatchObject({
    verdict: 'fail',
    run: { meta: { baseline: { comparison: { verdict: 'fail' } } } },
  });
  const failing = await run(3, true, against(old));
  expect(verdictsOf(failing)).toEqual(['async.endToEnd.p50 inconclusive', 'async.failures fail']);

  const database = openDatabase(databasePath);
  onTestFinished(() => void database.close());
  const store = new RunStore(database);
  const load = (ran: Ran) => store.load(store.find(ran?.report.run.id ?? ''));
  const stored = load(slower);
  expect(stored.verdicts).toEqual(slower?.report.verdicts);
  expect(stored.run.meta.baseline).toEqual(slower?.report.run.meta.baseline);
  const { comparison } = compareRuns(load(first), stored, tolerances);
  expect(comparison.metrics).toEqual(stored.run.meta.baseline?.comparison.metrics);
}, 60_000);

it('a run that was stopped is held against its baseline again by who follows it later', async () => {
  const { databasePath, run } = await versioned();
  const first = await run(1, true);
  const stop = new AbortController();
  const stopped = await run(2, true, {
    ...against(first?.report.run.id ?? ''),
    ...{ stop: stop.signal, onFollow: () => stop.abort() },
  });
  expect(stopped?.isFollowStopped).toBe(true);
  expect(verdictsOf(stopped)).toEqual([
    'async.endToEnd.p50 inconclusive',
    'async.failures inconclusive',
  ]);
  const database = openDatabase(databasePath);
  onTestFinished(() => void database.close());
  const control = { stop: new AbortController().signal, nowMs: Date.now };
  const report = await followAgain(database, 'last', { forS: 300 }, control);
  expect(verdictsOf({ report })).toEqual(['async.endToEnd.p50 fail', 'async.failures pass']);
  const store = new RunStore(database);
  expect(store.load(store.find('last')).verdicts).toEqual(report.verdicts);
}, 60_000);

it('a baseline that was not followed decides nothing of events', async () => {
  const { run } = await versioned();
  const first = await run(1, false);
  const now = await run(1, true, against(first?.report.run.id ?? ''));
  expect(now?.report.run.meta.baseline).toMatchObject({
    doubts: expect.arrayContaining(['what became of the events of old was not followed']),
    comparison: {
      verdict: 'inconclusive',
      metrics: [{ limit: 'notFollowed' }, { limit: 'notFollowed' }],
    },
  });
  expect(now?.report.verdict).toBe('inconclusive');
}, 60_000);
