import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { reprise, temporaryFolder } from './cli.fixture.js';
import { credentials, fleetFlags, scenarioFile, startWorker } from './fleet.fixture.js';
import { hasNatsServer, type NatsServer, startNats } from './nats-server.fixture.js';
import { answers, scriptedEndpoint } from './scripted-endpoint.fixture.js';

// Several processes each: on a busy machine they take their time, and only what hangs is to fail.
vi.setConfig({ testTimeout: 240_000 });

const [first, second] = ['111111111111', '222222222222'];

describe.skipIf(!hasNatsServer)('workers of several accounts (nats-server)', () => {
  let nats: NatsServer;
  beforeAll(async () => {
    nats = await startNats();
  });
  afterAll(() => nats?.close());

  it.each([
    ['are refused before anything is sent', [], 104, /w1 from 1{12}; w2 from 2{12}\./],
    [
      'may send where they are named',
      ['named'],
      0,
      /Each sends up to 20\/s, with at most 500 in flight; w1 from 1{12}; w2/,
    ],
  ])('%s', async (_name, named, exit, said) => {
    const endpoint = await scriptedEndpoint((_, response, incoming) =>
      answers.ok?.(response, incoming),
    );
    onTestFinished(endpoint.close);
    const workers = [first, second].map((account = '', i) =>
      startWorker(nats.url, `w${i + 1}`, {
        args: ['--once', ...named.flatMap(() => ['--account', account])],
        env: { AWS_ACCOUNT_ID: account },
      }),
    );
    await Promise.all(workers.map((worker) => worker.says(/waits for a run/)));
    const folder = temporaryFolder();
    const file = scenarioFile(
      folder,
      `
target: { function: f, region: eu-west-1, endpoint: ${endpoint.url} }
payloads: { inline: ['{}'] }
load: [{ rate: 40/s, for: 1s }]
`,
    );
    const flags = fleetFlags(nats.url, 2).filter((flag) => flag !== '-q');
    const { code, stderr } = await reprise(['run', file, ...flags], {
      ...{ cwd: folder, env: credentials },
    });
    expect([code, stderr]).toEqual([exit, expect.stringMatching(said)]);
    expect(endpoint.received.length > 0).toBe(exit === 0);
  });
});
