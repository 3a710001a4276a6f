import { existsSync } from 'node:fs';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import { afterAll, expect, test } from 'vitest';
import { startLocalLambda } from './start.js';
import { clientOf, configOf, fn, HandlerFolder, synthetic } from './test-lambda.fixture.js';
import { startLocalLambdaThread } from './thread.js';

const folder = new HandlerFolder();
afterAll(() => folder.remove());

const isBuilt = existsSync(new URL('../dist/local/thread-main.js', import.meta.url));
const missing = { ...folder.code('x.mjs', ''), modulePath: '/no/such/handler.mjs' };
const isolated = {
  f: fn({
    versions: { 1: folder.code('f.mjs', 'export const handler = async () => "threaded";') },
  }),
};

const starters = [
  ['in this thread', startLocalLambda, true],
  ['in its own thread', startLocalLambdaThread, isBuilt],
] as const;

for (const [where, start, isAvailable] of starters) {
  test.skipIf(!isAvailable)(
    `${where}: serves, and closes at once while something sleeps`,
    async () => {
      const latency = { p50Ms: 600_000, p99Ms: 600_000 };
      const sleepy = fn({ timeoutS: 900, versions: { 1: synthetic({ latency }) } });
      const lambda = await start(configOf({ ...isolated, sleepy }));
      const client = clientOf(lambda);
      const answer = await client.send(new InvokeCommand({ FunctionName: 'f' }));
      expect(Buffer.from(answer.Payload ?? []).toString()).toBe('"threaded"');
      const asleep = client
        .send(new InvokeCommand({ FunctionName: 'sleepy' }))
        .catch((error: Error) => error);
      await new Promise((resolve) => setTimeout(resolve, 50));
      const closingMs = performance.now();
      await lambda.close();
      expect(performance.now() - closingMs).toBeLessThan(2000);
      expect(await asleep).toBeInstanceOf(Error);
      client.destroy();
    },
  );

  test.skipIf(!isAvailable)(
    `${where}: a port in use, and a handler that is not there, say so`,
    async () => {
      const first = await start(configOf({ f: fn() }));
      const port = Number(new URL(first.url).port);
      await expect(start(configOf({ f: fn() }, { port }))).rejects.toThrow(
        `The local Lambda cannot listen on 127.0.0.1:${port}: the port is in use.`,
      );
      await first.close();
      await expect(start(configOf({ f: fn({ versions: { 3: missing } }) }))).rejects.toThrow(
        'Function f, version 3: there is no file /no/such/handler.mjs.',
      );
    },
  );
}
