import { createHash, createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { corpusFiles, corpusTest } from '../../core/base/corpus.fixture.js';
import {
  type SigningVector,
  sentHeaders,
  signingScope,
  signingVectors,
} from '../../core/base/signing-vectors.fixture.js';
import { fn, region, startTestLambda, type TestLambda } from '../test-lambda.fixture.js';
import { receivedCanonicalRequest, type SignedRequest } from './canonical-request.js';
import { createSignatureCheck } from './check.js';
import { localCredentials } from './credentials.js';
import { formatSigningDate } from './signing-date.js';

// The key, the date and the scope of the published Signature Version 4 test suite.
const check = createSignatureCheck({
  credentials: {
    accessKeyId: 'AKIDEXAMPLE',
    secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
  },
  region: 'us-east-1',
  service: 'service',
  epochMs: () => Date.UTC(2015, 7, 30, 12, 36),
});
const noBody = Buffer.alloc(0);
const scope = 'AKIDEXAMPLE/20150830/us-east-1/service/aws4_request';

function signed(changes: Record<string, string | undefined> = {}, url = '/'): SignedRequest {
  const signature = '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31';
  const headers = {
    host: 'example.amazonaws.com',
    'x-amz-date': '20150830T123600Z',
    authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host;x-amz-date, Signature=${signature}`,
    ...changes,
  };
  return { method: 'GET', url, headers, rawHeaders: Object.entries(headers).flat() as string[] };
}

test('the published example, get-vanilla, is good', () => {
  expect(check(signed(), noBody)).toBeUndefined();
});

const authorizationOf = (credential: string, signedHeaders = 'host;x-amz-date'): string =>
  `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${signedHeaders}, Signature=${'0'.repeat(64)}`;
const doesNotMatch =
  'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.';

test.each([
  [
    'another signature',
    signed({ authorization: authorizationOf(scope) }),
    'InvalidSignature',
    doesNotMatch,
  ],
  ['another path', signed({}, '/a'), 'InvalidSignature', doesNotMatch],
  ['a query that was not signed', signed({}, '/?a=b'), 'InvalidSignature', doesNotMatch],
  [
    'another value of a signed header',
    signed({ host: 'localhost' }),
    'InvalidSignature',
    doesNotMatch,
  ],
  [
    "a hash that is not the payload's",
    signed({ 'x-amz-content-sha256': '0'.repeat(64) }),
    'InvalidSignature',
    doesNotMatch,
  ],
  [
    'no signature',
    signed({ authorization: undefined }),
    'MissingAuthenticationToken',
    'Missing Authentication Token',
  ],
  [
    'half a header',
    signed({ authorization: 'AWS4-HMAC-SHA256 Credential=x' }),
    'IncompleteSignature',
    "Authorization header requires 'Signature' parameter. Authorization header requires 'SignedHeaders' parameter. Authorization=AWS4-HMAC-SHA256 Credential=x",
  ],
  [
    'an unknown key',
    signed({ authorization: authorizationOf(scope.replace('AKIDEXAMPLE', 'AKIDOTHER')) }),
    'UnrecognizedClient',
    'The security token included in the request is invalid.',
  ],
  [
    'another region',
    signed({ authorization: authorizationOf(scope.replace('us-east-1', 'eu-west-1')) }),
    'InvalidSignature',
    "Credential should be scoped to a valid region, not 'eu-west-1'. ",
  ],
  [
    'another service',
    signed({ authorization: authorizationOf(scope.replace('service', 's3')) }),
    'InvalidSignature',
    "Credential should be scoped to correct service: 'service'. ",
  ],
  [
    'a host that is not signed',
    signed({ authorization: authorizationOf(scope, 'x-amz-date') }),
    'InvalidSignature',
    "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.",
  ],
  [
    'a date more than five minutes ago',
    signed({ 'x-amz-date': '20150830T123059Z' }),
    'InvalidSignature',
    'Signature expired: 20150830T123059Z is now earlier than 20150830T123100Z (20150830T123600Z - 5 min.)',
  ],
  [
    'a date more than five minutes ahead',
    signed({ 'x-amz-date': '20150830T124101Z' }),
    'InvalidSignature',
    'Signature not yet current: 20150830T124101Z is still later than 20150830T124100Z (20150830T123600Z + 5 min.)',
  ],
  [
    'a date of another day than the scope',
    signed({ 'x-amz-date': '20150831T123600Z' }),
    'InvalidSignature',
    "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '20150830' != '20150831', from '20150831T123600Z'.",
  ],
])('%s is refused', (_what, request, name, message) => {
  const refusal = check(request, noBody);
  expect([refusal?.status, refusal?.errorType]).toEqual([403, `${name}Exception`]);
  expect(JSON.parse(refusal?.body.toString() ?? '')).toEqual({ message });
});

test('a signature that was good once is not good for anything else', () => {
  expect(check(signed(), noBody)).toBeUndefined();
  expect(check(signed(), noBody)).toBeUndefined();
  for (const other of [
    signed({}, '/a'),
    signed({ host: 'localhost' }),
    { ...signed(), method: 'POST' },
  ]) {
    expect(check(other, noBody)?.errorType).toBe('InvalidSignatureException');
  }
  expect(check(signed(), Buffer.from('x'))?.errorType).toBe('InvalidSignatureException');
});

test('of a body that was too large to be kept the hash is as good', () => {
  const ofNoBody = createHash('sha256').update(noBody).digest('hex');
  expect(check(signed(), ofNoBody)).toBeUndefined();
  expect(check(signed(), '0'.repeat(64))?.errorType).toBe('InvalidSignatureException');
  const claiming = signed({ 'x-amz-content-sha256': '0'.repeat(64) });
  expect(check(claiming, ofNoBody)?.errorType).toBe('InvalidSignatureException');
});

test.each([
  ['spaces', 'a   b', 'a b'],
  ['a tab', 'a\tb', 'a b'],
  ['tabs and spaces', 'a \t \t b', 'a b'],
  ['white space at both ends', '\t a b \t', 'a b'],
  ['a no-break space, which is left alone', 'a\u00a0\u00a0b', 'a\u00a0\u00a0b'],
])('%s within the value of a signed header', (_what, value, canonical) => {
  const headers = { host: 'h', 'x-amz-meta': value };
  const rawHeaders = Object.entries(headers).flat();
  const request = { method: 'GET', url: '/', headers, rawHeaders };
  expect(receivedCanonicalRequest(request, ['host', 'x-amz-meta'], '')).toContain(
    `\nhost:h\nx-amz-meta:${canonical}\n`,
  );
});

/** A request as Node's parser hands it over. */
function received(
  method: string,
  url: string,
  lines: readonly (readonly [name: string, value: string])[],
): SignedRequest {
  const headers: Record<string, string> = {};
  for (const [name, value] of lines) {
    const key = name.toLowerCase();
    headers[key] = key in headers ? `${headers[key]}, ${value.trim()}` : value.trim();
  }
  const rawHeaders = lines.flatMap(([name, value]) => [name, value.trim()]);
  return { method, url, headers, rawHeaders };
}

describe('requests of every form', () => {
  const { accessKeyId, secretAccessKey, amzDate, region, service } = signingScope;
  const checkVector = createSignatureCheck({
    ...{ credentials: { accessKeyId, secretAccessKey }, region, service },
    epochMs: () => signingScope.epochMs,
  });
  const latin1 = (text: string): string => Buffer.from(text).toString('latin1');

  function requestOf(vector: SigningVector): SignedRequest {
    const names = vector.canonicalHeaders.map((line) => line.split(':')[0]).join(';');
    const scope = `${accessKeyId}/${amzDate.slice(0, 8)}/${region}/${service}/aws4_request`;
    const authorization = `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=${names}, Signature=${vector.signature}`;
    const lines = [...sentHeaders(vector), ['Authorization', authorization] as const];
    return received(vector.method, latin1(vector.target), lines);
  }

  test.each(signingVectors)('$title: the signature is good', (vector) => {
    expect(checkVector(requestOf(vector), Buffer.from(vector.body ?? ''))).toBeUndefined();
  });

  test.each(signingVectors)('$title: it is good for no other body', (vector) => {
    const refusal = checkVector(requestOf(vector), Buffer.from(`${vector.body ?? ''} `));
    expect(refusal?.errorType).toBe('InvalidSignatureException');
  });
});

/** Folded header lines, which Node's parser refuses before any check. */
const unreachable = 'get-header-value-multiline';
/** Its canonical request has the token in it and its signature is that of get-vanilla, without it. */
const wronglySigned = 'get-vanilla-with-session-token';
const suite = 'conformance/sigv4-botocore';

corpusTest("botocore's copy of the published suite is checked as it says", suite, () => {
  const files = corpusFiles(suite).filter(
    (name) => name.endsWith('.sreq') && !name.includes(unreachable),
  );
  expect(files.length).toBeGreaterThan(30);
  for (const file of files) {
    const { parsed, body } = parseRequest(readFileSync(file, 'latin1'));
    const payloadHash = createHash('sha256').update(body).digest('hex');
    const [, signedHeaders = ''] =
      /SignedHeaders=([^,]+)/.exec(parsed.headers.authorization ?? '') ?? [];
    const canonical = receivedCanonicalRequest(parsed, signedHeaders.split(';'), payloadHash);
    const expected = readFileSync(file.replace(/\.sreq$/, '.creq'), 'latin1');
    expect(Buffer.from(canonical).toString('latin1'), file).toBe(expected.replaceAll('\r', ''));
    if (!file.includes(wronglySigned)) expect(check(parsed, body), file).toBeUndefined();
  }
});

/** Takes a request of the suite apart as Node's own parser would. */
function parseRequest(text: string): { parsed: SignedRequest; body: Buffer } {
  const [head = '', body = ''] = text.replaceAll('\r', '').split(/\n\n(.*)/s);
  const [line = '', ...lines] = head.split('\n');
  const [, method = '', url = ''] = /^(\S+) (.*) HTTP\/1\.1$/.exec(line) ?? [];
  const headers = lines.flatMap((each): [string, string][] => {
    const [, name, value = ''] = /^([^:]+):(.*)$/.exec(each) ?? [];
    return name === undefined ? [] : [[name, value]];
  });
  return { parsed: received(method, url, headers), body: Buffer.from(body, 'latin1') };
}

/** An Invoke whose only claim to its body is its signature; `changed` bytes of it are others on the wire. */
function postSigned(url: string, body: Buffer, changed: number): Promise<number | undefined> {
  const { host, pathname } = new URL('/2015-03-31/functions/echo/invocations', url);
  const date = formatSigningDate(Date.now());
  const scopeParts = [date.slice(0, 8), region, 'lambda', 'aws4_request'];
  const payloadHash = createHash('sha256').update(body).digest('hex');
  const canonical = `POST\n${pathname}\n\nhost:${host}\nx-amz-date:${date}\n\nhost;x-amz-date\n${payloadHash}`;
  const canonicalHash = createHash('sha256').update(canonical).digest('hex');
  let key = Buffer.from(`AWS4${localCredentials.secretAccessKey}`);
  for (const part of scopeParts) key = createHmac('sha256', key).update(part).digest();
  const toSign = `AWS4-HMAC-SHA256\n${date}\n${scopeParts.join('/')}\n${canonicalHash}`;
  const signature = createHmac('sha256', key).update(toSign).digest('hex');
  const headers = {
    'x-amz-date': date,
    authorization: `AWS4-HMAC-SHA256 Credential=${localCredentials.accessKeyId}/${scopeParts.join('/')}, SignedHeaders=host;x-amz-date, Signature=${signature}`,
  };
  const sent = Buffer.from(body);
  sent.fill('1', sent.length - changed);
  return new Promise((resolve, reject) => {
    const posted = request(new URL(pathname, url), { method: 'POST', headers }, (answer) => {
      answer.resume().on('end', () => resolve(answer.statusCode));
    });
    posted.on('error', reject).end(sent);
  });
}

describe('over a socket', () => {
  let local: TestLambda;
  beforeAll(async () => {
    local = await startTestLambda({ echo: fn() });
  });
  afterAll(() => local.close());

  const clientWith = (changes: object): LambdaClient =>
    new LambdaClient({
      endpoint: local.lambda.url,
      region,
      credentials: localCredentials,
      maxAttempts: 1,
      ...changes,
    });

  test.each(['echo', `arn:aws:lambda:${region}:111111111111:function:echo:$LATEST`])(
    'what the SDK signs is good: %s',
    async (FunctionName) => {
      const answer = await local.client.send(
        new InvokeCommand({
          FunctionName,
          Qualifier: '$LATEST',
          Payload: Buffer.from('"é 1"'),
          ClientContext: 'e30=',
        }),
      );
      expect(Buffer.from(answer.Payload ?? []).toString()).toBe('"é 1"');
    },
  );

  test('white space in a header is canonical as the SDK has it', async () => {
    const client = clientWith({});
    client.middlewareStack.add(
      (next) => (args) => {
        Object.assign((args.request as { headers: object }).headers, { 'x-amz-meta': 'a \t b\tc' });
        return next(args);
      },
      { step: 'build' },
    );
    const answer = await client.send(new InvokeCommand({ FunctionName: 'echo' }));
    client.destroy();
    expect(answer.StatusCode).toBe(200);
  });

  test.each([
    [
      'a wrong secret',
      { credentials: { ...localCredentials, secretAccessKey: 'wrong' } },
      'InvalidSignatureException',
    ],
    [
      'an unknown key',
      { credentials: { ...localCredentials, accessKeyId: 'AKIAOTHER' } },
      'UnrecognizedClientException',
    ],
    ['another region', { region: 'us-west-2' }, 'InvalidSignatureException'],
    ['a clock ten minutes slow', { systemClockOffset: -600_000 }, 'InvalidSignatureException'],
  ])('%s is what the SDK throws', async (_what, changes, name) => {
    const client = clientWith(changes);
    const thrown = await client
      .send(new InvokeCommand({ FunctionName: 'echo' }))
      .catch((error: unknown) => error);
    client.destroy();
    expect(thrown).toMatchObject({ name, $metadata: { httpStatusCode: 403 } });
  });

  test.each([
    ['whose signature is good is told that it is too large', 6_291_457, 0, 413],
    ['that was changed on the way is not', 6_291_457, 1, 403],
    ['of the largest size passes', 6_291_456, 0, 200],
  ])('a large body without a hash, as boto3 sends it, %s', async (_what, size, changed, status) => {
    const body = Buffer.alloc(size, ' ');
    body[0] = 0x30;
    expect(await postSigned(local.lambda.url, body, changed)).toBe(status);
  });

  test('no signature at all is refused, and let in where the configuration says so', async () => {
    const open = await startTestLambda({ echo: fn() }, { signature: false });
    const status = (url: string): Promise<number | undefined> =>
      new Promise((resolve, reject) => {
        const sent = request(
          new URL('/2015-03-31/functions/echo/invocations', url),
          { method: 'POST' },
          (answer) => {
            answer.resume().on('end', () => resolve(answer.statusCode));
          },
        );
        sent.on('error', reject).end('{}');
      });
    expect([await status(local.lambda.url), await status(open.lambda.url)]).toEqual([403, 200]);
    await open.close();
  });
});
