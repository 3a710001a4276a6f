import { createServer } from 'node:net';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { JsonSummary } from '../results/export/json-summary.js';
import { reprise, temporaryFolder } from './cli.fixture.js';

/** A port that nothing listens on. */
async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' ? (address?.port ?? 0) : 0;
}

const env = {
  AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'x',
  AWS_REGION: 'eu-west-1',
};

async function runAgainstNothing(...flags: string[]) {
  const db = path.join(temporaryFolder(), 'r.db');
  const target = ['--function', 'f', '--endpoint-url', `http://127.0.0.1:${await closedPort()}`];
  const args = ['run', ...target, '--payload', '{}', '--db', db, '--out', 'json=-', '--quiet'];
  const { code, stdout, stderr } = await reprise([...args, '--no-read-limits', ...flags], { env });
  return { code, stderr, summary: JSON.parse(stdout) as JsonSummary };
}

describe('a run in which nothing succeeds', () => {
  it.each([
    ['is no pass', [], 99, 'fail'],
    ['is one where that is asked for', ['--no-default-expectations'], 0, 'none'],
    ['is what its own expectations say of it', ['--expect', 'transportError == 20'], 0, 'pass'],
  ])('%s', async (_, flags, code, verdict) => {
    const ran = await runAgainstNothing('--rate', '20/s', '--for', '1s', ...flags);
    expect([ran.code, ran.summary.verdict], ran.stderr).toEqual([code, verdict]);
    expect(ran.summary.outcomes.transportError).toBe(20);
  });

  it.each(['fast', 'sdk'])(
    'in a closed loop backs off and ends as planned (%s)',
    async (client) => {
      const ran = await runAgainstNothing('--concurrency', '3', '--for', '2s', '--client', client);
      expect([ran.code, ran.summary.balanced], ran.stderr).toEqual([99, true]);
      const { transportError } = ran.summary.outcomes;
      expect(transportError).toBe(ran.summary.planned);
      // 10, 20, 40 ms … of which at least half is waited: at most a dozen tries for each place in 2 s.
      expect(transportError).toBeGreaterThan(3);
      expect(transportError).toBeLessThanOrEqual(3 * 12);
    },
  );
});
