import { afterEach, describe, expect, it } from 'vitest';
import { defined } from '../base/defined.js';
import type { ClientSettings, InvokeTarget, Payload } from './client.js';
import { type ClientName, createInvokeClient } from './create-client.js';
import { createFastClient } from './fast-client.js';
import type { Outcome } from './outcome.js';
import {
  answer,
  payloadOf,
  type Received,
  type ScriptedServer,
  startScriptedServer,
} from './scripted-server.fixture.js';
import { canonicalRequest, credentialScope, signingKey, stringToSign } from './sigv4.js';

const secretAccessKey = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY';
const open: { close(): Promise<void> }[] = [];

afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});

async function serve(): Promise<ScriptedServer> {
  const server = await startScriptedServer((_, socket) => socket.write(answer('200 OK', '{}')));
  open.push(server);
  return server;
}

function settingsFor(server: ScriptedServer, sessionToken?: string): ClientSettings {
  return {
    region: 'eu-west-1',
    endpointUrl: server.url,
    credentials: {
      accessKeyId: 'AKIDEXAMPLE',
      secretAccessKey,
      ...defined({ sessionToken }),
    },
    maxInFlight: 2,
    timeoutMs: 10_000,
    connectTimeoutMs: 5_000,
  };
}

async function requestOf(
  name: ClientName,
  target: InvokeTarget,
  payload: Payload,
  sessionToken?: string,
): Promise<Received> {
  const server = await serve();
  const client = await createInvokeClient({ ...settingsFor(server, sessionToken), client: name });
  open.push(client);
  const outcome = await new Promise<Outcome>((resolve) => client.prepare(target)(payload, resolve));
  expect(outcome.kind).toBe('ok');
  const [received] = server.requests;
  if (received === undefined) throw new Error('nothing came');
  return received;
}

/** Signed headers' names, and the signature that a receiver computes from what came. */
function verified({ method, path, headers, body }: Received): string[] {
  const { authorization = '', 'x-amz-date': date = '' } = headers;
  const names = /SignedHeaders=([^,]+)/.exec(authorization)?.[1]?.split(';') ?? [];
  const [bare = '', query = ''] = path.split('?');
  const canonical = canonicalRequest({
    method,
    path: bare,
    query: [...new URLSearchParams(query)],
    headers: names.map((name) => [name, headers[name] ?? '']),
    payloadSha256: payloadOf(body).sha256,
  });
  const day = date.slice(0, 8);
  const scope = credentialScope(day, 'eu-west-1', 'lambda');
  const key = signingKey(secretAccessKey, day, 'eu-west-1', 'lambda');
  expect(authorization).toContain(`Credential=AKIDEXAMPLE/${scope},`);
  expect(authorization).toContain(`Signature=${key.sign(stringToSign(date, scope, canonical))}`);
  return names;
}

/** The SDK's books, and what differs from one run to the next. */
const ownToEach = /^(amz-sdk-.*|user-agent|x-amz-user-agent|authorization|x-amz-date|host)$/;

function comparable({ method, path, headers, body }: Received): object {
  const same = Object.entries(headers).filter(([name]) => !ownToEach.test(name));
  return {
    method,
    path,
    body,
    headers: Object.fromEntries(same.map(([name, value]) => [name, value.toLowerCase()])),
  };
}

describe('what the fast client sends is what the SDK sends, but for its books', () => {
  const plain: InvokeTarget = {
    functionName: 'checkout',
    invocationType: 'RequestResponse',
    logType: 'None',
  };
  it.each<[string, InvokeTarget, Payload, string?]>([
    ['a plain invocation', plain, payloadOf('{"a":1}')],
    ['a session token', plain, payloadOf('{}'), 'FwoGZXIvYXdzEBYaDH/+=='],
    ['no payload', plain, payloadOf('')],
    ['bytes that are not text', plain, payloadOf(Buffer.from([0, 255, 13, 10, 13, 10]))],
    [
      'an ARN, a qualifier, a log and a client context',
      {
        functionName: 'arn:aws:lambda:eu-west-1:123456789012:function:my_fn.x-1',
        qualifier: '$LATEST',
        invocationType: 'RequestResponse',
        logType: 'Tail',
        clientContext: 'eyJjdXN0b20iOnsiYSI6MX19',
      },
      payloadOf('{"größe": "💥"}'),
    ],
    ['an event', { ...plain, invocationType: 'Event', qualifier: 'live' }, payloadOf('[]')],
    ['a dry run', { ...plain, invocationType: 'DryRun', qualifier: '12' }, payloadOf('null')],
  ])('%s', async (_, target, payload, sessionToken) => {
    const fast = await requestOf('fast', target, payload, sessionToken);
    const sdk = await requestOf('sdk', target, payload, sessionToken);
    expect(comparable(fast)).toEqual(comparable(sdk));
    const signedBySdk = verified(sdk).filter((name) => !/^(amz-sdk-|x-amz-user-agent)/.test(name));
    expect(verified(fast)).toEqual(signedBySdk);
  });
});

