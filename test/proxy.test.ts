import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openDatabase } from '../core/database/open.js';
import { RecordingStore, type StoredRecord } from '../core/recording/store/store.js';
import { fn, region, startTestLambda, type TestLambda } from '../local/test-lambda.fixture.js';
import { type Ended, reprise, type Started, start, temporaryFolder } from './cli.fixture.js';

interface ProxyProcess extends Started {
  client: LambdaClient;
  url: string;
}

async function testLambda(): Promise<TestLambda> {
  const lambda = await startTestLambda({ echo: fn() });
  onTestFinished(() => lambda.close());
  return lambda;
}

function environment({ lambda }: TestLambda): NodeJS.ProcessEnv {
  const { accessKeyId, secretAccessKey } = lambda.credentials;
  return {
    AWS_ENDPOINT_URL_LAMBDA: lambda.url,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
  };
}

async function startProxy(
  lambda: TestLambda,
  db: string,
  more: readonly string[] = [],
): Promise<ProxyProcess> {
  const args = ['record', 'proxy', '--as', 'friday', '--port', '0', '--db', db, ...more];
  const started = start(args, { env: environment(lambda) });
  onTestFinished(() => void started.process.kill('SIGKILL'));
  const url = await announcedUrl(started);
  const credentials = { accessKeyId: 'AKIDAPP', secretAccessKey: 'of the application' };
  const client = new LambdaClient({ endpoint: url, region, credentials, maxAttempts: 1 });
  onTestFinished(() => client.destroy());
  return { ...started, client, url };
}

function announcedUrl({ process: child, ended }: Started): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const [, url] = /AWS_ENDPOINT_URL_LAMBDA=(\S+)\n/.exec(text) ?? [];
      if (url !== undefined) resolve(url);
    });
    void ended.then(({ stderr }) => reject(new Error(stderr)));
  });
}

const invoke = (client: LambdaClient, text: string) =>
  client.send(new InvokeCommand({ FunctionName: 'echo', Payload: new TextEncoder().encode(text) }));

function recorded(db: string): StoredRecord[] {
  const opened = openDatabase(db, { readonly: true });
  try {
    return [...new RecordingStore(opened).records('friday')];
  } finally {
    opened.close();
  }
}

const numbers = (records: readonly StoredRecord[]): number[] =>
  records.map(({ payload }) => Number(Buffer.from(payload).toString()));

const stop = (proxy: ProxyProcess): Promise<Ended> => {
  proxy.process.kill('SIGINT');
  return proxy.ended;
};

