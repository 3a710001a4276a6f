import path from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { withDatabase } from '../core/database/with-database.js';
import { RunStore } from '../results/store/run-store.js';
import { reprise, temporaryFolder } from './cli.fixture.js';
import { credentials, fleetFlags, scenarioFile, startWorkers } from './fleet.fixture.js';
import { hasNatsServer, startNats } from './nats-server.fixture.js';
import { scriptedEndpoint } from './scripted-endpoint.fixture.js';

vi.setConfig({ testTimeout: 240_000 });

/** A REPORT whose every figure follows from the payload's number. */
function reportOf(n: number): string {
  const durationMs = 1 + ((n * 7919) % 90_000) / 100;
  const report = [
    ...['REPORT RequestId: 7f1b0e2c-0000-4000-8000-000000000000', `Duration: ${durationMs} ms`],
    ...[`Billed Duration: ${Math.ceil(durationMs)} ms`, 'Memory Size: 512 MB'],
    ...[`Max Memory Used: ${60 + (n % 200)} MB`],
    ...(n % 9 === 0 ? [`Init Duration: ${100 + n / 10} ms`] : []),
  ];
  return Buffer.from(`${report.join('\t')}\n`).toString('base64');
}

/** The slots of all distributions that are the function's, of the run and of each workload. */
async function slotsOf(file: string): Promise<string[]> {
  const report = await withDatabase(file, {}, async (database) => {
    const store = new RunStore(database);
    return store.load(store.find('last'));
  });
  const { books } = report;
  const parts = [books.total(), ...books.workloads.map((_, at) => books.workload(at))];
  return parts.flatMap(({ duration, billed, memory, init }) =>
    [duration, billed, memory, init].map((histogram) => histogram.encode()),
  );
}

it.skipIf(!hasNatsServer)(
  'three workers fill the very slots that a single process fills (nats-server)',
  async () => {
    const folder = temporaryFolder();
    const endpoint = await scriptedEndpoint(({ body }, response) => {
      const { n } = JSON.parse(body.toString()) as { n: number };
      const head = { 'x-amzn-requestid': `r${n}`, 'x-amz-log-result': reportOf(n) };
      response.writeHead(200, head).end('{}');
    });
    const nats = await startNats();
    onTestFinished(async () => {
      await endpoint.close();
      await nats.close();
    });
    const payloads = Array.from({ length: 157 }, (_, n) => JSON.stringify(`{"n":${n}}`));
    const file = scenarioFile(
      folder,
      `
seed: 5
target: { function: f, region: eu-west-1, endpoint: ${endpoint.url} }
invoke: { log: Tail }
payloads: { inline: [${payloads.join(', ')}], order: shuffled }
workloads:
  poisson: { load: [{ rate: 150/s, for: 2s, arrivals: poisson }] }
  closed: { load: [{ concurrency: 6, invocations: 200 }] }
`,
    );
    const run = (db: string, flags: readonly string[]) =>
      reprise(['run', file, '--db', db, '-q', ...flags], { cwd: folder, env: credentials });
    expect(await run('single.db', [])).toMatchObject({ code: 0 });
    await startWorkers(nats.url, ['w1', 'w2', 'w3']);
    expect(await run('fleet.db', fleetFlags(nats.url, 3))).toMatchObject({ code: 0 });
    const [single, fleet] = await Promise.all(
      ['single.db', 'fleet.db'].map((name) => slotsOf(path.join(folder, name))),
    );
    expect(fleet).toEqual(single);
    expect(new Set(single).size).toBeGreaterThan(10);
  },
);
