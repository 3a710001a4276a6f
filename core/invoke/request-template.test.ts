import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RequestSocket } from '../wire/connection.js';
import { type InvokeTarget, invocationTypes, logTypes, type Payload } from './client.js';
import { CredentialSource, type Credentials } from './credential-source.js';
import { RequestTemplate } from './request-template.js';
import { payloadOf } from './scripted-server.fixture.js';
import {
  algorithm,
  amzDate,
  canonicalRequest,
  credentialScope,
  signingKey,
  stringToSign,
} from './sigv4.js';
import { checkTarget } from './target.js';

const url = new URL('https://lambda.eu-west-1.amazonaws.com:8443/base');
const region = 'eu-west-1';
const target: InvokeTarget = {
  functionName: 'checkout',
  qualifier: '$LATEST',
  invocationType: 'RequestResponse',
  logType: 'Tail',
};
const credentials: Credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' };

async function templateOf(to: InvokeTarget, as: () => Credentials): Promise<RequestTemplate> {
  const source = await CredentialSource.open(() => Promise.resolve(as()));
  return new RequestTemplate({ target: checkTarget(to), url, region, credentials: source });
}

function recordOf(list: readonly string[]): Record<string, string> {
  const record: Record<string, string> = {};
  for (let index = 0; index < list.length; index += 2) {
    record[list[index] ?? ''] = list[index + 1] ?? '';
  }
  return record;
}

/** Signs anew, from nothing, the request that these headers belong to. */
function authorizationOf(
  template: RequestTemplate,
  headers: Record<string, string>,
  payload: Payload,
  as: Credentials,
): string {
  const [path = '', query = ''] = template.path.split('?');
  // The trace stands outside the signature: what is between may add to it.
  const { authorization: _, 'user-agent': __, 'x-amzn-trace-id': ___, ...rest } = headers;
  const signed = { ...rest, host: url.host, 'content-length': String(payload.bytes.length) };
  const canonical = canonicalRequest({
    method: 'POST',
    path,
    query: query === '' ? [] : [['Qualifier', decodeURIComponent(query.split('=')[1] ?? '')]],
    headers: Object.entries(signed),
    payloadSha256: payload.sha256,
  });
  const date = headers['x-amz-date'] ?? '';
  const day = date.slice(0, 8);
  const scope = credentialScope(day, region, 'lambda');
  const key = signingKey(as.secretAccessKey, day, region, 'lambda');
  const sum = key.sign(stringToSign(date, scope, canonical));
  const names = Object.keys(signed).sort().join(';');
  return `${algorithm} Credential=${as.accessKeyId}/${scope}, SignedHeaders=${names}, Signature=${sum}`;
}

/** The headers of what goes to the socket, whose end must be the payload. */
function sentBy(
  template: RequestTemplate,
  payload: Payload,
  epochMs: number,
): Record<string, string> {
  const written: Buffer[] = [];
  const socket = {
    write: (bytes: Uint8Array) => written.push(Buffer.from(bytes)) > 0,
    cork: () => {},
    uncork: () => {},
    writableLength: 0,
  };
  template.writeTo(socket as unknown as RequestSocket, payload, epochMs);
  const request = Buffer.concat(written);
  const headBytes = request.indexOf('\r\n\r\n') + 4;
  expect(request.subarray(headBytes)).toEqual(Buffer.from(payload.bytes));
  const [line, ...lines] = request.toString('latin1', 0, headBytes - 4).split('\r\n');
  expect(line).toBe(`POST ${template.path} HTTP/1.1`);
  return Object.fromEntries(lines.map((header) => header.split(/: (.*)/s, 2)));
}

describe('a request template', () => {
  it('fills in what signing from nothing makes, for any target, payload and time', async () => {
    const payload = fc
      .record({
        bytes: fc.uint8Array(),
        context: fc.option(fc.base64String()),
        tenantId: fc.option(fc.constantFrom('blue', ' two  words ', 'a:b/c=d@e', 'blå')),
        name: fc.option(fc.constantFrom('order-1', 'order-2')),
        trace: fc.option(fc.constantFrom('1-5759e988-bd862e3fe1be46a994272793')),
      })
      .map(({ bytes, context, tenantId, name, trace }) => ({
        ...payloadOf(bytes),
        ...(context !== null && { clientContext: context }),
        ...(tenantId !== null && { tenantId }),
        ...(name !== null && { durableExecutionName: name }),
        ...(trace !== null && { traceId: trace }),
      }));
    const anyTarget = fc.record({
      functionName: fc.constantFrom('checkout', 'arn:aws:lambda:eu-west-1:123456789012:function:a'),
      invocationType: fc.constantFrom(...invocationTypes),
      logType: fc.constantFrom(...logTypes),
      qualifier: fc.constantFrom('1', 'live', '$LATEST'),
    });
    const sends = fc.array(fc.tuple(payload, fc.integer({ min: 0, max: 4e12 })), { minLength: 1 });
    const token = fc.option(fc.base64String({ minLength: 4 }), { nil: undefined });
    await fc.assert(
      fc.asyncProperty(anyTarget, sends, token, async (to, invocations, sessionToken) => {
        const as = { ...credentials, sessionToken };
        const template = await templateOf(to, () => as);
        for (const [event, epochMs] of invocations) {
          const headers = recordOf(template.headersFor(event, epochMs));
          expect(headers['x-amz-date']).toBe(amzDate(epochMs));
          expect(headers['x-amz-content-sha256']).toBe(event.sha256);
          expect(headers.authorization).toBe(authorizationOf(template, headers, event, as));
          const { 'content-length': length, ...sent } = sentBy(template, event, epochMs);
          expect(length).toBe(String(event.bytes.length));
          expect(sent).toEqual({ host: url.host, connection: 'keep-alive', ...headers });
        }
      }),
    );
  });

  it('signs the same payload anew in the next second, and on the next day', async () => {
    const template = await templateOf(target, () => credentials);
    const event = payloadOf('{}');
    const midnight = Date.UTC(2026, 11, 1);
    const seen = new Set<string>();
    for (const epochMs of [midnight - 1001, midnight - 1, midnight, midnight + 999]) {
      const headers = recordOf(template.headersFor(event, epochMs));
      expect(headers.authorization).toBe(authorizationOf(template, headers, event, credentials));
      seen.add(headers.authorization ?? '');
    }
    expect(seen.size).toBe(3);
  });

  it('signs with renewed credentials as soon as they are there', async () => {
    let current: Credentials = { ...credentials, sessionToken: 'old' };
    const source = {
      get current() {
        return current;
      },
    } as CredentialSource;
    const settings = { target: checkTarget(target), url, region, credentials: source };
    const template = new RequestTemplate(settings);
    const event = payloadOf('{}');
    template.headersFor(event, 0);
    current = { accessKeyId: 'AKIDNEW', secretAccessKey: 'other', sessionToken: 'new' };
    const headers = recordOf(template.headersFor(event, 1));
    expect(headers['x-amz-security-token']).toBe('new');
    expect(headers.authorization).toBe(authorizationOf(template, headers, event, current));
  });
});
