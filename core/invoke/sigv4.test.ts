import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { SignatureV4 } from '@smithy/signature-v4';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { corpusFiles, corpusTest } from '../base/corpus.fixture.js';
import {
  type SigningVector,
  sentHeaders,
  signingScope,
  signingVectors,
} from '../base/signing-vectors.fixture.js';
import {
  algorithm,
  amzDate,
  canonicalRequest,
  credentialScope,
  type SignableRequest,
  SigningKey,
  signedHeaders,
  signingKey,
  stringToSign,
  uriEncode,
} from './sigv4.js';

const { accessKeyId, secretAccessKey } = signingScope;

function authorize(request: SignableRequest, date: string, service: string): string {
  const day = date.slice(0, 8);
  const scope = credentialScope(day, 'us-east-1', service);
  const key = signingKey(secretAccessKey, day, 'us-east-1', service);
  const sum = key.sign(stringToSign(date, scope, canonicalRequest(request)));
  return `${algorithm} Credential=${accessKeyId}/${scope}, SignedHeaders=${signedHeaders(request.headers)}, Signature=${sum}`;
}

function sha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}

/** SHA-256, or an HMAC with it: the form in which the SDK's signer takes its hash. */
class Sha256 {
  readonly #hash: Hash | Hmac;

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash =
      secret === undefined ? createHash('sha256') : createHmac('sha256', bytesOf(secret));
  }

  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.#hash.update(bytesOf(data));
  }

  digest(): Promise<Uint8Array> {
    return Promise.resolve(this.#hash.digest());
  }

  reset(): void {}
}

function bytesOf(data: string | ArrayBuffer | ArrayBufferView): Uint8Array {
  if (typeof data === 'string') return Buffer.from(data);
  if (data instanceof ArrayBuffer) return new Uint8Array(data);
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

describe('an amz date', () => {
  it.each([
    [0, '19700101T000000Z'],
    [Date.UTC(2015, 7, 30, 12, 36, 0, 999), '20150830T123600Z'],
    [Date.UTC(2028, 1, 29, 23, 59, 59), '20280229T235959Z'],
  ])('of %i is %s', (epochMs, date) => expect(amzDate(epochMs)).toBe(date));
});

describe('a signing key', () => {
  it('is an HMAC-SHA256, for texts of any length in any order', () => {
    const key = fc.uint8Array({ maxLength: 64 });
    const texts = fc.array(fc.string(), { maxLength: 5 });
    fc.assert(
      fc.property(key, texts, (bytes, list) => {
        const signer = new SigningKey(bytes);
        for (const text of list) {
          expect(signer.sign(text)).toBe(createHmac('sha256', bytes).update(text).digest('hex'));
        }
      }),
    );
  });
});

describe('percent-encoding', () => {
  it('leaves the unreserved characters and nothing else', () => {
    expect(uriEncode('aZ09-._~')).toBe('aZ09-._~');
    expect(uriEncode("$:/ !'()*+é")).toBe('%24%3A%2F%20%21%27%28%29%2A%2B%C3%A9');
  });
});

const decodedQuery = (query: string): [string, string][] =>
  query
    .split('&')
    .filter(Boolean)
    .map((pair) => {
      const [name = '', value = ''] = pair.split('=').map(decodeURIComponent);
      return [name, value];
    });

function signableOf(vector: SigningVector): SignableRequest {
  const [path = '', query = ''] = vector.target.split('?');
  return {
    ...{ method: vector.method, path, query: decodedQuery(query), headers: sentHeaders(vector) },
    payloadSha256: sha256(vector.body ?? ''),
  };
}

describe('of requests of every form', () => {
  const { region, service, host, epochMs, amzDate: date } = signingScope;
  const sdkSigner = new SignatureV4({
    ...{ service, region, credentials: { accessKeyId, secretAccessKey } },
    ...{ sha256: Sha256, applyChecksum: false },
  });

  it.each(signingVectors)('$title: canonical form and signature', (vector) => {
    const canonical = canonicalRequest(signableOf(vector));
    const names = vector.canonicalHeaders.map((line) => line.split(':')[0]).join(';');
    expect(canonical.split('\n')).toEqual([
      ...[vector.method, ...vector.canonicalTarget, ...vector.canonicalHeaders],
      ...['', names, sha256(vector.body ?? '')],
    ]);
    const scope = credentialScope(date.slice(0, 8), region, service);
    const key = signingKey(secretAccessKey, date.slice(0, 8), region, service);
    expect(key.sign(stringToSign(date, scope, canonical))).toBe(vector.signature);
  });

  it.each(signingVectors)('$title: as the SDK signs it', async (vector) => {
    const { path, query } = signableOf(vector);
    const headers: Record<string, string> = { host };
    for (const [name, value] of vector.headers ?? []) {
      const key = name.toLowerCase();
      headers[key] = key in headers ? `${headers[key]},${value}` : value;
    }
    const names = new Set(query.map(([name]) => name));
    const valuesOf = (asked: string) =>
      query.filter(([name]) => name === asked).map(([, value]) => value);
    const signed = await sdkSigner.sign(
      {
        ...{ method: vector.method, protocol: 'https:', hostname: host, path, headers },
        query: Object.fromEntries([...names].map((name) => [name, valuesOf(name)])),
        body: Buffer.from(vector.body ?? ''),
      },
      { signingDate: new Date(epochMs) },
    );
    expect(signed.headers.authorization).toMatch(new RegExp(`Signature=${vector.signature}$`));
  });
});

function parseVector(text: string): SignableRequest & { date: string } {
  const [head = '', body = ''] = text.split(/\n\n([\s\S]*)/);
  const [requestLine = '', ...lines] = head
    .replace(/\n[ \t]+/g, ' ')
    .trimEnd()
    .split('\n');
  const [, method = '', target = ''] = /^(\S+) (.*) HTTP/.exec(requestLine) ?? [];
  const [path = '', query = ''] = target.split('?');
  const headers = lines.map((line): [string, string] => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon), line.slice(colon + 1)];
  });
  return {
    method,
    path,
    query: decodedQuery(query),
    headers,
    payloadSha256: sha256(body),
    date: headers.find(([name]) => name.toLowerCase() === 'x-amz-date')?.[1] ?? '',
  };
}

