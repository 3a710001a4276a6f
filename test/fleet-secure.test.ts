import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { Bus } from '../core/fleet/bus.js';
import { runSubjects, streamOf } from '../core/fleet/protocol.js';
import { whoIsThere } from '../core/fleet/who-is-there.js';
import type { JsonSummary } from '../results/export/json-summary.js';
import { reprise, root, start, temporaryFolder } from './cli.fixture.js';
import { credentials, fleetFlags, scenarioFile, startWorker } from './fleet.fixture.js';
import { hasNatsServer, type NatsServer, startNats } from './nats-server.fixture.js';
import { answers, scriptedEndpoint } from './scripted-endpoint.fixture.js';

// Several processes each: on a busy machine they take their time, and only what hangs is to fail.
vi.setConfig({ testTimeout: 240_000 });

const passwords = {
  REPRISE_COORDINATOR_PASSWORD: 'run-it',
  REPRISE_WORKER_PASSWORD: 'send-it',
};

async function shortRun(folder: string, forS = 1) {
  const endpoint = await scriptedEndpoint((_, response, incoming) =>
    answers.ok?.(response, incoming),
  );
  onTestFinished(endpoint.close);
  const text = `
target: { function: f, region: eu-west-1, endpoint: ${endpoint.url} }
payloads: { inline: ['{}'] }
load: [{ rate: 40/s, for: ${forS}s, arrivals: uniform }]
`;
  return { endpoint, file: scenarioFile(folder, text) };
}

describe.skipIf(!hasNatsServer)('deploy/nats.conf (nats-server)', () => {
  let nats: NatsServer;
  const as = (user: string): string => nats.url.replace('nats://', `nats://${user}@`);
  beforeAll(async () => {
    nats = await startNats({ config: path.join(root, 'deploy/nats.conf'), env: passwords });
  });
  afterAll(() => nats?.close());

  it('lets workers do what they have to, and a forged order of one is heard by nobody', async () => {
    const folder = temporaryFolder();
    const { endpoint, file } = await shortRun(folder, 4);
    const worker = startWorker(as('worker:send-it'), 'w1');
    await worker.says(/waits for a run/);
    const { waiting } = await whoIsThere(as('coordinator:run-it'), 'test');
    expect(waiting).toMatchObject([{ name: 'w1', clock: { errorUs: expect.any(Number) } }]);
    const run = start(
      ['run', file, '--out', 'json=run.json', ...fleetFlags(as('coordinator:run-it'), 1)],
      { cwd: folder, env: credentials },
    );
    let id = '';
    void worker.says(/Run (\S+):/).then((said) => {
      id = said;
    });
    while (endpoint.received.length < 20 || id === '') await sleep(10);
    const forger = await Bus.connect(as('worker:send-it'), 'forger');
    const { order, gone, beat } = runSubjects(id);
    forger.tell(order, { type: 'abort' });
    forger.tell(beat, { committedUs: 0, order: 'abort', gone: [], isOver: true });
    forger.tell(gone(0), { lane: 0, epoch: 1, how: 'I say so', policy: 'stop' });
    await forger.deleteLog(streamOf(id));
    await expect(forger.createLog('RP_forged', 'rp.forged.log.>')).rejects.toThrow(/no log/);
    const read: unknown[] = [];
    forger.listen('rp.*.log.tick.*', (message) => read.push(message));
    const { code } = await run.ended;
    await forger.close();
    expect(code).toBe(0);
    expect(read).toEqual([]);
    const summary = JSON.parse(readFileSync(path.join(folder, 'run.json'), 'utf8')) as JsonSummary;
    expect(summary).toMatchObject({ balanced: true, planned: 160, outcomes: { ok: 160 } });
  });

  it.each([
    ['a coordinator', ['run', '--function', 'f', '--rate', '1/s', '--for', '1s', '--workers', '1']],
    ['a worker', ['worker']],
  ])('refuses %s with a wrong password', async (_name, args) => {
    const { code, stderr } = await reprise([...args, '--bus', as('worker:guess')], {
      env: credentials,
    });
    expect([code, stderr]).toEqual([104, expect.stringMatching(/no bus at .*Authorization/i)]);
    expect(stderr).not.toContain('guess');
  });
});

describe.skipIf(!hasNatsServer || !hasOpenssl())('TLS (nats-server, openssl)', () => {
  it('carries a run, and refuses who does not know the authority', async () => {
    const folder = temporaryFolder();
    const certificate = path.join(folder, 'cert.pem');
    const key = path.join(folder, 'key.pem');
    execFileSync(
      'openssl',
      [
        ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'],
        ...['-keyout', key, '-out', certificate, '-days', '2', '-subj', '/CN=127.0.0.1'],
        ...['-addext', 'subjectAltName=IP:127.0.0.1'],
      ],
      { stdio: 'ignore' },
    );
    const nats = await startNats({ args: ['--tls', '--tlscert', certificate, '--tlskey', key] });
    onTestFinished(nats.close);
    const bus = nats.url.replace('nats:', 'tls:');
    const trusting = { NODE_EXTRA_CA_CERTS: certificate };
    const worker = startWorker(bus, 'w1', { env: trusting });
    await worker.says(/waits for a run/);
    const { file } = await shortRun(folder);
    const flags = ['run', file, ...fleetFlags(bus, 1)];
    const run = await reprise(flags, { cwd: folder, env: { ...credentials, ...trusting } });
    expect([run.code, run.stderr]).toEqual([0, expect.anything()]);
    const stranger = await reprise(flags, { cwd: folder, env: credentials });
    expect([stranger.code, stranger.stderr]).toEqual([
      ...[104, expect.stringMatching(/no bus at tls:.*certificate/)],
    ]);
  });
});

function hasOpenssl(): boolean {
  try {
    execFileSync('openssl', ['version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
