import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { exitCodes } from '../core/base/exit-codes.js';
import { sumOf } from '../core/measure/fold.js';
import type { JsonSummary } from '../results/export/json-summary.js';
import { start, temporaryFolder } from './cli.fixture.js';
import { credentials, fleetFlags, scenarioFile, startWorker } from './fleet.fixture.js';
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

  it('goes on with a spare where the lost one had stopped: nothing twice, the gap aborted to the count', async () => {
    const folder = temporaryFolder();
    const endpoint = await countingEndpoint();
    const names = ['w1', 'w2', 'w3'];
    const workers = names.map((name) =>
      startWorker(nats.url, name, { env: { AWS_ACCESS_KEY_ID: name } }),
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
    const how = ['--on-lost', 'replace', '--spares', '1', '--out', 'json=run.json'];
    const run = start(
      ['run', file, '--db', path.join(folder, 'r.db'), ...fleetFlags(nats.url, 2), ...how],
      { cwd: folder, env: credentials },
    );
    while (endpoint.sentBy('w1') < 40) await sleep(10);
    workers[0]?.process.kill('SIGKILL');
    const { code } = await run.ended;
    const summary = JSON.parse(readFileSync(path.join(folder, 'run.json'), 'utf8')) as JsonSummary;
    const { outcomes, workers: rows, expectations } = summary;
    expect(summary).toMatchObject({ balanced: true, planned, run: { status: 'finished' } });
    expect([code, expectations.map(({ verdict }) => verdict)]).toEqual([0, ['pass', 'pass']]);

    const bodies = endpoint.sent.map(({ body }) => body);
    expect(new Set(bodies).size).toBe(bodies.length);
    expect(endpoint.sentBy('w2')).toBe(planned / 2);
    expect(sumOf(outcomes)).toBe(planned);
    expect(outcomes.aborted).toBe(planned - outcomes.ok);
    // All that the two sent who were not lost is in the books, and what the lost one had reported.
    expect(endpoint.sentBy('w3')).toBeGreaterThan(0);
    expect(outcomes.ok).toBeGreaterThanOrEqual(endpoint.sentBy('w2') + endpoint.sentBy('w3'));
    expect(outcomes.ok).toBeLessThanOrEqual(bodies.length);

    const lost = rows?.[0]?.lost;
    expect(rows?.map(({ name, lost: is }) => [name, is?.policy])).toEqual([
      ['w1', 'replace'],
      ['w3', undefined],
      ['w2', undefined],
    ]);
    const fromS = lost?.replacedBy?.fromS ?? 0;
    expect(lost?.replacedBy?.name).toBe('w3');
    // What came due of its half since then was the spare's, exactly.
    const left = Math.round((rate / 2) * (seconds - fromS));
    expect(Math.abs(endpoint.sentBy('w3') - left)).toBeLessThanOrEqual(1);
    expect(code).not.toBe(exitCodes.aborted);
  });
});
