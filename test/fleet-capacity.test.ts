import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import type { JsonCapacity } from '../results/export/capacity-json.js';
import type { JsonSummary } from '../results/export/json-summary.js';
import { reprise, temporaryFolder } from './cli.fixture.js';
import { fleetFlags, startWorkers } from './fleet.fixture.js';
import { hasNatsServer, startNats } from './nats-server.fixture.js';

// Several processes each: on a busy machine they take their time, and only what hangs is to fail.
vi.setConfig({ testTimeout: 240_000 });

/** Five at once of 200 ms each: 25/s. */
const scenario = `
target: { function: shop }
payloads: { inline: ['{}'] }
load: [{ rate: 1/s, for: 1s }]
local: { functions: { shop: { reserved: 5, latency: 200ms } } }
`;

it.skipIf(!hasNatsServer)(
  'a capacity search sends its steps from workers (nats-server)',
  async () => {
    const nats = await startNats();
    onTestFinished(nats.close);
    const folder = temporaryFolder();
    writeFileSync(path.join(folder, 'shop.yaml'), scenario);
    await startWorkers(nats.url, ['w1', 'w2']);
    const db = path.join(folder, 'r.db');
    const { code, stderr } = await reprise(
      [
        ...['capacity', 'shop.yaml', '--db', db, '--out', 'json=capacity.json'],
        ...['--slo', 'throttled < 5%', '--from', '5/s', '--max-invocations', '12'],
        ...['--step', '1s', '--warm-up', '0s', ...fleetFlags(nats.url, 2)],
      ],
      { cwd: folder },
    );
    expect([code, stderr]).toEqual([108, expect.anything()]);
    const read = (name: string): unknown =>
      JSON.parse(readFileSync(path.join(folder, name), 'utf8'));
    const { steps } = read('capacity.json') as JsonCapacity;
    expect(steps).toHaveLength(1);
    await reprise(['report', steps[0]?.runId ?? '', '--db', db, '--out', 'json=step.json'], {
      cwd: folder,
    });
    const step = read('step.json') as JsonSummary;
    expect(step.balanced).toBe(true);
    expect(step.workers?.map(({ name }) => name)).toEqual(['w1', 'w2']);
    expect(step.workers?.reduce((sum, { sent }) => sum + sent, 0)).toBeGreaterThan(0);
    // Nothing of the bus is kept with the search.
    expect(readFileSync(db).includes(nats.url.slice('nats://'.length))).toBe(false);
  },
);
