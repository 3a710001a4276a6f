import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { withControlClient } from './control-client.js';
import type { ControlClient } from './control-operations.js';
import { canonicalRequest, credentialScope, signingKey, stringToSign } from './sigv4.js';

const credentials = {
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: 'secret',
  sessionToken: 'to/ken',
};
let server: Server | undefined;
afterEach(() => server?.close());

interface Answered {
  status: number;
  body: string;
  headers?: Record<string, string>;
}

/** What a control plane was asked, and what `ask` made of these answers, one after the other. */
async function asked<T>(
  answers: readonly Answered[],
  ask: (control: ControlClient, options: { abortSignal: AbortSignal }) => Promise<T>,
): Promise<{ requests: IncomingMessage[]; found: T }> {
  const requests: IncomingMessage[] = [];
  server = createServer((request, response) => {
    const { status, body, headers } = answers[requests.length] as Answered;
    requests.push(request);
    response.writeHead(status, headers).end(body);
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const settings = {
    ...{ region: 'eu-west-1', endpointUrl: `http://127.0.0.1:${port}`, credentials },
    ...{ maxInFlight: 1, timeoutMs: 1000, connectTimeoutMs: 1000 },
  };
  const options = { abortSignal: AbortSignal.timeout(10_000) };
  const found = await withControlClient(settings, (control) => ask(control, options));
  return { requests, found };
}

const ok = { status: 200, body: '{"FunctionVersion":"3"}' };
const of = { FunctionName: 'my fn', Qualifier: '$LATEST', Name: 'live' };

it.each([
  ['GetAccountSettings', '/2016-08-19/account-settings'],
  ['GetAlias', '/2015-03-31/functions/my%20fn/aliases/live'],
  ['GetFunctionConcurrency', '/2019-09-30/functions/my%20fn/concurrency'],
  ['GetFunctionConfiguration', '/2015-03-31/functions/my%20fn/configuration?Qualifier=%24LATEST'],
  [
    'GetProvisionedConcurrencyConfig',
    '/2019-09-30/functions/my%20fn/provisioned-concurrency?Qualifier=%24LATEST',
  ],
] as const)('%s asks the local Lambda, signed', async (name, path) => {
  const input = path.includes('Qualifier') ? of : { FunctionName: of.FunctionName, Name: of.Name };
  const { requests, found } = await asked([ok], (control, options) =>
    control(name, input as never, options),
  );
  expect(found).toEqual({ FunctionVersion: '3' });
  const [request] = requests as [IncomingMessage];
  expect([request.method, request.url]).toEqual(['GET', path]);
  const { authorization = '', 'x-amz-date': date = '' } = request.headers as Record<string, string>;
  const names = /SignedHeaders=([^,]+)/.exec(authorization)?.[1]?.split(';') ?? [];
  expect(names).toEqual(['host', 'x-amz-content-sha256', 'x-amz-date', 'x-amz-security-token']);
  const [bare = '', query = ''] = path.split('?');
  const canonical = canonicalRequest({
    ...{ method: 'GET', path: bare, query: [...new URLSearchParams(query)] },
    headers: names.map((header) => [header, String(request.headers[header])]),
    payloadSha256: String(request.headers['x-amz-content-sha256']),
  });
  const day = date.slice(0, 8);
  const scope = credentialScope(day, 'eu-west-1', 'lambda');
  const key = signingKey(credentials.secretAccessKey, day, 'eu-west-1', 'lambda');
  expect(authorization).toContain(`Signature=${key.sign(stringToSign(date, scope, canonical))}`);
});

it('throws what the service refuses under its own name, and asks throttles again', async () => {
  const headers = { 'x-amzn-ErrorType': 'ResourceNotFoundException' };
  const throttled = { status: 429, body: '{}' };
  const gone = { status: 404, body: '{"Message":"no such alias"}', headers };
  const { requests, found } = await asked([throttled, gone], (control, options) =>
    control('GetAlias', of, options).catch((error: unknown) => error),
  );
  expect(requests).toHaveLength(2);
  expect(found).toMatchObject({
    ...{ name: 'ResourceNotFoundException', message: 'no such alias' },
    $metadata: { httpStatusCode: 404 },
  });
});
