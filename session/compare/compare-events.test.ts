import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { openDatabase } from '../../core/database/open.js';
import { temporaryFolder } from '../../core/database/temporary.fixture.js';
import type { MetricName } from '../../core/judge/compare/comparison.js';
import { exitCodeOf } from '../../core/judge/verdict.js';
import { RunStore } from '../../results/store/run-store.js';
import { loadScenario } from '../../scenarios/language/load.js';
import { type CompareResult, compareFunctions } from './compare-functions.js';
import { compareScenario } from './compare-scenario.js';

/** Version 12 takes far longer than this machine is ever late; version 13 fails in every attempt. */
const events = (invoke = '{ type: Event, follow: { from: logs, until: 1h } }') => `
name: events
seed: 7
target: { function: f }
invoke: ${invoke}
payloads: { inline: [{ n: 1 }, { n: 2 }] }
load: [{ rate: 1/s, invocations: 1 }]
limits: { timeout: 5m, connectTimeout: 5m, drain: 5m }
local:
  functions:
    f:
      versions:
        "11": { latency: { p50: 300ms, p99: 900ms } }
        "12": { latency: { p50: 2s, p99: 5s } }
        "13": { latency: 20ms, errorRate: 100% }
        "14": { latency: { p50: 300ms, p99: 900ms } }
      provisioned: { "11": 90, "12": 90, "13": 90, "14": 90 } # cold starts are no part of the verdict
      timeout: 30s
      async: { maximumRetryAttempts: 1, delayScale: 0.001 }
`;

const metrics: readonly MetricName[] = ['async.endToEnd', 'async.endToEnd.p50', 'async.failures'];
const tolerances = {
  ...{ maxSlowdown: 0.1, maxErrorIncrease: 0.15, alpha: 0.05, environmentSpread: 0, seed: 7 },
  metrics,
};

async function compared(now: string, text = events(), options = {}) {
  const folder = temporaryFolder();
  const file = join(folder, 'events.yaml');
  writeFileSync(file, text);
  const databasePath = join(folder, 'reprise.db');
  const load = { old: 'f:11', new: now, again: false, pairs: 80, rateHz: 320 };
  const result = await compareFunctions(
    compareScenario(loadScenario(file), load),
    { tolerances, ignored: [] },
    { databasePath, threads: 0, ...options },
  );
  if (!result) throw new Error('nothing was sent');
  return { result, databasePath };
}

const verdictsOf = ({ comparison }: CompareResult) =>
  comparison.metrics.map(({ verdict }) => verdict);
const exitOf = ({ report }: CompareResult) => exitCodeOf(report.run.status, report.verdict);

it('a version whose events end later is found', async () => {
  const { result, databasePath } = await compared('f:12');
  const [general, median, failures] = result.comparison.metrics;
  // Its interval is beyond all that a busy machine does; that it drifts nobody can rule out in half a second.
  for (const metric of [general, median]) {
    expect(metric?.low).toBeGreaterThan(0.5);
    expect(['fail', metric?.limit]).toContain(
      metric?.limit === 'drift' ? 'drift' : metric?.verdict,
    );
  }
  expect(failures?.verdict).toBe('pass');
  const { total, workloads } = result.report.follow ?? {};
  expect(total?.ends.completed).toBe(160);
  expect(workloads?.map((book) => book?.accepted)).toEqual([80, 80]);
  const database = openDatabase(databasePath);
  onTestFinished(() => void database.close());
  const store = new RunStore(database);
  const stored = store.load(store.find('last'));
  expect(stored.verdicts).toEqual(result.report.verdicts);
  expect(stored.verdict).toBe(result.report.verdict);
}, 60_000);

it('the same code again does not fail, however busy this machine is', async () => {
  const { result } = await compared('f:14');
  const verdicts = verdictsOf(result);
  expect(verdicts).not.toContain('fail');
  expect(verdicts[2]).toBe('pass');
  expect(result.comparison.errorPairs).toMatchObject({ neither: 80 });
}, 60_000);

it('a version whose events fail in every attempt fails', async () => {
  const { result } = await compared('f:13');
  expect(verdictsOf(result)).toEqual(['inconclusive', 'inconclusive', 'fail']);
  expect(result.comparison.errorPairs).toMatchObject({ onlySecond: 80 });
  expect(exitOf(result)).toBe(99);
}, 60_000);

it('what is stopped while its events are followed passes nothing', async () => {
  const stop = new AbortController();
  const { result } = await compared('f:12', events(), {
    ...{ stop: stop.signal, onFollow: () => stop.abort() },
  });
  expect(result.isFollowStopped).toBe(true);
  expect(result.comparison.verdict).not.toBe('pass');
  expect(result.comparison.warnings).toContainEqual(
    expect.objectContaining({ kind: 'undecidedEvents' }),
  );
}, 60_000);

it('a sample of the events is refused', async () => {
  const sampled = events('{ type: Event, follow: { from: logs, sample: 10% } }');
  await expect(compared('f:12', sampled)).rejects.toThrow('follows all events');
});
