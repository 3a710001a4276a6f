import { createHash } from 'node:crypto';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { jsonService } from '../core/recording/aws/service.fixture.js';
import type { JsonSummary } from '../results/export/json-summary.js';
import { reprise, root, temporaryFolder } from './cli.fixture.js';

const credentials = {
  AWS_REGION: 'eu-west-1',
  AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'secret',
};

describe('from a dead-letter queue to a verdict', () => {
  it('takes three commands: import, run, report', async () => {
    const db = ['--db', path.join(temporaryFolder(), 'r.db')];
    const events = path.join(root, 'scenarios/events/dlq.json');
    const imported = await reprise(['record', 'import', events, '--as', 'dead-letters', ...db]);
    expect(imported.stdout).toBe('Recorded 8 events (550 B) as dead-letters.\n');
    const scenario = path.join(root, 'scenarios/dead-letters.yaml');
    const run = await reprise(['run', scenario, ...db]);
    expect([run.code, run.stdout]).toEqual([
      0,
      expect.stringContaining('8 failed then: 5 pass now, 3 fail again'),
    ]);
    // From the database, where a run's interval is all that is left of it.
    const report = await reprise(['report', '--out', 'json=-', ...db]);
    const { recorded, errors } = JSON.parse(report.stdout) as JsonSummary;
    expect(recorded).toEqual({
      ok: { total: 0, passNow: 0, failNow: 0, undecided: 0 },
      failed: { total: 8, passNow: 5, failNow: 3, undecided: 0 },
    });
    expect(errors).toMatchObject([{ count: 3, message: 'an order needs at least one item' }]);
  });
});

describe('reprise record', () => {
  it('reads a log group that the environment points at', async () => {
    const timestamp = Date.now() - 60_000;
    const { endpointUrl } = await jsonService(({ input }) => ({
      events: [{ timestamp, message: `EVENT {"n": ${input.nextToken ?? 1}}`, eventId: 'e' }],
      ...(input.nextToken === undefined && { nextToken: '2' }),
    }));
    const db = path.join(temporaryFolder(), 'r.db');
    const asked = ['--log-group', '/aws/lambda/f', '--since', '1h', '--event-marker', 'EVENT'];
    const { code, stdout } = await reprise(['record', 'logs', '--as', 'a', '--db', db, ...asked], {
      env: { ...credentials, AWS_ENDPOINT_URL_CLOUDWATCH_LOGS: endpointUrl },
    });
    expect([code, stdout]).toEqual([0, 'Recorded 2 events of 2 lines of /aws/lambda/f as a.\n']);
  });

  it('empties a queue when told to, without a terminal', async () => {
    const { endpointUrl, calls } = await jsonService(({ operation, input }, so) => {
      if (operation !== 'ReceiveMessage') return { Successful: input.Entries };
      if (so.length > 1) return {};
      const Body = '{"n": 1}';
      const MD5OfBody = createHash('md5').update(Body).digest('hex');
      return { Messages: [{ MessageId: 'm', ReceiptHandle: 'r', Body, MD5OfBody }] };
    });
    const db = path.join(temporaryFolder(), 'r.db');
    const asked = ['--queue-url', `${endpointUrl}/1/q`, '--endpoint-url', endpointUrl];
    const { code, stdout } = await reprise(
      ['record', 'queue', '--as', 'a', '--db', db, ...asked, '--delete', '--yes'],
      { env: credentials },
    );
    expect([code, stdout]).toEqual([
      0,
      'Recorded 1 message (8 B) as a; deleted 1 from the queue.\n',
    ]);
    expect(calls.map(({ operation }) => operation)).toEqual([
      ...['ReceiveMessage', 'ReceiveMessage', 'DeleteMessageBatch'],
    ]);
  });

  const refusals: [string[], RegExp][] = [
    [['logs', '--as', 'a'], /--log-group is missing/],
    [['logs', '--as', 'a', '--log-group', 'g'], /--since is missing/],
    [['logs', '--as', 'a', '--log-group', 'g', '--since', 'soon'], /neither a duration nor a time/],
    [
      ['logs', '--as', 'a', '--log-group', 'g', '--since', '1h', '--until', '2h'],
      /--since is not before --until/,
    ],
    [['logs', '--as', 'a', '--resume'], /There is no recording a/],
    [
      ['queue', '--as', 'a', '--queue-url', 'http://127.0.0.1:1/q', '--delete'],
      /no terminal to ask/,
    ],
    [
      ['queue', '--as', 'a', '--queue-url', 'http://127.0.0.1:1/q', '--wait', '30'],
      /--wait is not a whole number from 0 to 20/,
    ],
    [
      ['queue', '--as', 'a', '--queue-url', 'http://127.0.0.1:1/q', '--max', '1'],
      /Region is missing/,
    ],
  ];

  it.each(refusals)('%j is refused', async (args, message) => {
    const db = path.join(temporaryFolder(), 'r.db');
    const { code, stderr } = await reprise(['record', ...args, '--db', db]);
    expect([code, stderr]).toEqual([104, expect.stringMatching(message)]);
    expect(stderr).toContain('hint: ');
  });
});
