import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { JsonSummary } from '../results/export/json-summary.js';
import { reprise, start, temporaryFolder } from './cli.fixture.js';
import { credentials, fleetFlags, scenarioFile, startWorkers } from './fleet.fixture.js';
import { hasNatsServer, type NatsServer, startNats } from './nats-server.fixture.js';
import { bodiesOf, countsOf, deterministicEndpoint } from './same-books.fixture.js';

// Several processes each: on a busy machine they take their time, and only what hangs is to fail.
vi.setConfig({ testTimeout: 240_000 });

describe.skipIf(!hasNatsServer)('a run whose coordinator was killed (nats-server)', () => {
  let nats: NatsServer;
  beforeAll(async () => {
    nats = await startNats();
  });
  afterAll(() => nats?.close());

  it('is resumed: the books of a single process, and nothing is sent twice', async () => {
    const folder = temporaryFolder();
    const endpoint = await deterministicEndpoint();
    const db = path.join(folder, 'reprise.db');
    const file = scenarioFile(
      folder,
      `
seed: 5
target: { function: f, region: eu-west-1, endpoint: ${endpoint.url} }
workloads:
  open:
    payloads: { inline: ['{"n":1}', '{"want":"throttled"}', '{"n":3}'], order: shuffled }
    load:
      - { rate: 70/s, for: 3s, arrivals: poisson }
      - { rate: 40/s -> 90/s, for: 4s }
  closed:
    payloads: { inline: ['{"c":1}', '{"want":"functionError"}'] }
    load: [{ concurrency: 4, invocations: 61 }]
expect: ['ok > 100', 'throttled < 1000']
`,
    );
    const how = { cwd: folder, env: credentials };
    const summary = (name: string): JsonSummary =>
      JSON.parse(readFileSync(path.join(folder, name), 'utf8')) as JsonSummary;
    await reprise(['run', file, '--db', db, '-q', '--out', 'json=single.json'], how);
    const sentBySingle = bodiesOf(endpoint);
    endpoint.received.length = 0;

    await startWorkers(nats.url, ['w1', 'w2']);
    const first = start(['run', file, '--db', db, ...fleetFlags(nats.url, 2)], how);
    // Two seconds are in the database, and the third is on its way.
    while (endpoint.received.length < 230) await sleep(10);
    first.process.kill('SIGKILL');
    await first.ended;
    await sleep(500);
    const resume = ['run', '--resume', 'last', '--db', db, '--bus', nats.url, '-q'];
    const resumed = await reprise([...resume, '--out', 'json=resumed.json'], how);
    expect([resumed.code, resumed.stderr]).toEqual([0, expect.anything()]);

    expect(bodiesOf(endpoint)).toEqual(sentBySingle);
    const [one, two] = [summary('single.json'), summary('resumed.json')];
    expect(countsOf(two)).toEqual(countsOf(one));
    expect(two.stages.map(countsOf)).toEqual(one.stages.map(countsOf));
    expect(two.workloads.map(countsOf)).toEqual(one.workloads.map(countsOf));
    expect(two).toMatchObject({ balanced: true, run: { status: 'finished' } });
    expect(two.run.resumed).toEqual([
      { at: expect.any(String), withoutCoordinatorS: expect.any(Number) },
    ]);
    expect(resumed.stdout).toMatch(/Resumed at [\d:]+ UTC, after up to \S+ without a coordinator/);
    expect(one.run.resumed).toEqual([]);
    expect(two.expectations.map(({ verdict }) => verdict)).toEqual(['pass', 'pass']);
    expect(two.workers?.map(({ name, lost }) => [name, lost])).toEqual([
      ...[
        ['w1', null],
        ['w2', null],
      ],
    ]);
    expect(two.workers?.reduce((sum, { sent }) => sum + sent, 0)).toBe(endpoint.received.length);

    const again = await reprise(resume, how);
    expect([again.code, again.stderr]).toEqual([104, expect.stringContaining('it is finished')]);
  });
});
