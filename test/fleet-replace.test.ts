import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { sumOf } from '../core/measure/fold.js';
import type { JsonSummary } from '../results/export/json-summary.js';
import { start, temporaryFolder } from './cli.fixture.js';
import { credentials, fleetFlags, scenarioFile, startWorker } from './fleet.fixture.js';
import { gapBefore } from './gap.fixture.js';
import { hasNatsServer, type NatsServer, startNats } from './nats-server.fixture.js';
import { answers, scriptedEndpoint } from './scripted-endpoint.fixture.js';

// Several processes each: on a busy machine they take their time, and only what hangs is to fail.
vi.setConfig({ testTimeout: 240_000 });

const rate = 60;
const seconds = 18;
const planned = rate * seconds;

/** Answers all, and keeps who sent what: each worker has an access key of its own. */
async function countingEndpoint() {
  const sent: { by: string; body: string }[] = [];
  const endpoint = await scriptedEndpoint(({ body }, response, incoming) => {
    const [, by = ''] = /Credential=([^/]+)/.exec(incoming.headers.authorization ?? '') ?? [];
    sent.push({ by, body: body.toString() });
    answers.ok?.(response, incoming);
  });
  onTestFinished(endpoint.close);
  return {
    ...endpoint,
    sent,
    sentBy: (name: string) => sent.filter(({ by }) => by === name).length,
  };
}

describe.skipIf(!hasNatsServer)('a fleet that replaces who is lost (nats-server)', () => {
  let nats: NatsServer;
  beforeAll(async () => {
    nats = await startNats();
  });
  afterAll(() => nats?.close());

  /** Three workers, of which two send, and a run of theirs; the first can be cut off from the bus. */
  async function running() {
    const folder = temporaryFolder();
    const endpoint = await countingEndpoint();
    const gap = await gapBefore(nats.url);
    const workers = ['w1', 'w2', 'w3'].map((name) =>
      startWorker(name === 'w1' ? gap.url : nats.url, name, { env: { AWS_ACCESS_KEY_ID: name } }),
    );
    await Promise.all(workers.map((worker) => worker.says(/waits for a run/)));
    // Every payload has its arrival's number in it, so that what is sent twice is seen.
    const file = scenarioFile(
      folder,
      `
target: { function: f, region: eu-west-1, endpoint: ${endpoint.url} }
payloads: { inline: ['{}'], transform: { set: { n: '{{seq}}' } } }
load: [{ rate: ${rate}/s, for: ${seconds}s, arrivals: uniform }]
expect: ['ok > 0', 'aborted < 60%']
`,
    );
    const db = path.join(folder, 'r.db');
    const out = ['--db', db, '--out', 'json=run.json'];
    const how = ['--on-lost', 'replace', '--spares', '1'];
    const env = { cwd: folder, env: credentials };
    const run = start(['run', file, ...out, ...fleetFlags(nats.url, 2), ...how], env);
    const resume = () =>
      start(['run', '--resume', 'last', ...out, '--bus', nats.url, '-q'], env).ended;
    const kill = (worker: number): unknown => workers[worker]?.process.kill('SIGKILL');
    while (endpoint.sentBy('w1') < 40) await sleep(10);
    return { folder, endpoint, gap, workers, run, resume, kill };
  }

  /** The books of a run whose first worker was replaced by the third: nothing twice, the gap to the count. */
  function checkBooks({ folder, endpoint }: Awaited<ReturnType<typeof running>>): JsonSummary {
    const file = path.join(folder, 'run.json');
    const summary = JSON.parse(readFileSync(file, 'utf8')) as JsonSummary;
    const { outcomes, workers: rows, expectations } = summary;
    expect(summary).toMatchObject({ balanced: true, planned, run: { status: 'finished' } });
    expect(expectations.map(({ verdict }) => verdict)).toEqual(['pass', 'pass']);

    const bodies = endpoint.sent.map(({ body }) => body);
    expect(new Set(bodies).size).toBe(bodies.length);
    expect(endpoint.sentBy('w2')).toBe(planned / 2);
    expect(sumOf(outcomes)).toBe(planned);
    expect(outcomes.aborted).toBe(planned - outcomes.ok);
    // All that the two sent who were not lost is in the books, and what the lost one had reported.
    expect(endpoint.sentBy('w3')).toBeGreaterThan(0);
    expect(outcomes.ok).toBeGreaterThanOrEqual(endpoint.sentBy('w2') + endpoint.sentBy('w3'));
    expect(outcomes.ok).toBeLessThanOrEqual(bodies.length);

    expect(rows?.map(({ name, lost }) => [name, lost?.policy])).toEqual([
      ['w1', 'replace'],
      ['w3', undefined],
      ['w2', undefined],
    ]);
    const { name, fromS = 0 } = rows?.[0]?.lost?.replacedBy ?? {};
    expect(name).toBe('w3');
    // What came due of its half since then was the spare's, exactly.
    const left = Math.round((rate / 2) * (seconds - fromS));
    expect(Math.abs(endpoint.sentBy('w3') - left)).toBeLessThanOrEqual(1);
    return summary;
  }

  it('goes on with a spare where the lost one had stopped, and its books are exact', async () => {
    const fleet = await running();
    fleet.kill(0);
    const { code, stdout } = await fleet.run.ended;
    expect([code, stdout]).toEqual([0, expect.stringMatching(/w3\s+took\s+its\s+place\s+from/)]);
    checkBooks(fleet);
  });

  it('does so too when the coordinator was killed and the run resumed meanwhile', async () => {
    const fleet = await running();
    fleet.run.process.kill('SIGKILL');
    await fleet.run.ended;
    fleet.kill(0);
    expect((await fleet.resume()).code).toBe(0);
    checkBooks(fleet);
  });

  it('takes nothing of one that was cut off and comes back when another has its place', async () => {
    const fleet = await running();
    const { endpoint, gap, run, workers } = fleet;
    gap.open();
    while (endpoint.sentBy('w3') === 0) await sleep(10);
    // It had sent on while it could still be that it counts, and has stopped by itself before the other began.
    const sent = endpoint.sentBy('w1');
    gap.close();
    await workers[0]?.says(/fenced/);
    expect((await run.ended).code).toBe(0);
    expect(endpoint.sentBy('w1')).toBe(sent);
    const { outcomes, workers: rows = [] } = checkBooks(fleet);
    const [cutOff, ...others] = (rows ?? []).map((row) => row.sent);
    expect(cutOff).toBeLessThan(sent);
    expect(others).toEqual([endpoint.sentBy('w3'), endpoint.sentBy('w2')]);
    expect(outcomes.ok).toBe((cutOff ?? 0) + endpoint.sentBy('w3') + endpoint.sentBy('w2'));
  });
});
