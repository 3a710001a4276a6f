import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { exitCodes } from '../core/base/exit-codes.js';
import type { JsonSummary } from '../results/export/json-summary.js';
import { start, temporaryFolder } from './cli.fixture.js';
import { credentials, fleetFlags, scenarioFile, startWorkers } from './fleet.fixture.js';
import { hasNatsServer, type NatsServer, startNats } from './nats-server.fixture.js';
import { answers, scriptedEndpoint } from './scripted-endpoint.fixture.js';

// Several processes each: on a busy machine they take their time, and only what hangs is to fail.
vi.setConfig({ testTimeout: 240_000 });

const planned = 480;

describe.skipIf(!hasNatsServer)('a bus that breaks (nats-server)', () => {
  let nats: NatsServer;
  beforeAll(async () => {
    nats = await startNats();
  });
  afterAll(() => nats?.close());

  it('that is killed and started again during a run costs nothing: every invocation counts once', async () => {
    const folder = temporaryFolder();
    const endpoint = await scriptedEndpoint((_, response, incoming) =>
      answers.ok?.(response, incoming),
    );
    onTestFinished(endpoint.close);
    await startWorkers(nats.url, ['w1', 'w2']);
    const file = scenarioFile(
      folder,
      `
target: { function: f, region: eu-west-1, endpoint: ${endpoint.url} }
payloads: { inline: ['{}'] }
load: [{ rate: 60/s, for: 8s, arrivals: uniform }]
`,
    );
    const run = start(['run', file, '--out', 'json=run.json', ...fleetFlags(nats.url, 2)], {
      cwd: folder,
      env: credentials,
    });
    while (endpoint.received.length < 60) await sleep(10);
    await nats.kill();
    await sleep(3000);
    const meanwhile = endpoint.received.length;
    await nats.restart();
    const { code, stderr } = await run.ended;
    expect([code, stderr]).toEqual([0, expect.anything()]);
    // The load did not wait for the bus.
    expect(meanwhile).toBeGreaterThan(90);
    const text = readFileSync(path.join(folder, 'run.json'), 'utf8');
    const { balanced, outcomes, workers, ...rest } = JSON.parse(text) as JsonSummary;
    expect(rest).toMatchObject({ planned, run: { status: 'finished' } });
    expect([balanced, outcomes.ok, endpoint.received.length]).toEqual([true, planned, planned]);
    expect(workers?.map(({ lost }) => lost)).toEqual([null, null]);
    expect(Math.max(...(workers ?? []).map(({ longestQueue }) => longestQueue))).toBeGreaterThan(1);
  });

  it('that comes back without the log of a run ends the run, which says so; its workers are free', async () => {
    const folder = temporaryFolder();
    const endpoint = await scriptedEndpoint((_, response, incoming) =>
      answers.ok?.(response, incoming),
    );
    onTestFinished(endpoint.close);
    const workers = await startWorkers(nats.url, ['w3', 'w4']);
    const file = scenarioFile(
      folder,
      `
target: { function: f, region: eu-west-1, endpoint: ${endpoint.url} }
payloads: { inline: ['{}'] }
load: [{ rate: 60/s, for: 600s }]
`,
    );
    const run = start(['run', file, '--out', 'json=run.json', ...fleetFlags(nats.url, 2)], {
      cwd: folder,
      env: credentials,
    });
    while (endpoint.received.length < 60) await sleep(10);
    await nats.kill();
    await nats.restart({ isEmptied: true });
    const { code, stderr } = await run.ended;
    expect([code, stderr]).toEqual([
      ...[exitCodes.aborted, expect.stringContaining('without the log of this run')],
    ]);
    await Promise.all(workers.map((worker) => worker.says(/was (stopped|orphaned)/)));
    const text = readFileSync(path.join(folder, 'run.json'), 'utf8');
    const { balanced, outcomes, run: ended } = JSON.parse(text) as JsonSummary;
    expect([balanced, ended.status]).toEqual([true, 'aborted']);
    expect(outcomes.ok).toBeLessThanOrEqual(endpoint.received.length);
  });
});
