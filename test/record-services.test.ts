import { createHash } from 'node:crypto';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openDatabase } from '../core/database/open.js';
import { type Answer, jsonService } from '../core/recording/aws/service.fixture.js';
import { RecordingStore } from '../core/recording/store/store.js';
import { reprise, start, temporaryFolder } from './cli.fixture.js';

const env = {
  AWS_REGION: 'eu-west-1',
  AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'x',
};
const orders = ['{"n":1,"user":"ann"}', '{"n":2,"user":"bob"}', '{"n":3,"user":"eve"}'];
const kept = ['--redact-key', 'user', '--where-payload', 'n != `2`'];
const left = ['{"n":1,"user":"***"}', '{"n":3,"user":"***"}'];

function stored(cwd: string): string[] {
  const db = openDatabase(path.join(cwd, 'reprise.db'), { readonly: true });
  onTestFinished(() => void db.close());
  return [...new RecordingStore(db).records('a')].map(({ payload }) =>
    Buffer.from(payload).toString(),
  );
}

/** Pages of one line each, by startTime and endTime as the service gives them. */
const log: Answer = ({ input }) => {
  const events = orders
    .map((order, index) => ({ timestamp: t0 + index * 1000, message: `EVENT ${order}` }))
    .filter(({ timestamp }) => timestamp >= input.startTime && timestamp <= input.endTime);
  const at = Number(input.nextToken ?? 0);
  return {
    events: events.slice(at, at + 1),
    searchedLogStreams: [],
    ...(at + 1 < events.length && { nextToken: String(at + 1) }),
  };
};
const t0 = Date.UTC(2026, 10, 20, 17);

describe('record logs', () => {
  const args = ['record', 'logs', '--as', 'a', '--event-marker', 'EVENT'];
  const query = ['--log-group', '/aws/lambda/f', '--since', '2026-11-20T17:00Z'];

  it('keeps what is selected, without what the rules hide', async () => {
    const { endpointUrl } = await jsonService(log);
    const cwd = temporaryFolder();
    const all = [...args, ...query, '--endpoint-url', endpointUrl, ...kept];
    const { code, stdout, stderr } = await reprise(all, { cwd, env });
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(
      /^Recorded 2 events of 3 lines of \/aws\/lambda\/f as a; 1 not selected\.\n/,
    );
    expect(stdout).toContain('Redacted: key user mask 3; in 3 events.\n');
    expect(stored(cwd)).toEqual(left);
  });

  it('does not go on in clear with what was begun redacted', async () => {
    const cwd = temporaryFolder();
    const run = { child: undefined as ReturnType<typeof start> | undefined };
    const { endpointUrl, calls } = await jsonService((call, so) => {
      if (so.length !== 2) return log(call, so);
      run.child?.process.kill('SIGINT');
      // The second page never comes: only the signal ends the wait for it.
      return new Promise(() => {});
    });
    const all = [...args, '--endpoint-url', endpointUrl];
    run.child = start([...all, ...query, '--redact-key', 'user'], { cwd, env });
    const stopped = await run.child.ended;
    expect([stopped.code, stopped.stdout]).toEqual([105, expect.stringContaining('--resume')]);
    const before = calls.length;
    const refused = await reprise([...all, '--resume'], { cwd, env });
    expect([refused.code, calls.length]).toEqual([104, before]);
    expect(refused.stderr).toContain('a was redacted as it was read, and no rules are given now.');
    const resumed = await reprise([...all, '--resume', '--redact-key', 'user'], { cwd, env });
    expect(resumed.code).toBe(0);
    expect(stored(cwd)).toEqual(orders.map((order) => order.replace(/"\w{3}"/, '"***"')));
  });
});

describe('record queue', () => {
  it('keeps and deletes what is selected, without what the rules hide', async () => {
    const deleted: string[] = [];
    const { endpointUrl } = await jsonService(({ operation, input }, so) => {
      if (operation === 'DeleteMessageBatch') {
        for (const { ReceiptHandle } of input.Entries) deleted.push(ReceiptHandle);
        return { Successful: input.Entries, Failed: [] };
      }
      if (operation !== 'ReceiveMessage') return { Successful: input.Entries, Failed: [] };
      if (so.length > 1) return {};
      const Messages = orders.map((Body, index) => ({
        ...{ MessageId: `m-${index}`, ReceiptHandle: String(index), Body },
        MD5OfBody: createHash('md5').update(Body).digest('hex'),
        Attributes: { SentTimestamp: String(t0 + index) },
      }));
      return { Messages };
    });
    const cwd = temporaryFolder();
    const queue = ['--queue-url', `${endpointUrl}/123456789012/dlq`, '--endpoint-url', endpointUrl];
    const args = ['record', 'queue', '--as', 'a', '--wait', '0', '--delete', '--yes'];
    const { code, stdout, stderr } = await reprise([...args, ...queue, ...kept], { cwd, env });
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^Recorded 2 messages \(\d+ B\) as a; deleted 2 from the queue\.\n/);
    expect(stdout).toContain('Redacted: key user mask 3; in 3 events.\n');
    expect([stored(cwd), deleted]).toEqual([left, ['0', '2']]);
  });
});
