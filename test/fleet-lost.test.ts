import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { exitCodes } from '../core/base/exit-codes.js';
import { serveFleet } from '../core/fleet/worker.js';
import { sumOf } from '../core/measure/fold.js';
import type { JsonSummary } from '../results/export/json-summary.js';
import { packageVersion } from '../session/run/run-meta.js';
import { reprise, start, temporaryFolder } from './cli.fixture.js';
import { credentials, fleetFlags, scenarioFile, startWorker } from './fleet.fixture.js';
import { hasNatsServer, type NatsServer, startNats } from './nats-server.fixture.js';
import { answers, scriptedEndpoint } from './scripted-endpoint.fixture.js';

// Several processes each: on a busy machine they take their time, and only what hangs is to fail.
vi.setConfig({ testTimeout: 240_000 });

const seconds = 6;
const planned = 60 * seconds;

/** Answers all, and counts by the access key: each worker has its own. */
async function countingEndpoint() {
  const sentBy = new Map<string, number>();
  const endpoint = await scriptedEndpoint((_, response, incoming) => {
    const [, key = ''] = /Credential=([^/]+)/.exec(incoming.headers.authorization ?? '') ?? [];
    sentBy.set(key, (sentBy.get(key) ?? 0) + 1);
    answers.ok?.(response, incoming);
  });
  onTestFinished(endpoint.close);
  return { ...endpoint, sentBy: (name: string) => sentBy.get(name) ?? 0 };
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await sleep(10);
}

