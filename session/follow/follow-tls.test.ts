import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { openDatabase } from '../../core/database/open.js';
import { temporaryFolder } from '../../core/database/temporary.fixture.js';
import { cert, startTlsFor } from '../../core/invoke/scripted-server.fixture.js';
import type { TrustSettings } from '../../core/invoke/trust.js';
import { importLogs } from '../../core/recording/aws/import-logs.js';
import { startLocalLambda } from '../../local/start.js';
import { accountId, configOf, fn, region } from '../../local/test-lambda.fixture.js';
import { loadScenario } from '../../scenarios/language/load.js';
import { runScenario } from '../run/run-scenario.js';
import { followAgain } from './follow-events.js';

const to = (name: string) => ({
  kind: 'arn' as const,
  arn: `arn:aws:sqs:${region}:${accountId}:${name}`,
});
const stop = new AbortController().signal;

/** A local Lambda that is reached over TLS alone, with a certificate that nobody else vouches for. */
async function servedOverTls() {
  const asynchronous = { onSuccess: to('done'), onFailure: to('failed') };
  const queues = { done: {}, failed: {} };
  const lambda = await startLocalLambda(configOf({ f: fn({ asynchronous }) }, { queues }));
  const tls = await startTlsFor(lambda.url);
  onTestFinished(async () => {
    tls.close();
    await lambda.close();
    vi.unstubAllEnvs();
  });
  const { accessKeyId, secretAccessKey } = lambda.credentials;
  vi.stubEnv('AWS_ACCESS_KEY_ID', accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', secretAccessKey);
  vi.stubEnv('AWS_CA_BUNDLE', '');
  const folder = temporaryFolder();
  const caBundle = join(folder, 'ca.pem');
  writeFileSync(caBundle, cert);
  return { url: tls.url, caBundle, folder };
}

it('with --ca-bundle a run is followed over TLS, later too, and its log is read', async () => {
  const { url, caBundle, folder } = await servedOverTls();
  const file = join(folder, 'events.yaml');
  writeFileSync(
    file,
    `target: { function: f, region: ${region}, endpoint: ${url} }
invoke: { type: Event, follow: true }
load: [{ rate: 40/s, for: 250ms }]
`,
  );
  const databasePath = join(folder, 'reprise.db');
  const scenario = loadScenario(file, { flags: { caBundle } });
  const result = await runScenario(scenario, { databasePath, threads: 0 });
  expect(result?.report.follow).toMatchObject({
    status: 'complete',
    total: { ends: { completed: 10 } },
  });

  const database = openDatabase(databasePath);
  onTestFinished(() => {
    database.close();
  });
  const control = { stop, nowMs: Date.now };
  const again = await followAgain(database, 'last', {}, control);
  expect(again.follow).toMatchObject({ status: 'complete', total: { ends: { completed: 10 } } });

  const query = {
    logGroup: '/aws/lambda/f',
    sinceMs: Date.now() - 60_000,
    untilMs: Date.now() + 1,
  };
  const read = (trust: TrustSettings) =>
    importLogs(database, {
      ...{
        name: 'log',
        mode: 'refuse',
        query,
        lines: { marker: 'START' },
        skipInvalid: true,
        stop,
      },
      ...{ region, endpointUrl: url, ...trust },
    });
  await expect(read({})).rejects.toThrow(/self-signed certificate/);
  // START, END and REPORT of each: all of the log has been read, and nothing in it is an event.
  await expect(read({ caBundle })).rejects.toThrow(/30 log lines were read/);
});
