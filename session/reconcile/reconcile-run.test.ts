import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import { expect, it, onTestFinished } from 'vitest';
import { openDatabase } from '../../core/database/open.js';
import { temporaryFolder } from '../../core/database/temporary.fixture.js';
import { parseExpectation } from '../../core/judge/expectation.js';
import type { LocalLambda } from '../../local/config.js';
import { startLocalLambda } from '../../local/start.js';
import { clientOf } from '../../local/test-lambda.fixture.js';
import { jsonSummary } from '../../results/export/summary-json.js';
import { RunStore } from '../../results/store/run-store.js';
import { loadScenario } from '../../scenarios/language/load.js';
import type { RunOptions } from '../run/run-options.js';
import { runScenario } from '../run/run-scenario.js';
import { reconcileAgain } from './reconcile-run.js';

/** A scenario, a Lambda that is there before it and after it, and a database. */
async function served(yaml: string) {
  const folder = temporaryFolder();
  const file = join(folder, 'reconciled.yaml');
  writeFileSync(file, yaml);
  const scenario = loadScenario(file, { checkExpectation: parseExpectation });
  if (!scenario.local) throw new Error('the scenario has no local section');
  const local = await startLocalLambda(scenario.local);
  onTestFinished(() => local.close());
  const databasePath = join(folder, 'reprise.db');
  const run = async (options: Partial<RunOptions> = { reconcile: {} }) => {
    const result = await runScenario(scenario, {
      ...{ databasePath, local, threads: 0 },
      ...options,
    });
    if (!result) throw new Error('it was not run');
    return result.report;
  };
  return { local, run, databasePath };
}

/** Invokes it as somebody else would. */
async function others(local: LocalLambda, count: number): Promise<void> {
  const client = clientOf(local);
  for (let i = 0; i < count; i++) await client.send(new InvokeCommand({ FunctionName: 'f' }));
  client.destroy();
}

const control = { stop: new AbortController().signal, nowMs: Date.now };

/**
 * Metrics are by the minute: it begins early in one, and what did not end in it is done again, in a minute that has
 * nothing of it.
 */
async function withinOneMinute<T>(attempt: () => Promise<T>): Promise<T> {
  const minute = (): number => Math.floor(Date.now() / 60_000);
  for (let tried = -1; ; ) {
    while (minute() === tried || Date.now() % 60_000 > 40_000) await setTimeout(200);
    const begin = minute();
    const result = await attempt();
    if (minute() === begin) return result;
    tried = minute();
  }
}

const weighted = `
target: { function: f, qualifier: live }
load: [{ rate: 100/s, for: 600ms }]
expect: ['throttled < 100%']
local:
  region: eu-west-1
  functions:
    f:
      reserved: 2
      versions:
        1: { latency: 20ms, errorRate: 20% }
        2: { latency: 20ms }
      aliases: { live: { version: 1, weights: { 2: 50% } } }
`;

function countsIn(report: Awaited<ReturnType<Awaited<ReturnType<typeof served>>['run']>>) {
  const { scopes = [] } = report.run.meta.reconciliation ?? {};
  return scopes.map(({ scope, counts }) => ({
    scope,
    ...Object.fromEntries(
      counts.map(({ metric, service, finding }) => [metric, [service, finding]]),
    ),
  }));
}

it('a run alone on its function has what CloudWatch has, by function, alias and version', async () => {
  const { run } = await served(weighted);
  const report = await run();
  const { ok, functionError, throttled } = report.books.total().outcomes;
  expect(throttled).toBeGreaterThan(0);
  expect(report).toMatchObject({
    verdict: 'pass',
    run: { meta: { reconciliation: { status: 'agrees' } } },
  });
  const [whole, alias, ...versions] = countsIn(report);
  expect(whole).toEqual({
    scope: { functionName: 'f' },
    Invocations: [ok + functionError, 'agrees'],
    Errors: [functionError, 'agrees'],
    Throttles: [throttled, 'agrees'],
    AsyncEventsReceived: [null, 'agrees'],
    AsyncEventsDropped: [null, 'agrees'],
  });
  expect(alias).toMatchObject({ Invocations: [ok + functionError, 'agrees'] });
  expect(versions).toHaveLength(2);
  const json = jsonSummary(report).reconciliation;
  expect(json).toMatchObject({ status: 'agrees', problem: null });
  expect(json?.scopes[0]).toMatchObject({ function: 'f', concurrentExecutions: 2 });
});

