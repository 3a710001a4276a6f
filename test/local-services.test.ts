import { spawn, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openDatabase } from '../core/database/open.js';
import { RecordingStore } from '../core/recording/store/store.js';
import { bareEnvironment, reprise, root, start, temporaryFolder } from './cli.fixture.js';

// `reprise local serve` with queues and logs, read by `reprise record` and by boto3.

const section = `
signature: true
queues:
  succeeded: {}
  dead: {}
  flaky: { redrive: { deadLetterQueue: dead, maxReceiveCount: 1 } }
functions:
  works:
    handler: ./works.mjs
    async: { onSuccess: 'arn:aws:sqs:us-east-1:123456789012:succeeded' }
  fails:
    errorRate: 100%
    errorType: OrderError
    errorMessage: no stock
    async:
      maximumRetryAttempts: 0
      deadLetter: arn:aws:sqs:us-east-1:123456789012:dead
`;

const handler = `export const handler = async (event) => {
  if (event.order !== undefined) console.log('EVENT ' + JSON.stringify(event));
  return event;
};
`;

interface Served {
  folder: string;
  url: string;
  /** What it says to export. */
  env: Record<string, string>;
  client: LambdaClient;
  text: string;
}

async function serve(): Promise<Served> {
  const folder = temporaryFolder();
  const file = path.join(folder, 'local.yaml');
  writeFileSync(file, `local:${section.replaceAll('\n', '\n  ')}`);
  writeFileSync(path.join(folder, 'works.mjs'), handler);
  const { process: child, ended } = start(['local', 'serve', file], { cwd: folder });
  let text = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    text += chunk.toString();
  });
  await expect.poll(() => text, { timeout: 60_000 }).toContain('Ctrl-C');
  const exported = [...text.matchAll(/(AWS_\w+)=(\S+)/g)].map(([, name, value]) => [name, value]);
  const env = Object.fromEntries(exported) as Record<string, string>;
  const { AWS_ENDPOINT_URL: url = '', AWS_REGION: region = '' } = env;
  const { AWS_ACCESS_KEY_ID: accessKeyId = '', AWS_SECRET_ACCESS_KEY: secretAccessKey = '' } = env;
  const credentials = { accessKeyId, secretAccessKey };
  const client = new LambdaClient({ endpoint: url, region, credentials, maxAttempts: 1 });
  onTestFinished(async () => {
    client.destroy();
    child.kill('SIGINT');
    await ended;
  });
  return { folder, url, env, client, text };
}

type Totals = Record<string, { attempts: number }>;

async function sendOrders(client: LambdaClient, FunctionName: string): Promise<void> {
  for (const order of [1, 2, 3]) {
    const Payload = Buffer.from(JSON.stringify({ order, user: 'ann' }));
    await client.send(new InvokeCommand({ FunctionName, InvocationType: 'Event', Payload }));
  }
}

function payloads(folder: string, name: string): string[] {
  const db = openDatabase(path.join(folder, 'reprise.db'), { readonly: true });
  try {
    const records = [...new RecordingStore(db).records(name)];
    return records.map(({ payload }) => Buffer.from(payload).toString()).sort();
  } finally {
    db.close();
  }
}

const orders = [1, 2, 3].map((order) => `{"order":${order},"user":"ann"}`);

describe('reprise local serve', () => {
  it('says the URL of each queue', async () => {
    const { text, url } = await serve();
    for (const name of ['succeeded', 'dead', 'flaky']) {
      expect(text).toContain(`  ${url}/123456789012/${name}\n`);
    }
  });

  it('has dead letters and destination records for reprise record queue', async () => {
    const { folder, url, env, client } = await serve();
    await sendOrders(client, 'fails');
    await sendOrders(client, 'works');
    const record = async (queue: string, ...more: string[]) => {
      const args = ['--queue-url', `${url}/123456789012/${queue}`, '--as', queue, ...more];
      return reprise(['record', 'queue', ...args, '--wait', '2'], { cwd: folder, env });
    };
    const dead = await record('dead', '--delete', '--yes');
    expect([dead.code, dead.stderr, dead.stdout]).toEqual([
      0,
      '',
      expect.stringMatching(/^Recorded 3 messages \(\d+ B\) as dead; deleted 3 from the queue\.\n/),
    ]);
    expect(payloads(folder, 'dead')).toEqual(orders);
    const none = await record('dead', '--append');
    expect([none.code, none.stderr]).toEqual([
      104,
      expect.stringContaining('There is no message to record'),
    ]);
    const done = await record('succeeded');
    expect([done.code, done.stdout]).toEqual([
      0,
      expect.stringContaining('all are still in the queue.'),
    ]);
    expect(payloads(folder, 'succeeded')).toEqual(orders);
  });

  it('has a log for reprise record logs', async () => {
    const { folder, url, env, client } = await serve();
    await sendOrders(client, 'works');
    // What is in the queue runs a moment after it was accepted.
    const attempts = async () => {
      const answer = await fetch(`${url}/reprise/ledger`);
      const { functions } = (await answer.json()) as { functions: Totals };
      return functions.works?.attempts;
    };
    await expect.poll(attempts, { timeout: 60_000 }).toBe(3);
    const args = ['--log-group', '/aws/lambda/works', '--since', '1h', '--event-marker', 'EVENT'];
    const { code, stdout } = await reprise(['record', 'logs', '--as', 'log', ...args], {
      ...{ cwd: folder, env },
    });
    expect([code, stdout]).toEqual([
      0,
      'Recorded 3 events of 12 lines of /aws/lambda/works as log.\n',
    ]);
    expect(payloads(folder, 'log')).toEqual(orders);
  });

  const python = spawnSync('python3', ['-c', 'import boto3']).status === 0;
  it.skipIf(!python)('answers boto3, where Python has it', async () => {
    const { env } = await serve();
    const script = path.join(root, 'test/clients/services.py');
    const { stdout, stderr } = await runPython(script, env);
    expect([stderr, stdout]).toEqual(['', 'ok\n']);
  });
});

async function runPython(
  script: string,
  env: Record<string, string>,
): Promise<{ stdout: string; stderr: string }> {
  const child = spawn('python3', ['-W', 'ignore', script], {
    env: { ...bareEnvironment(), ...env },
  });
  const output = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => {
    output.stdout += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    output.stderr += chunk.toString();
  });
  await new Promise((resolve) => child.on('close', resolve));
  return output;
}
