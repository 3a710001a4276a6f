import { createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { reprise, start, temporaryFolder } from './cli.fixture.js';
import { credentials, scenarioFile } from './fleet.fixture.js';
import { freePort, hasNatsServer } from './nats-server.fixture.js';

// Several processes each: on a busy machine they take their time, and only what hangs is to fail.
vi.setConfig({ testTimeout: 240_000 });

const scenario = `
target: { function: f }
payloads: { inline: ['{}'] }
load: [{ rate: 30/s, for: 1s }]
local: { functions: { f: { versions: { 1: { latency: 5ms } } } } }
`;

describe.skipIf(!hasNatsServer)('reprise fleet up (nats-server)', () => {
  it('starts a server and workers that a run can use, lists them, and takes them along when it ends', async () => {
    const folder = temporaryFolder();
    const port = await freePort();
    const fleet = start(['fleet', 'up', '--workers', '2', '--port', `${port}`], {
      env: { ...credentials, AWS_ACCOUNT_ID: '123456789012' },
    });
    const bus = `nats://127.0.0.1:${port}`;
    let listed = '';
    while (!listed.includes('2 workers wait for a run.')) {
      listed = (await reprise(['fleet', 'list', '--bus', bus])).stdout;
    }
    expect(listed).toMatch(
      /^w1 .* cores {2}reprise .* Node \d\S* {2}account 123456789012 {2}clock [+-]\S+ \S+ ± .*\nw2 /,
    );
    const file = scenarioFile(folder, scenario);
    const db = path.join(folder, 'reprise.db');
    const run = await reprise(['run', file, '--db', db, '--bus', bus, '--workers', '2', '-q']);
    expect([run.code, run.stderr]).toEqual([0, expect.anything()]);
    fleet.process.kill('SIGINT');
    const { code, stdout, stderr } = await fleet.ended;
    expect(code).toBe(0);
    expect(stdout).toContain(`reprise run scenarios/quickstart.yaml --bus ${bus} --workers 2`);
    expect(stderr).toMatch(/w1 is in the fleet default, and waits for a run/);
    // Nothing is left that would answer.
    const after = await reprise(['fleet', 'list', '--bus', bus]);
    expect([after.code, after.stderr]).toEqual([104, expect.stringContaining('no bus at')]);
  });

  it('says when the port is taken', async () => {
    const port = await freePort();
    const taken = createServer().listen(port, '127.0.0.1');
    await sleep(10);
    const { code, stderr } = await reprise(['fleet', 'up', '--port', `${port}`]);
    taken.close();
    expect([code, stderr]).toEqual([104, expect.stringMatching(/did not start on port \d+/)]);
  });
});

it('says how to get nats-server where it is missing', async () => {
  const { code, stderr } = await reprise(['fleet', 'up'], { env: { PATH: '/nonexistent' } });
  expect([code, stderr]).toEqual([104, expect.stringMatching(/nats-server is not installed/)]);
});