it('others on the function make what held inconclusive, and say how many', async () => {
  const roomy = weighted.replace('reserved: 2', 'reserved: 50');
  const { local, run, databasePath } = await served(roomy);
  const report = await withinOneMinute(async () => {
    const calls = others(local, 13);
    const found = await run({});
    await calls;
    return found;
  });
  const database = openDatabase(databasePath);
  onTestFinished(() => {
    database.close();
  });
  const services = { credentials: local.credentials };
  const again = await reconcileAgain(database, 'last', { services }, control);
  expect(again.verdict).toBe('inconclusive');
  expect(again.verdicts).toHaveLength(report.verdicts.length + 1);
  expect(again.verdicts.at(-1)).toMatchObject({
    verdict: 'inconclusive',
    value: 13,
    observed: { text: '13 more invocations of f: others called it in those minutes' },
  });
  // What was called by the alias was this run's alone.
  const [, alias] = countsIn(again);
  expect(alias).toMatchObject({ Invocations: [expect.any(Number), 'agrees'] });
  const store = new RunStore(database);
  expect(store.load(store.find('last'))).toMatchObject({
    verdict: 'inconclusive',
    run: { meta: { reconciliation: { status: 'others' } } },
  });
  const borne = await reconcileAgain(database, 'last', { services, othersShare: 0.5 }, control);
  expect(borne.verdict).toBe('pass');
}, 240_000);

it('events that were followed: every attempt, and every one that was given up', async () => {
  const { run } = await served(`
target: { function: f }
invoke: { type: Event, follow: true }
load: [{ rate: 100/s, for: 400ms }]
expect: [async.completed > 10%]
local:
  queues: { failed: {} }
  functions:
    f:
      latency: 5ms
      errorRate: 40%
      async: { maximumRetryAttempts: 2, delayScale: 0.002, onFailure: 'arn:aws:sqs:us-east-1:123456789012:failed' }
`);
  const report = await run();
  const total = report.follow?.total;
  const [, one = 0, two = 0, three = 0] = total?.attempts ?? [];
  expect(total?.ends.failed).toBeGreaterThan(0);
  const [whole] = countsIn(report);
  expect(whole).toMatchObject({
    Invocations: [one + 2 * two + 3 * three, 'agrees'],
    AsyncEventsReceived: [40, 'agrees'],
    AsyncEventsDropped: [total?.ends.failed, 'agrees'],
  });
  expect(report.verdict).toBe('pass');
});

it('metrics that are late are waited for', async () => {
  const { run } = await served(`${weighted}  metrics: { lag: 4s }\n`);
  const waited: (number | null | undefined)[] = [];
  const report = await run({
    reconcile: {},
    onReconcile: ([whole]) => waited.push(whole?.counts[0]?.service),
  });
  expect(waited.length).toBeGreaterThan(0);
  expect(report.verdict).toBe('pass');
});

it('metrics that never come are no zeros: the run is inconclusive, and can be reconciled later', async () => {
  const { run } = await served(`${weighted}  metrics: { lag: 1h }\n`);
  const report = await run({ reconcile: { withinS: 0.3 } });
  expect(report.verdict).toBe('inconclusive');
  expect(countsIn(report)[0]).toMatchObject({ Invocations: [null, 'notThere'] });
  const { observed } = report.verdicts.at(-1) ?? {};
  expect(observed).toEqual({
    kind: 'worded',
    text: expect.stringMatching(
      /^none of \d+ invocations of f and \d+ more figures: .* not all there yet$/,
    ),
  });
});

it('metrics that cannot be read cost the run nothing but its verdict', async () => {
  const { local, run } = await served(weighted);
  const report = await run({ reconcile: {}, onStart: () => void local.close() });
  expect(report.run.meta.reconciliation).toMatchObject({ status: 'unread' });
  expect(report.verdicts.at(-1)).toMatchObject({ verdict: 'inconclusive' });
  expect(report.books.isBalanced).toBe(true);
});

it('a run of which nothing ran is refused', async () => {
  const { local, run, databasePath } = await served(
    weighted.replace('load:', 'invoke: { type: DryRun }\nload:'),
  );
  await run({});
  const database = openDatabase(databasePath);
  onTestFinished(() => {
    database.close();
  });
  const asked = { services: { credentials: local.credentials } };
  await expect(reconcileAgain(database, 'last', asked, control)).rejects.toThrow('invoked nothing');
});
