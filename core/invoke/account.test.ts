import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it, onTestFinished, vi } from 'vitest';
import { accountOf } from './account.js';

const settings = {
  ...{ region: 'eu-west-1', maxInFlight: 1, timeoutMs: 1000, connectTimeoutMs: 1000 },
  endpointUrl: 'http://127.0.0.1:9',
};

beforeEach(() => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDEXAMPLE');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
  vi.stubEnv('AWS_ACCOUNT_ID', undefined);
  vi.stubEnv('AWS_ENDPOINT_URL_STS', undefined);
});
afterEach(() => vi.unstubAllEnvs());

/** An STS on loopback that answers so. */
async function sts(status: number, answer: string): Promise<{ asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => (text += chunk));
    request.on('end', () => {
      asked.push(`${request.method} ${text} ${request.headers.authorization}`);
      response.writeHead(status).end(answer);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  onTestFinished(() => void server.close());
  vi.stubEnv('AWS_ENDPOINT_URL_STS', `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  return { asked };
}

const xml =
  '<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::123456789012:user/a</Arn><UserId>A</UserId><Account>123456789012</Account></GetCallerIdentityResult></GetCallerIdentityResponse>';
const json =
  '{"GetCallerIdentityResponse":{"GetCallerIdentityResult":{"Account":"123456789012","Arn":"arn:aws:iam::9:user/a"}}}';

it.each([
  ['XML', 200, xml, '123456789012'],
  ['JSON', 200, json, '123456789012'],
  ['a refusal', 403, '<ErrorResponse><Code>InvalidClientTokenId</Code></ErrorResponse>', undefined],
])('asks STS, which answers with %s', async (_name, status, answer, account) => {
  const { asked } = await sts(status, answer);
  expect(await accountOf(settings)).toBe(account);
  expect(asked).toEqual([
    expect.stringMatching(
      /^POST Action=GetCallerIdentity&Version=2011-06-15 AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d{8}\/eu-west-1\/sts\/aws4_request/,
    ),
  ]);
});

it('asks nobody where the credentials name it, or are the local Lambda’s', async () => {
  const { asked } = await sts(200, xml);
  vi.stubEnv('AWS_ACCOUNT_ID', '210987654321');
  expect(await accountOf(settings)).toBe('210987654321');
  const credentials = { accessKeyId: 'A', secretAccessKey: 'B' };
  expect(await accountOf({ ...settings, credentials })).toBeUndefined();
  expect(asked).toEqual([]);
});

it('asks nobody where invocations do not go to AWS', async () => {
  expect(await accountOf(settings)).toBeUndefined();
});