corpusTest('the published test suite is signed as it says', 'conformance/sigv4-botocore', () => {
  const files = corpusFiles('conformance/sigv4-botocore').filter((file) => file.endsWith('.req'));
  expect(files.length).toBeGreaterThan(30);
  for (const file of files) {
    const read = (extension: string): string =>
      readFileSync(file.replace(/req$/, extension), 'utf8').replaceAll('\r', '');
    const request = parseVector(read('req'));
    // One vector gives its token with the credentials, not with the request.
    const token = /^x-amz-security-token:(.*)$/m.exec(read('creq'))?.[1];
    const hasToken = request.headers.some(([header]) => /^x-amz-security-token$/i.test(header));
    if (token !== undefined && !hasToken) {
      request.headers = [...request.headers, ['x-amz-security-token', token]];
    }
    const canonical = canonicalRequest(request);
    expect(canonical, file).toBe(read('creq'));
    const scope = credentialScope('20150830', 'us-east-1', 'service');
    expect(stringToSign(request.date, scope, canonical), file).toBe(read('sts'));
    expect(authorize(request, request.date, 'service'), file).toBe(read('authz'));
  }
});

describe('against the SDK’s own signer', () => {
  const token = fc.stringMatching(/^[a-z][a-z0-9-]{0,12}$/);
  const value = fc.stringMatching(/^[ -~]{0,30}$/);
  const request = fc.record({
    path: fc.array(
      fc.oneof(fc.string({ unit: 'grapheme' }), token, fc.constantFrom('.', '..', '')),
    ),
    query: fc.uniqueArray(fc.tuple(token, fc.string({ unit: 'grapheme' })), {
      selector: ([name]) => name,
    }),
    headers: fc.uniqueArray(fc.tuple(token, value), { selector: ([name]) => name }),
    body: fc.uint8Array(),
    epochMs: fc.integer({ min: 0, max: 4_000_000_000_000 }),
  });

  it('every request has the same signature', async () => {
    const signer = new SignatureV4({
      service: 'lambda',
      region: 'us-east-1',
      credentials: { accessKeyId, secretAccessKey },
      sha256: Sha256,
    });
    const property = fc.asyncProperty(request, async ({ path, query, headers, body, epochMs }) => {
      const encoded = `/${path.map((segment) => uriEncode(segment)).join('/')}`;
      const all: [string, string][] = [
        ['host', 'lambda.example'],
        ['x-amz-content-sha256', sha256(body)],
        ...headers.filter(([name]) => !unsigned.has(name)),
      ];
      const signed = await signer.sign(
        {
          method: 'POST',
          protocol: 'https:',
          hostname: 'lambda.example',
          path: encoded,
          query: Object.fromEntries(query),
          headers: Object.fromEntries(all),
          body,
        },
        { signingDate: new Date(epochMs) },
      );
      const date = amzDate(epochMs);
      expect(signed.headers['x-amz-date']).toBe(date);
      const ours: SignableRequest = {
        method: 'POST',
        path: encoded,
        query,
        headers: [...all, ['x-amz-date', date]],
        payloadSha256: sha256(body),
      };
      expect(authorize(ours, date, 'lambda')).toBe(signed.headers.authorization);
    });
    await fc.assert(property, { numRuns: 200 });
  });
});

/** What the SDK never signs, and what these requests have already. */
const unsigned = new Set([
  'authorization',
  'cache-control',
  'connection',
  'date',
  'expect',
  'from',
  'host',
  'keep-alive',
  'max-forwards',
  'pragma',
  'referer',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'user-agent',
]);