describe('reprise record proxy', () => {
  it('records what an application invokes until Ctrl-C, and goes on with --append', async () => {
    const lambda = await testLambda();
    const db = path.join(temporaryFolder(), 'r.db');
    const proxy = await startProxy(lambda, db);
    await Promise.all([0, 1, 2].map((number) => invoke(proxy.client, String(number))));
    const { code, stdout, stderr } = await stop(proxy);
    expect([code, stdout]).toEqual([0, 'Recorded 3 invocations as friday.\n']);
    expect(stderr).toContain(`for ${lambda.lambda.url} (${region})`);
    expect(stderr).not.toContain('\u001b');

    const taken = await reprise(['record', 'proxy', '--as', 'friday', '--port', '0', '--db', db], {
      env: environment(lambda),
    });
    expect(taken.code).toBe(104);
    expect(taken.stderr).toContain('--append');

    const more = await startProxy(lambda, db, ['--append', '--responses']);
    await invoke(more.client, '3');
    expect((await stop(more)).stdout).toBe('Recorded 1 invocation as friday.\n');
    const records = recorded(db);
    expect(numbers(records).sort()).toEqual([0, 1, 2, 3]);
    expect(records.map(({ outcome }) => outcome?.statusCode)).toEqual([200, 200, 200, 200]);
    expect(records[3]?.outcome?.response).toBe('3');
  });

  it('records without what the rules hide what function and application have whole', async () => {
    const lambda = await testLambda();
    const db = path.join(temporaryFolder(), 'r.db');
    const rules = ['--redact-key', 'user', '--redact-builtin=email', '--responses'];
    const proxy = await startProxy(lambda, db, rules);
    const sent = '{"user":"ann", "to":"bob@example.org", "n":9007199254740993, "n":1.0}';
    const hidden = '{"user":"***", "to":"redacted@example.invalid", "n":9007199254740993, "n":1.0}';
    // The function answers with the bytes that reached it.
    const { Payload } = await invoke(proxy.client, sent);
    expect(Buffer.from(Payload ?? []).toString()).toBe(sent);
    expect((await stop(proxy)).stdout).toBe('Recorded 1 invocation as friday.\n');
    const [record, ...others] = recorded(db);
    expect(others).toEqual([]);
    expect(Buffer.from(record?.payload ?? []).toString()).toBe(hidden);
    expect(record?.outcome).toMatchObject({ statusCode: 200, response: hidden });
    const { stdout } = await reprise(['recordings', 'show', 'friday', '--db', db]);
    expect(stdout).toMatch(/redacted +key user mask 2, builtin email mask 2/);
  });

  it('that is killed has lost nothing that is older than a second', async () => {
    const lambda = await testLambda();
    const db = path.join(temporaryFolder(), 'r.db');
    const proxy = await startProxy(lambda, db);
    const acknowledged: { number: number; atMs: number }[] = [];
    let number = 0;
    const endMs = performance.now() + 2500;
    const callers = [0, 1, 2, 3].map(async () => {
      while (performance.now() < endMs) {
        const mine = number;
        number += 1;
        await invoke(proxy.client, String(mine));
        acknowledged.push({ number: mine, atMs: performance.now() });
      }
    });
    await Promise.all(callers);
    const killedMs = performance.now();
    proxy.process.kill('SIGKILL');
    await proxy.ended;
    const kept = new Set(numbers(recorded(db)));
    const old = acknowledged.filter(({ atMs }) => atMs < killedMs - 1000);
    expect(old.length).toBeGreaterThan(10);
    expect(old.filter((call) => !kept.has(call.number))).toEqual([]);

    // What was left behind is a recording like any other, and no later command clears it away.
    const shown = await reprise(['recordings', 'show', 'friday', '--db', db]);
    expect(shown.code).toBe(0);
    const again = await startProxy(lambda, db, ['--append']);
    await stop(again);
    expect(recorded(db)).toHaveLength(kept.size);
  });

  it('goes on when the database cannot be written, says so once, and catches up', async () => {
    const lambda = await testLambda();
    const db = path.join(temporaryFolder(), 'r.db');
    const proxy = await startProxy(lambda, db);
    const other = openDatabase(db);
    other.exec(
      "CREATE TRIGGER full BEFORE INSERT ON records BEGIN SELECT RAISE(ABORT, 'all is full'); END",
    );
    for (const number of [0, 1, 2, 3, 4]) await invoke(proxy.client, String(number));
    await sleep(1500);
    other.exec('DROP TRIGGER full');
    other.close();
    const { code, stdout, stderr } = await stop(proxy);
    expect([code, stdout]).toEqual([0, 'Recorded 5 invocations as friday.\n']);
    expect(stderr.match(/not recording: all is full/g)).toHaveLength(1);
    expect(numbers(recorded(db))).toEqual([0, 1, 2, 3, 4]);
  });

  it('refuses to send to itself, and a port that is taken, and leaves no recording', async () => {
    const lambda = await testLambda();
    const db = path.join(temporaryFolder(), 'r.db');
    const { port } = new URL(lambda.lambda.url);
    const args = ['record', 'proxy', '--as', 'friday', '--db', db];
    const taken = await reprise([...args, '--port', port], { env: environment(lambda) });
    expect(taken.code).toBe(104);
    expect(taken.stderr).toContain('the port is in use');
    await lambda.close();
    const itself = await reprise([...args, '--port', port], { env: environment(lambda) });
    expect(itself.code).toBe(104);
    expect(itself.stderr).toContain('would send every call to itself');
    const opened = openDatabase(db, { readonly: true });
    expect(new RecordingStore(opened).list()).toEqual([]);
    opened.close();
  });
});
