import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { exitCodes } from '../core/base/exit-codes.js';
import { openDatabase } from '../core/database/open.js';
import type { JsonComparison } from '../results/export/comparison-json.js';
import { reprise, start, temporaryFolder } from './cli.fixture.js';
import { fleetFlags, scenarioFile, serveWorkers, startWorkers } from './fleet.fixture.js';
import { hasNatsServer, type NatsServer, startNats } from './nats-server.fixture.js';

// Several processes and threads: on a busy machine they take their time, and only what hangs is to fail.
vi.setConfig({ testTimeout: 240_000 });

/**
 * The new version answers otherwise for one payload of four, and fails for another. However slow the machine
 * is, every answer is waited for.
 */
const scenario = `
seed: 8
target: { function: shop }
payloads: { inline: [{ "id": 1 }, { "id": 2 }, { "id": 3 }, { "id": 4 }], order: shuffled }
load: [{ rate: 1/s, for: 1s }]
limits: { timeout: 5m, connectTimeout: 5m, drain: 5m }
local:
  functions:
    shop:
      timeout: 5m
      versions:
        11: { handler: ./old.mjs }
        12: { handler: ./new.mjs }
`;
const old = 'export const handler = async ({ id }) => ({ id, time: Math.random() });';
const now = `export const handler = async ({ id }) => {
  if (id === 4) throw new Error('no');
  return { id, time: Math.random(), ...(id === 2 && { more: [id] }) };
};`;

describe.skipIf(!hasNatsServer)('a comparison from workers (nats-server)', () => {
  let nats: NatsServer;
  beforeAll(async () => {
    nats = await startNats();
  });
  afterAll(() => nats?.close());

  it('is judged as that of a single process: the same pairs, fields and verdicts', async () => {
    const folder = temporaryFolder();
    const file = scenarioFile(folder, scenario);
    writeFileSync(path.join(folder, 'old.mjs'), old);
    writeFileSync(path.join(folder, 'new.mjs'), now);
    const compared = async (name: string, ...more: string[]) => {
      const asked = [
        '--metric',
        'errors,responses',
        '--again',
        '--pairs',
        '120',
        '--rate',
        '180/s',
      ];
      const ended = await reprise(
        [
          ...['compare', 'shop:11', 'shop:12', '--scenario', file, '--db', 'r.db', ...asked],
          ...['--ignore', '$.time', '--out', `json=${name}`, ...more],
        ],
        { cwd: folder },
      );
      const json = JSON.parse(
        readFileSync(path.join(folder, name), 'utf8') || ended.stderr,
      ) as JsonComparison;
      const { verdict, pairs, excluded, fields, metrics } = json;
      const seen = fields.map(({ path: at, differs, noise, verdict: of }) => [
        at,
        differs,
        noise,
        of,
      ]);
      const judged = metrics.map(({ name: of, verdict: v, old: a, new: b }) => [of, v, a, b]);
      return { code: ended.code, verdict, pairs, excluded, fields: seen.sort(), judged };
    };
    const single = await compared('single.json');
    serveWorkers(nats.url, 'test', ['w1', 'w2', 'w3']);
    const fleet = await compared('fleet.json', ...fleetFlags(nats.url, 3));
    expect(single).toMatchObject({ code: 99, verdict: 'fail', pairs: 120 });
    expect(single.fields.length).toBeGreaterThan(0);
    expect(fleet).toEqual(single);
  });

  it('of events follows what all workers sent, and judges how they ended', async () => {
    const folder = temporaryFolder();
    const file = scenarioFile(
      folder,
      `
seed: 7
target: { function: f }
invoke: { type: Event, follow: { from: logs, until: 1h } }
payloads: { inline: [{ n: 1 }, { n: 2 }] }
load: [{ rate: 1/s, invocations: 1 }]
limits: { timeout: 5m, connectTimeout: 5m, drain: 5m }
local:
  functions:
    f:
      versions:
        11: { latency: 300ms }
        12: { latency: 3s }
        13: { latency: 20ms, errorRate: 100% }
      provisioned: { 11: 90, 12: 90, 13: 90 }
      timeout: 30s
      async: { maximumRetryAttempts: 1, delayScale: 0.001 }
`,
    );
    serveWorkers(nats.url, 'events', ['w1', 'w2', 'w3']);
    const compared = async (version: number) => {
      const ended = await reprise(
        [
          ...['compare', 'f:11', `f:${version}`, '--scenario', file, '--db', `${version}.db`],
          ...['--pairs', '90', '--rate', '360/s', '--max-error-increase', '15%'],
          ...['--metric', 'async.endToEnd.p50,async.failures', '--out', 'json=r.json'],
          ...[...fleetFlags(nats.url, 3), '--fleet', 'events'],
        ],
        { cwd: folder },
      );
      const text = readFileSync(path.join(folder, 'r.json'), 'utf8') || ended.stderr;
      const { metrics, pairs } = JSON.parse(text) as JsonComparison;
      return { code: ended.code, pairs, metrics };
    };
    const failing = await compared(13);
    expect(failing).toMatchObject({ code: exitCodes.expectationFailed, pairs: 90 });
    expect(failing.metrics[1]).toMatchObject({ verdict: 'fail', old: 0, new: 1 });
    const slower = await compared(12);
    expect(slower.pairs).toBe(90);
    const [endToEnd, failures] = slower.metrics;
    expect(endToEnd?.low).toBeGreaterThan(2);
    expect(failures).toMatchObject({ verdict: 'pass', old: 0, new: 0 });
  });

  it('does not pass when a worker was lost, though all pairs that came are alike', async () => {
    const folder = temporaryFolder();
    const file = scenarioFile(
      folder,
      `
target: { function: shop }
payloads: { inline: [{ "id": 1 }] }
load: [{ rate: 1/s, for: 1s }]
limits: { timeout: 5m, connectTimeout: 5m }
local: { functions: { shop: { timeout: 5m, versions: { 11: {}, 12: {} } } } }
`,
    );
    const [victim] = await startWorkers(nats.url, ['w1', 'w2']);
    const run = start(
      [
        ...['compare', 'shop:11', 'shop:12', '--scenario', file, '--db', 'r.db', '--pairs', '1200'],
        ...['--metric', 'errors', '--max-error-increase', '10%', '--rate', '200/s'],
        ...['--out', 'json=r.json', '--on-lost', 'continue', ...fleetFlags(nats.url, 2)],
      ],
      { cwd: folder },
    );
    await victim?.says(/shard 1 of 2/);
    const database = openDatabase(path.join(folder, 'r.db'));
    onTestFinished(() => void database.close());
    const seconds = database.prepare<[], number>('SELECT count(*) FROM run_intervals').pluck();
    await expect.poll(() => seconds.get(), { timeout: 60_000, interval: 50 }).toBeGreaterThan(1);
    victim?.process.kill('SIGKILL');
    const { code, stdout } = await run.ended;
    const { verdict, pairs } = JSON.parse(
      readFileSync(path.join(folder, 'r.json'), 'utf8'),
    ) as JsonComparison;
    expect([code, verdict]).toEqual([exitCodes.inconclusive, 'inconclusive']);
    expect(pairs).toBeGreaterThan(600);
    expect(stdout).toMatch(/A worker was lost, and nothing passes/);
  });
});