describe.each(['fast', 'undici'] as const)('the %s client', (name) => {
  it.each<[string, Partial<Payload>, string?]>([
    ['a client context', { clientContext: 'a\r\nx: y' }],
    ['a tenant', { tenantId: 'a\0b' }],
    ['a session token', {}, 'to\nken'],
  ])('sends nothing where %s would begin another header', async (_, part, sessionToken) => {
    const server = await serve();
    const client = await createInvokeClient({ ...settingsFor(server, sessionToken), client: name });
    open.push(client);
    const send = client.prepare({
      functionName: 'f',
      invocationType: 'RequestResponse',
      logType: 'None',
    });
    for (const text of ['1', '2']) {
      const payload = { ...payloadOf(text), ...part };
      const outcome = await new Promise<Outcome>((resolve) => send(payload, resolve));
      expect(outcome).toMatchObject({ kind: 'transportError', errorType: 'ERR_INVALID_CHAR' });
    }
    expect(server.requests).toEqual([]);
  });
});

describe('the fast client', () => {
  it('opens no more connections than may be in flight, and counts what had to wait', async () => {
    const server = await serve();
    const client = await createFastClient(settingsFor(server));
    open.push(client);
    const send = client.prepare({
      functionName: 'f',
      invocationType: 'RequestResponse',
      logType: 'None',
    });
    const payloads = Array.from({ length: 10 }, (_, index) => payloadOf(String(index)));
    const outcomes = await Promise.all(
      payloads.map((payload) => new Promise<Outcome>((resolve) => send(payload, resolve))),
    );
    expect(outcomes.map(({ kind }) => kind)).toEqual(Array.from({ length: 10 }, () => 'ok'));
    expect(client.waits).toBe(8);
    expect(server.connections.total).toBe(2);
    const bodies = server.requests.map(({ body }) => body.toString()).sort();
    expect(bodies).toEqual(payloads.map(({ bytes }) => Buffer.from(bytes).toString()));
  });

  it('times out what waits for a connection too', async () => {
    const server = await startScriptedServer(() => undefined);
    open.push(server);
    const settings = { ...settingsFor(server), maxInFlight: 1, timeoutMs: 100 };
    const client = await createFastClient(settings);
    open.push(client);
    const send = client.prepare({ functionName: 'f', invocationType: 'Event', logType: 'None' });
    const outcomes = await Promise.all(
      [1, 2, 3].map(
        (index) => new Promise<Outcome>((resolve) => send(payloadOf(String(index)), resolve)),
      ),
    );
    expect(outcomes).toEqual(
      outcomes.map(() => expect.objectContaining({ errorType: 'TimeoutError' })),
    );
  });

  it('gives up what does not connect in time, TLS and all', async () => {
    const server = await startScriptedServer(() => undefined, { mute: true });
    open.push(server);
    const client = await createFastClient({
      ...settingsFor(server),
      endpointUrl: server.url.replace('http:', 'https:'),
      connectTimeoutMs: 100,
    });
    open.push(client);
    const send = client.prepare({ functionName: 'f', invocationType: 'Event', logType: 'None' });
    const outcome = await new Promise<Outcome>((resolve) => send(payloadOf('1'), resolve));
    expect(outcome).toEqual({
      kind: 'transportError',
      errorType: 'TimeoutError',
      errorMessage: 'no connection within the connect timeout',
    });
  });
});