describe.skipIf(!hasNatsServer)('a fleet that loses somebody (nats-server)', () => {
  let nats: NatsServer;
  beforeAll(async () => {
    nats = await startNats();
  });
  afterAll(() => nats?.close());

  async function running(more: { expect?: string; flags?: string[] } = {}) {
    const folder = temporaryFolder();
    const endpoint = await countingEndpoint();
    const [first, second] = ['w1', 'w2'].map((name) =>
      startWorker(nats.url, name, { env: { AWS_ACCESS_KEY_ID: name } }),
    );
    if (!first || !second) throw new Error('two were started');
    await Promise.all([first, second].map((worker) => worker.says(/waits for a run/)));
    const file = scenarioFile(
      folder,
      `
target: { function: f, region: eu-west-1, endpoint: ${endpoint.url} }
payloads: { inline: ['{}'] }
load: [{ rate: 60/s, for: ${seconds}s, arrivals: uniform }]
expect: [${more.expect ?? 'ok > 0'}]
`,
    );
    const run = start(
      [
        ...['run', file, '--db', path.join(folder, 'reprise.db'), '--out', 'json=run.json'],
        ...[...fleetFlags(nats.url, 2), ...(more.flags ?? [])],
      ],
      { cwd: folder, env: credentials },
    );
    const summary = (): JsonSummary =>
      JSON.parse(readFileSync(path.join(folder, 'run.json'), 'utf8')) as JsonSummary;
    return { folder, endpoint, first, second, run, summary };
  }

  it('goes on without a worker that was killed: its share is aborted, and the verdict inconclusive', async () => {
    const { endpoint, first, run, summary } = await running({ flags: ['--on-lost', 'continue'] });
    await until(() => endpoint.sentBy('w1') > 20);
    first.process.kill('SIGKILL');
    const { code } = await run.ended;
    expect(code).toBe(exitCodes.inconclusive);
    const { outcomes, expectations, workers, ...rest } = summary();
    expect(rest).toMatchObject({ balanced: true, planned, run: { status: 'finished' } });
    expect(sumOf(outcomes)).toBe(planned);
    // The other one's half, and what the first had reported: both reached the function.
    expect(outcomes.ok).toBeGreaterThanOrEqual(planned / 2);
    expect(outcomes.ok).toBeLessThanOrEqual(endpoint.received.length);
    expect(endpoint.sentBy('w2')).toBe(planned / 2);
    expect(outcomes.aborted).toBe(planned - outcomes.ok);
    expect(workers?.map(({ name, lost }) => [name, lost?.policy])).toEqual([
      ['w1', 'continue'],
      ['w2', undefined],
    ]);
    expect(expectations.map(({ text, verdict }) => [text, verdict])).toEqual([
      ['ok > 0', 'pass'],
      ['no worker is lost', 'inconclusive'],
    ]);
  });

  it('a worker that was stopped and wakes when it is given up sends nothing more', async () => {
    const { endpoint, first, run, summary } = await running({ flags: ['--on-lost', 'continue'] });
    await until(() => endpoint.sentBy('w1') > 20);
    first.process.kill('SIGSTOP');
    await sleep(2500);
    const before = endpoint.sentBy('w1');
    first.process.kill('SIGCONT');
    await first.says(/fenced/);
    expect((await run.ended).code).toBe(exitCodes.inconclusive);
    expect(endpoint.sentBy('w1')).toBe(before);
    const { balanced, outcomes, workers } = summary();
    expect([balanced, sumOf(outcomes)]).toEqual([true, planned]);
    expect(outcomes.ok).toBeLessThanOrEqual(endpoint.received.length);
    expect(workers?.[0]?.lost?.how).toMatch(/^(no heartbeat for|it ended before its plan did)/);
  });

  it('stops by itself when its coordinator was killed: resumed, the run closes its books by its plan', async () => {
    const folder = temporaryFolder();
    const endpoint = await countingEndpoint();
    const stop = new AbortController();
    const notes: string[] = [];
    for (const [name, value] of Object.entries(credentials)) process.env[name] = value;
    onTestFinished(() => {
      for (const name of Object.keys(credentials)) delete process.env[name];
    });
    const worker = serveFleet({
      ...{ bus: nats.url, fleet: 'orphans', name: 'orphan', threads: 1, orphanedAfterMs: 1500 },
      ...{ version: packageVersion(), cacheFolder: folder, stop: stop.signal },
      onNote: (text) => notes.push(text),
    });
    const file = scenarioFile(
      folder,
      `
target: { function: f, region: eu-west-1, endpoint: ${endpoint.url} }
payloads: { inline: ['{}'] }
load: [{ rate: 50/s, for: 300s }]
`,
    );
    const db = path.join(folder, 'reprise.db');
    const run = start(['run', file, '--db', db, ...fleetFlags(nats.url, 1), '--fleet', 'orphans'], {
      cwd: folder,
      env: credentials,
    });
    await until(() => endpoint.received.length > 120);
    run.process.kill('SIGKILL');
    await until(() => notes.some((text) => /orphaned/.test(text)));
    const sent = endpoint.received.length;
    await sleep(500);
    expect(endpoint.received.length).toBe(sent);
    await reprise(['report', 'last', '--db', db, '--out', 'json=run.json'], { cwd: folder });
    const summary = JSON.parse(readFileSync(path.join(folder, 'run.json'), 'utf8')) as JsonSummary;
    expect(summary).toMatchObject({ balanced: true, run: { status: 'interrupted' } });
    expect(summary.outcomes.ok).toBeLessThanOrEqual(sent);
    const flags = ['--db', db, '--bus', nats.url, '-q', '--out', 'json=resumed.json'];
    const resumed = await reprise(['run', '--resume', 'last', ...flags], { cwd: folder });
    stop.abort();
    await worker;
    expect([resumed.code, resumed.stderr]).toEqual([
      ...[exitCodes.aborted, expect.stringMatching(/orphan .*was lost .*orphaned/)],
    ]);
    const whole = JSON.parse(readFileSync(path.join(folder, 'resumed.json'), 'utf8'));
    // What the worker said last was in the log: all that it sent is in the books, and nothing else.
    expect(whole).toMatchObject({
      ...{ balanced: true, planned: 15_000, run: { status: 'aborted' } },
      outcomes: { ok: sent, aborted: 15_000 - sent },
      workers: [{ name: 'orphan', sent, lost: { policy: 'stop' } }],
    });
    expect(endpoint.received.length).toBe(sent);
  });
});
