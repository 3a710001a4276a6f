import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { whoIsThere } from '../core/fleet/who-is-there.js';
import type { JsonSummary } from '../results/export/json-summary.js';
import { reprise, temporaryFolder } from './cli.fixture.js';
import { credentials, fleetFlags, scenarioFile, startWorker } from './fleet.fixture.js';
import { hasNatsServer, startNats } from './nats-server.fixture.js';
import { answers, scriptedEndpoint } from './scripted-endpoint.fixture.js';

vi.setConfig({ testTimeout: 240_000 });

/** Debian's `faketime`: every clock of a program that loads it shows another time, its monotonic one too. */
const libfaketime = ['x86_64-linux-gnu', 'aarch64-linux-gnu']
  .map((machine) => `/usr/lib/${machine}/faketime/libfaketime.so.1`)
  .find((file) => existsSync(file));

/** How far this machine's clock is from the wall's, which is what libfaketime shows for both, in µs. */
const behindWallUs = (): number =>
  (performance.timeOrigin + performance.now()) * 1000 - Number(process.hrtime.bigint()) / 1000;

it.skipIf(!hasNatsServer || !libfaketime)(
  "finds how far a worker's clock is set, and its invocations are on time (nats-server, faketime)",
  async () => {
    const folder = temporaryFolder();
    const endpoint = await scriptedEndpoint((_, response, incoming) =>
      answers.ok?.(response, incoming),
    );
    const nats = await startNats();
    onTestFinished(async () => {
      await endpoint.close();
      await nats.close();
    });
    const clocks = { right: 0, ahead: 4.2, behind: -2.5 };
    const workers = Object.entries(clocks).map(([name, s]) => {
      const env = s === 0 ? {} : { LD_PRELOAD: libfaketime, FAKETIME: `${s > 0 ? '+' : ''}${s}s` };
      return startWorker(nats.url, name, { env });
    });
    await Promise.all(workers.map((worker) => worker.says(/waits for a run/)));
    // Whoever lists them sees how their wall clocks are set.
    const { waiting } = await whoIsThere(nats.url, 'test');
    for (const { name, clock = { offsetUs: 0, errorUs: -1 } } of waiting) {
      const offUs = Math.abs(clock.offsetUs - clocks[name as keyof typeof clocks] * 1e6);
      expect([name, offUs <= clock.errorUs]).toEqual([name, true]);
    }
    expect(waiting.map(({ name }) => name)).toEqual(['ahead', 'behind', 'right']);
    const file = scenarioFile(
      folder,
      `
target: { function: f, region: eu-west-1, endpoint: ${endpoint.url} }
payloads: { inline: ['{}'] }
load: [{ rate: 60/s, for: 2s }]
`,
    );
    const run = ['run', file, '--db', 'r.db', '--out', 'json=r.json', ...fleetFlags(nats.url, 3)];
    const { code, stderr } = await reprise(run, { cwd: folder, env: credentials });
    expect([code, stderr]).toEqual([0, expect.anything()]);
    const summary = JSON.parse(readFileSync(path.join(folder, 'r.json'), 'utf8')) as JsonSummary;
    expect(summary.outcomes).toMatchObject({ ok: 120 });
    expect(endpoint.received).toHaveLength(120);
    for (const { name, clockOffsetUs, clockErrorUs, sent } of summary.workers ?? []) {
      const fakedS = clocks[name as keyof typeof clocks];
      const trueUs = fakedS === 0 ? 0 : -(behindWallUs() + fakedS * 1e6);
      const offUs = Math.abs(clockOffsetUs - trueUs);
      // The wall's clock may be slewed meanwhile, by a few parts in ten thousand at most.
      expect([name, offUs <= Math.max(1000, clockErrorUs + 500), sent]).toEqual([name, true, 40]);
    }
    expect(summary.lateness?.p99 ?? Number.POSITIVE_INFINITY).toBeLessThan(1_000_000);
  },
);
