import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { exitCodes } from '../core/base/exit-codes.js';
import { openDatabase } from '../core/database/open.js';
import { openFleet } from '../core/fleet/open-fleet.js';
import { serveFleet } from '../core/fleet/worker.js';
import { fold, sumOf } from '../core/measure/fold.js';
import type { LatencyHistogram } from '../core/measure/histogram.js';
import { Ledger } from '../core/measure/ledger.js';
import type { JsonSummary } from '../results/export/json-summary.js';
import { RunStore } from '../results/store/run-store.js';
import { reprise, start, temporaryFolder } from './cli.fixture.js';
import {
  credentials,
  fleetFlags,
  scenarioFile,
  startWorker,
  startWorkers,
} from './fleet.fixture.js';
import { hasNatsServer, type NatsServer, startNats } from './nats-server.fixture.js';
import { bodiesOf, countsOf, deterministicEndpoint } from './same-books.fixture.js';
import type { ScriptedEndpoint } from './scripted-endpoint.fixture.js';

// Several processes each: on a busy machine they take their time, and only what hangs is to fail.
vi.setConfig({ testTimeout: 240_000 });

const env = credentials;

const summaryIn = (folder: string, name: string): JsonSummary =>
  JSON.parse(readFileSync(path.join(folder, name), 'utf8')) as JsonSummary;

/** The histograms of what Lambda itself reported: slots and their counts. */
function reportedSlots(file: string, id: string) {
  const database = openDatabase(file, { readonly: true });
  const store = new RunStore(database);
  const books = new Ledger();
  for (const { ledger } of store.intervals(store.find(id))) books.addData(ledger);
  database.close();
  const { duration, billed, memory, init } = fold(books);
  const slots = (histogram: LatencyHistogram): number[] => [...histogram.toData().slots];
  return {
    ...{ duration: slots(duration), billed: slots(billed) },
    ...{ memory: slots(memory), init: slots(init) },
  };
}

/** What is the same of every invocation, whoever sent it: its place in the plan, its payload, how it ended. */
function sampleRows(folder: string, name: string): string[] {
  const [head = '', ...lines] = readFileSync(path.join(folder, name), 'utf8').trimEnd().split('\n');
  const names = head.split(',');
  const places = ['index', 'workload', 'stage', 'payload', 'outcome'].map((n) => names.indexOf(n));
  return lines.map((line) => places.map((place) => line.split(',')[place]).join(' ')).sort();
}

