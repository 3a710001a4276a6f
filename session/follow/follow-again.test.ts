import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, expect, it, onTestFinished, vi } from 'vitest';
import { type Database, openDatabase } from '../../core/database/open.js';
import { temporaryFolder } from '../../core/database/temporary.fixture.js';
import { idText } from '../../core/follow/event-id.js';
import { FollowStore } from '../../core/follow/follow-store.js';
import { parseExpectation } from '../../core/judge/expectation.js';
import type { LocalLambda, LocalLambdaConfig } from '../../local/config.js';
import { startLocalLambda } from '../../local/start.js';
import { accountId, configOf, fn, region, synthetic } from '../../local/test-lambda.fixture.js';
import { RunStore } from '../../results/store/run-store.js';
import { loadScenario } from '../../scenarios/language/load.js';
import { runScenario } from '../run/run-scenario.js';
import { followAgain } from './follow-events.js';

afterEach(() => vi.unstubAllEnvs());

const to = (name: string) => ({
  kind: 'arn' as const,
  arn: `arn:aws:sqs:${region}:${accountId}:${name}`,
});
const queued = { onSuccess: to('done'), onFailure: to('failed') };

/** Tells a destination's queue that every event of the last run has succeeded. */
async function tellSuccess(database: Database, { url, credentials }: LocalLambda): Promise<void> {
  const client = new SQSClient({ endpoint: url, region, credentials });
  const ids = database.prepare<[], Buffer>('SELECT request_id FROM follow_events').pluck().all();
  for (const id of ids) {
    const requestContext = {
      requestId: idText(id),
      condition: 'Success',
      approximateInvokeCount: 1,
    };
    const record = { timestamp: new Date().toISOString(), requestContext, requestPayload: {} };
    const QueueUrl = `${url}/${accountId}/done`;
    await client.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(record) }));
  }
  client.destroy();
}

/** A local Lambda that is there before the run and after it, and a scenario that sends to it. */
async function served(config: Partial<LocalLambdaConfig['functions'][string]>, invoke: string) {
  const queues = { done: {}, failed: {}, dead: {} };
  const lambda = await startLocalLambda(configOf({ f: fn(config) }, { queues }));
  onTestFinished(() => lambda.close());
  vi.stubEnv('AWS_ACCESS_KEY_ID', lambda.credentials.accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', lambda.credentials.secretAccessKey);
  const folder = temporaryFolder();
  const file = join(folder, 'events.yaml');
  writeFileSync(
    file,
    `target: { function: f, region: ${region}, endpoint: ${lambda.url} }
invoke: ${invoke}
load: [{ rate: 40/s, for: 500ms }]
expect: [async.completed == 100%, async.completed == 100% over 1s]
`,
  );
  const scenario = loadScenario(file, { checkExpectation: parseExpectation });
  return { lambda, scenario, databasePath: join(folder, 'reprise.db') };
}

const control = { stop: new AbortController().signal, nowMs: Date.now };

it('what was stopped is taken up by another process, where it was', async () => {
  const { lambda, scenario, databasePath } = await served(
    { asynchronous: { ...queued, faults: { drop: 1 } } },
    '{ type: Event, follow: { until: 1h } }',
  );
  const stop = new AbortController();
  const stopped = await runScenario(scenario, {
    ...{ databasePath, threads: 0, stop: stop.signal },
    onFollow: () => stop.abort(),
  });
  expect(stopped).toMatchObject({
    isFollowStopped: true,
    report: { run: { status: 'finished' }, verdict: 'inconclusive', follow: { status: 'stopped' } },
  });
  const database = openDatabase(databasePath);
  onTestFinished(() => {
    database.close();
  });
  await tellSuccess(database, lambda);
  const report = await followAgain(database, 'last', {}, control);
  expect(report).toMatchObject({
    verdict: 'pass',
    follow: {
      status: 'complete',
      acceptedByRun: 20,
      total: { accepted: 20, ends: { completed: 20 } },
    },
  });
  const store = new RunStore(database);
  const stored = store.load(store.find('last'));
  expect(stored).toMatchObject({ verdict: 'pass', follow: report.follow });
  expect(stored.verdicts).toEqual(report.verdicts);
});

it('a book that lacks events fails the run', async () => {
  const { scenario, databasePath } = await served({}, '{ type: Event, follow: logs }');
  await runScenario(scenario, { databasePath, threads: 0 });
  const database = openDatabase(databasePath);
  onTestFinished(() => {
    database.close();
  });
  database.exec('DELETE FROM follow_events WHERE intended_us < 100000');
  const report = await followAgain(database, 'last', {}, control);
  expect(report.follow?.total.accepted).toBeLessThan(20);
  expect(report.verdict).toBe('fail');
});

it('a witness that cannot be read leaves what it alone would tell unknown, and says so', async () => {
  const { scenario, databasePath } = await served(
    { asynchronous: { deadLetter: to('dead') } },
    '{ type: Event, follow: { from: [logs, deadLetters], until: 1s } }',
  );
  const notes: string[] = [];
  const database = openDatabase(databasePath);
  onTestFinished(() => {
    database.close();
  });
  const result = await runScenario(scenario, {
    ...{ databasePath, threads: 0, onNote: (text) => notes.push(text) },
    onStored: ({ id }) => {
      const store = FollowStore.of(database, id);
      if (!store) return;
      const functions = store.settings.functions.map((each) => ({
        ...each,
        deadLetters: `arn:aws:sqs:${region}:${accountId}:gone`,
      }));
      database
        .prepare('UPDATE follows SET settings = ? WHERE run_id = ?')
        .run(JSON.stringify({ ...store.settings, functions }), id);
    },
  });
  expect(result?.report.follow?.total.ends.completed).toBe(20);
  expect(notes.join()).toContain('It is not asked again');
  const problems = result?.report.follow?.witnesses.map(({ problem }) => problem !== undefined);
  expect(problems).toEqual([false, true]);
});

it.each([
  ['{ type: Event, follow: destinations }', {}, 'it has no destination that is an SQS queue'],
  ['{ type: Event, follow: deadLetters }', {}, 'it has no dead-letter queue'],
])(
  '%s of a function without any is refused before anything is sent',
  async (invoke, config, message) => {
    const { scenario, databasePath } = await served(config, invoke);
    await expect(runScenario(scenario, { databasePath, threads: 0 })).rejects.toThrow(message);
  },
);

it('says before the start who is asked, and for how long', async () => {
  const { scenario, databasePath } = await served(
    {
      asynchronous: { ...queued, deadLetter: to('dead') },
      timeoutS: 3,
      versions: { $LATEST: synthetic() },
    },
    '{ type: Event, follow: true }',
  );
  let said: readonly string[] = [];
  await runScenario(scenario, {
    ...{ databasePath, threads: 0 },
    confirm: ({ following }) => {
      said = following;
      return false;
    },
  });
  expect(said).toEqual([
    'Events of f are followed in the log group /aws/lambda/f, the queue done, the queue failed and the queue dead.',
    'Their ends are waited for until 3m 11s after the last was accepted. No message is deleted.',
    'f keeps throttled events for up to 6h: those are pending when the time is over.',
  ]);
});

it('a run that is not followed has no ids to look for', async () => {
  const { scenario, databasePath } = await served({}, '{ type: Event }');
  await runScenario(scenario, { databasePath, threads: 0 });
  const database = openDatabase(databasePath);
  onTestFinished(() => {
    database.close();
  });
  await expect(followAgain(database, 'last', {}, control)).rejects.toThrow('are not followed');
});