describe.skipIf(!hasNatsServer)('a fleet on loopback (nats-server)', () => {
  let nats: NatsServer;
  beforeAll(async () => {
    nats = await startNats();
  });
  afterAll(() => nats?.close());

  it('sends what a single process sends, and its books are the same', async () => {
    const folder = temporaryFolder();
    const endpoint = await deterministicEndpoint();
    const kinds = ['ok', 'functionError', 'throttled', 'rejected', 'ok', 'ok', 'serviceError'];
    const lines = Array.from({ length: 90 }, (_, i) =>
      JSON.stringify({
        ...{ reprise: 1, capturedAtUs: 1.7e15 + i * i * 500 },
        payload: JSON.stringify({ i, want: kinds[i % 7] }),
      }),
    );
    writeFileSync(path.join(folder, 'events.jsonl'), lines.join('\n'));
    writeFileSync(path.join(folder, 'one.json'), '{ "file": 1.0 }');
    const change = "export default (payload, { record }) => payload + ' '.repeat(record % 3);";
    writeFileSync(path.join(folder, 'change.mjs'), change);
    const db = path.join(folder, 'reprise.db');
    const imported = await reprise(['record', 'import', 'events.jsonl', '--as', 'r', '--db', db], {
      cwd: folder,
    });
    expect(imported.stderr + imported.stdout).toContain('90');
    const file = scenarioFile(
      folder,
      `
seed: 11
target: { function: f, region: eu-west-1, endpoint: ${endpoint.url} }
invoke: { log: Tail }
workloads:
  open:
    payloads: { inline: ['{"n":1}', '{"want":"throttled"}', '{"n":3}'], order: shuffled }
    load:
      - { rate: 70/s, for: 1s }
      - { rate: 40/s -> 90/s, for: 1s, arrivals: poisson }
  recorded:
    payloads: { recording: r, where: { sample: 60% }, transform: { set: { seq: '{{seq}}' }, module: ./change.mjs } }
    load: [{ recorded: 2x }]
  closed:
    payloads: { files: one.json }
    load: [{ concurrency: 5, invocations: 47 }]
`,
    );
    const single = await reprise(
      [
        ...['run', file, '--db', db, '-q', '--out', 'json=single.json'],
        ...['--out', 'samples=single.csv'],
      ],
      { cwd: folder, env },
    );
    expect([single.code, single.stderr]).toEqual([0, expect.anything()]);
    const sentBySingle = bodiesOf(endpoint);
    endpoint.received.length = 0;
    await startWorkers(nats.url, ['w1', 'w2', 'w3']);
    const fleet = await reprise(
      [
        ...['run', file, '--db', db, '--out', 'json=fleet.json', '--out', 'samples=fleet.csv'],
        ...fleetFlags(nats.url, 3),
      ],
      { cwd: folder, env },
    );
    expect([fleet.code, fleet.stderr]).toEqual([0, expect.anything()]);
    expect(bodiesOf(endpoint)).toEqual(sentBySingle);
    const [one, three] = [summaryIn(folder, 'single.json'), summaryIn(folder, 'fleet.json')];
    expect(countsOf(three)).toEqual(countsOf(one));
    expect(three.stages.map(countsOf)).toEqual(one.stages.map(countsOf));
    expect(three.workloads.map(countsOf)).toEqual(one.workloads.map(countsOf));
    expect(three).toMatchObject({ balanced: true, run: { status: 'finished' } });
    const [slotsOfOne, slotsOfThree] = [one, three].map(({ run }) => reportedSlots(db, run.id));
    expect(slotsOfOne?.duration.length).toBeGreaterThan(50);
    expect(slotsOfThree).toEqual(slotsOfOne);
    const [rowsOfOne, rowsOfThree] = ['single.csv', 'fleet.csv'].map((name) =>
      sampleRows(folder, name),
    );
    expect(rowsOfThree).toHaveLength(sumOf(three.outcomes));
    expect(fleet.stderr).not.toContain('have no row');
    expect(rowsOfThree).toEqual(rowsOfOne);
    expect(one.workers).toBeNull();
    expect(three.workers?.map(({ name, lost }) => [name, lost])).toEqual([
      ...['w1', 'w2', 'w3'].map((name) => [name, null]),
    ]);
    expect(three.workers?.reduce((sum, { sent }) => sum + sent, 0)).toBe(endpoint.received.length);
    expect(fleet.stdout).toMatch(/Workers[\s\S]*w1 .*\n.*w2 .*\n.*w3 /);
  });

  it('sends nothing when one is missing, and says who is there', async () => {
    const folder = temporaryFolder();
    const endpoint = await deterministicEndpoint();
    await startWorkers(nats.url, ['w1']);
    const db = path.join(folder, 'reprise.db');
    const { code, stderr } = await reprise(
      [
        'run',
        short(folder, endpoint),
        '--db',
        db,
        ...fleetFlags(nats.url, 2),
        '--ready-within',
        '2s',
      ],
      { cwd: folder, env },
    );
    expect(code).toBe(exitCodes.aborted);
    expect(stderr).toMatch(/1 of 2 workers did not come within 2 s: there is w1 \(/);
    expect(endpoint.received).toEqual([]);
    const runs = await reprise(['runs', '--db', db]);
    expect(runs.stdout + runs.stderr).not.toMatch(/\d{8}-\d{6}/);
  });

  it('sends nothing when one falls silent before time 0, and names it', async () => {
    const folder = temporaryFolder();
    const endpoint = await deterministicEndpoint();
    const [, silent] = await startWorkers(nats.url, ['w1', 'w2']);
    const run = reprise(
      ['run', short(folder, endpoint), ...fleetFlags(nats.url, 2), '--ready-within', '4s'],
      { cwd: folder, env },
    );
    await silent?.says(/shard 2 of 2/);
    silent?.process.kill('SIGSTOP');
    const { code, stderr } = await run;
    expect(code).toBe(exitCodes.aborted);
    // Stopped before or after it could say that it is ready.
    expect(stderr).toMatch(/w2 \(.*\) was (not ready within|gone when the run was to begin)/);
    expect(endpoint.received).toEqual([]);
  });

  it('stops on Ctrl-C: nothing is sent after the order, the books balance, workers wait again', async () => {
    const folder = temporaryFolder();
    const endpoint = await deterministicEndpoint();
    const workers = await startWorkers(nats.url, ['w1', 'w2']);
    const run = start(
      ['run', long(folder, endpoint), '--out', 'json=run.json', ...fleetFlags(nats.url, 2)],
      { cwd: folder, env },
    );
    await until(() => endpoint.received.length > 60);
    run.process.kill('SIGINT');
    const { code } = await run.ended;
    expect(code).toBe(exitCodes.interrupted);
    const summary = summaryIn(folder, 'run.json');
    expect(summary).toMatchObject({
      balanced: true,
      run: { status: 'interrupted' },
      planned: 6000,
    });
    // All that reached the function is in the books, and the rest was never sent.
    expect(summary.outcomes.ok).toBe(endpoint.received.length);
    expect(summary.outcomes.aborted).toBe(6000 - endpoint.received.length);
    await Promise.all(workers.map((worker) => worker.says(/stopped\./)));
    const again = await reprise(['run', short(folder, endpoint), ...fleetFlags(nats.url, 2)], {
      ...{ cwd: folder, env },
    });
    expect(again.code).toBe(0);
  });

  it('ends when a worker is killed, says which, and counts its share as aborted', async () => {
    const folder = temporaryFolder();
    const endpoint = await deterministicEndpoint();
    const [victim] = await startWorkers(nats.url, ['w1', 'w2']);
    const run = start(
      ['run', long(folder, endpoint), '--out', 'json=run.json', ...fleetFlags(nats.url, 2)],
      { cwd: folder, env },
    );
    await until(() => endpoint.received.length > 60);
    victim?.process.kill('SIGKILL');
    const { code, stderr } = await run.ended;
    expect(code).toBe(exitCodes.aborted);
    expect(stderr).toMatch(/w1 \(.*\) was lost .* into the run: no heartbeat for/);
    const summary = summaryIn(folder, 'run.json');
    expect(summary).toMatchObject({ balanced: true, planned: 6000, run: { status: 'aborted' } });
    expect(summary.outcomes.ok).toBeLessThanOrEqual(endpoint.received.length);
    expect(summary.workers?.map(({ lost }) => lost?.policy)).toEqual(['stop', undefined]);
  });

  it('refuses a worker of another version, which ends and says so', async () => {
    const common = { bus: nats.url, fleet: 'skewed' };
    const fleet = await openFleet({
      ...{ ...common, workers: 1, readyWithinMs: 60_000, onLost: 'stop', version: '9.9.9' },
    });
    const stop = new AbortController();
    const worker = serveFleet({
      ...{ ...common, version: '0.1.0', cacheFolder: temporaryFolder(), stop: stop.signal },
    });
    await expect(worker).rejects.toThrow(/is reprise 0\.1\.0 .*, and the run is of 9\.9\.9/);
    await fleet.close();
  });

  it('names the worker that cannot send', async () => {
    const folder = temporaryFolder();
    const endpoint = await deterministicEndpoint();
    const poor = startWorker(nats.url, 'poor', {
      env: { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' },
    });
    await poor.says(/waits for a run/);
    const { code, stderr } = await reprise(
      ['run', short(folder, endpoint), ...fleetFlags(nats.url, 1)],
      { cwd: folder, env },
    );
    expect(code).toBe(exitCodes.invalidInput);
    expect(stderr).toMatch(/poor cannot take part: .*credentials/i);
    expect(endpoint.received).toEqual([]);
  });
});

it('says what is missing of the flags, and where no bus is', async () => {
  const flags = ['run', '--function', 'f', '--rate', '1/s', '--for', '1s'];
  const alone = await reprise([...flags, '--bus', 'nats://127.0.0.1:1']);
  expect([alone.code, alone.stderr]).toEqual([104, expect.stringContaining('--workers 3')]);
  const nobody = await reprise([
    ...flags,
    '--bus',
    'nats://u:secret@127.0.0.1:1',
    '--workers',
    '1',
  ]);
  expect([nobody.code, nobody.stderr]).toEqual([
    ...[104, expect.stringContaining('no bus at nats://127.0.0.1:1')],
  ]);
  expect(nobody.stderr).not.toContain('secret');
});

function short(folder: string, endpoint: ScriptedEndpoint): string {
  return scenarioFile(folder, scenarioFor(endpoint, '{ rate: 40/s, for: 1s }'));
}

function long(folder: string, endpoint: ScriptedEndpoint): string {
  return scenarioFile(folder, scenarioFor(endpoint, '{ rate: 100/s, for: 60s }'));
}

function scenarioFor({ url }: ScriptedEndpoint, load: string): string {
  return `
target: { function: f, region: eu-west-1, endpoint: ${url} }
payloads: { inline: ['{}'] }
load: [${load}]
`;
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 20));
}
