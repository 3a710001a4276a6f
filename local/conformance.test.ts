import { request } from 'node:http';
import {
  InvokeCommand,
  type InvokeCommandInput,
  LambdaServiceException,
} from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  accountId,
  fn,
  region,
  startTestLambda,
  synthetic,
  type TestLambda,
} from './test-lambda.fixture.js';

// Each row is one behaviour of the service, with where it is known from.
// `recorded`: answered by the real service, in LocalStack's published snapshots (Apache-2.0).
// `docs`: AWS Lambda API reference or guide. `sdk`: the API model in @aws-sdk/client-lambda 3.1164.0.

const arn = `arn:aws:lambda:${region}:${accountId}:function`;
const sleeping = synthetic({ latency: { p50Ms: 60_000, p99Ms: 60_000 } });
let local: TestLambda;
/** The same functions for requests that are written by hand. */
let unsigned: TestLambda;

beforeAll(async () => {
  const functions = {
    echo: fn({
      versions: { 1: synthetic(), 2: synthetic() },
      aliases: { live: { version: '1', weights: {} }, all2: { version: '1', weights: { 2: 1 } } },
    }),
    bare: fn(),
    fails: fn({
      versions: { 1: synthetic({ errorRate: 1, errorType: 'OrderError', errorMessage: 'no' }) },
    }),
    blocked: fn({ reserved: 0 }),
    timesOut: fn({ timeoutS: 1, versions: { 1: sleeping } }),
    big: fn({ versions: { 1: synthetic({ response: 6_291_557 }) } }),
    limit: fn({ versions: { 1: synthetic({ response: 6_291_556 }) } }),
  };
  local = await startTestLambda(functions);
  unsigned = await startTestLambda(functions, { signature: false });
});
afterAll(() => Promise.all([local.close(), unsigned.close()]));

interface Answer {
  status: number;
  payload: string;
  version?: string | undefined;
  error?: string | undefined;
  log?: string;
  requestId: string;
}

async function invoke(
  input: Omit<InvokeCommandInput, 'Payload'> & { Payload?: string | Buffer },
): Promise<Answer> {
  const answer = await local.client.send(
    new InvokeCommand({
      ...input,
      Payload: Buffer.from(input.Payload ?? ''),
    }),
  );
  return {
    status: answer.StatusCode ?? 0,
    payload: Buffer.from(answer.Payload ?? []).toString(),
    version: answer.ExecutedVersion,
    error: answer.FunctionError,
    log: Buffer.from(answer.LogResult ?? '', 'base64').toString(),
    requestId: answer.$metadata.requestId ?? '',
  };
}

async function refused(input: Parameters<typeof invoke>[0]): Promise<LambdaServiceException> {
  const error = await invoke(input).then(
    (answer) => expect.fail(`was answered: ${JSON.stringify(answer)}`),
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(LambdaServiceException);
  return error as LambdaServiceException;
}

describe('what is answered', () => {
  test.each([
    [
      'RequestResponse, recorded: type_request_response',
      {},
      { status: 200, payload: '{}', version: '$LATEST', error: undefined },
    ],
    [
      'Event, recorded: type_event',
      { InvocationType: 'Event' },
      { status: 202, payload: '', version: undefined, error: undefined },
    ],
    [
      'DryRun, recorded: type_dry_run',
      { InvocationType: 'DryRun' },
      { status: 204, payload: '', version: undefined, error: undefined },
    ],
    [
      'a function error, recorded: handler_error',
      { FunctionName: 'fails' },
      {
        status: 200,
        payload: '{"errorType":"OrderError","errorMessage":"no"}',
        version: '$LATEST',
        error: 'Unhandled',
      },
    ],
    [
      'an Event to a reservation of 0, recorded 2025-11',
      { FunctionName: 'blocked', InvocationType: 'Event' },
      { status: 202, payload: '', version: undefined, error: undefined },
    ],
    [
      'a response over it, recorded: too_large_response',
      { FunctionName: 'big' },
      {
        status: 200,
        payload:
          '{"errorMessage":"Response payload size exceeded maximum allowed payload size (6291556 bytes).","errorType":"Function.ResponseSizeTooLarge"}',
        version: '$LATEST',
        error: 'Unhandled',
      },
    ],
  ] as const)('%s', async (_source, input, expected) => {
    const { requestId, log, ...answer } = await invoke({
      FunctionName: 'echo',
      Payload: '{}',
      ...input,
    });
    expect(answer).toEqual(expected);
    expect(requestId).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  });

  test('the largest response, recorded: too_large_response', async () => {
    const { payload, error } = await invoke({ FunctionName: 'limit' });
    expect({ size: payload.length, error }).toEqual({ size: 6_291_556, error: undefined });
  });

  test('a timeout, recorded: invoke_with_timeout', async () => {
    const { requestId, payload, error } = await invoke({ FunctionName: 'timesOut' });
    expect(error).toBe('Unhandled');
    expect(payload).toBe(
      `{"errorType":"Sandbox.Timedout","errorMessage":"RequestId: ${requestId} Error: Task timed out after 1.00 seconds"}`,
    );
  });

  test('the tail of the log, recorded: invocation_with_logs', async () => {
    const { log = '', requestId } = await invoke({ FunctionName: 'bare', LogType: 'Tail' });
    expect(log.replaceAll(requestId, '<id>').replace(/\d+\.\d\d ms/g, '<duration>')).toMatch(
      /^START RequestId: <id> Version: \$LATEST\nEND RequestId: <id>\nREPORT RequestId: <id>\tDuration: <duration>\tBilled Duration: \d+ ms\tMemory Size: 128 MB\tMax Memory Used: 64 MB\tInit Duration: <duration>\t\n$/,
    );
  });

  test('no tail unless it is asked for, docs', async () => {
    expect((await invoke({ FunctionName: 'echo' })).log).toBe('');
  });

  test.each([
    ['white space and duplicate keys', ' {"a":1,"a":2 , "n":12345678901234567890.0e-2}\n'],
    ['escapes', '"\\u00e4\\/ä"'],
    ['a lone surrogate escape', '"\\ud800"'],
  ])('echo gives the payload back byte for byte: %s', async (_what, Payload) => {
    expect((await invoke({ FunctionName: 'echo', Payload })).payload).toBe(Payload);
  });
});

describe('how a function is named', () => {
  const names: [string, InvokeCommandInput, string][] = [
    ['its name', { FunctionName: 'echo' }, '$LATEST'],
    ['name:version', { FunctionName: 'echo:2' }, '2'],
    ['name:alias', { FunctionName: 'echo:live' }, '1'],
    ['name:$LATEST', { FunctionName: 'echo:$LATEST' }, '$LATEST'],
    ['$LATEST.PUBLISHED', { FunctionName: 'echo', Qualifier: '$LATEST.PUBLISHED' }, '2'],
    ['function:name', { FunctionName: 'function:echo' }, '$LATEST'],
    ['partial ARN', { FunctionName: `${accountId}:function:echo` }, '$LATEST'],
    ['partial ARN with a qualifier', { FunctionName: `${accountId}:function:echo:2` }, '2'],
    [
      'partial ARN with a region',
      { FunctionName: `${region}:${accountId}:function:echo` },
      '$LATEST',
    ],
    ['ARN', { FunctionName: `${arn}:echo` }, '$LATEST'],
    ['ARN with a qualifier', { FunctionName: `${arn}:echo:live` }, '1'],
    ['ARN and Qualifier', { FunctionName: `${arn}:echo`, Qualifier: 'live' }, '1'],
    ['the same qualifier twice', { FunctionName: 'echo:live', Qualifier: 'live' }, '1'],
    ['an alias whose weight is 1', { FunctionName: 'echo', Qualifier: 'all2' }, '2'],
  ];
  test.each(names)('%s, docs', async (_what, input, version) => {
    expect(
      (await invoke({ ...input, Payload: '{}' } as Parameters<typeof invoke>[0])).version,
    ).toBe(version);
  });
});

const functionNamePattern =
  'Member must satisfy regular expression pattern: (arn:(aws[a-zA-Z-]*)?:lambda:)?((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:)?(\\d{12}:)?(function:)?([a-zA-Z0-9-_\\.]+)(:(\\$LATEST(\\.PUBLISHED)?|[a-zA-Z0-9-_]+))?';
const badName = (name: string) =>
  `1 validation error detected: Value '${name}' at 'functionName' failed to satisfy constraint: ${functionNamePattern}`;
const long = 'a'.repeat(129);
const notFound = (rest: string) => `Function not found: ${arn}:${rest}`;
const parseFault = 'Could not parse request body into json: Could not parse payload into json: ';
const source =
  'at [Source: REDACTED (`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled); line: 1, column: ';

describe('what is refused', () => {
  type Row = [
    source: string,
    input: Parameters<typeof invoke>[0],
    status: number,
    name: string,
    message: string,
  ];
  const rows: Row[] = [
    [
      'unknown function, recorded: function_name_too_long-invoke',
      { FunctionName: 'a'.repeat(65) },
      404,
      'ResourceNotFoundException',
      notFound(`${'a'.repeat(65)}:$LATEST`),
    ],
    [
      'unknown alias, recorded',
      { FunctionName: 'echo', Qualifier: 'non-existent-alias' },
      404,
      'ResourceNotFoundException',
      notFound('echo:non-existent-alias'),
    ],
    [
      'unknown version',
      { FunctionName: 'echo:7' },
      404,
      'ResourceNotFoundException',
      notFound('echo:7'),
    ],
    [
      'lower-case $latest, recorded: lowercase_latest_qualifier-invoke',
      { FunctionName: 'echo', Qualifier: '$latest' },
      404,
      'ResourceNotFoundException',
      notFound('echo:$latest'),
    ],
    [
      'another region, recorded: get_function_wrong_region[invoke]',
      { FunctionName: `arn:aws:lambda:us-west-2:${accountId}:function:echo` },
      404,
      'ResourceNotFoundException',
      `Functions from 'us-west-2' are not reachable in this region ('${region}')`,
    ],
    [
      'two qualifiers, recorded: ops_with_arn_qualifier_mismatch',
      { FunctionName: `${arn}:echo:$LATEST`, Qualifier: '1' },
      400,
      'InvalidParameterValueException',
      'The derived qualifier from the function name does not match the specified qualifier.',
    ],
    [
      'a bad qualifier, recorded: invalid_characters_in_qualifier-invoke',
      { FunctionName: 'echo', Qualifier: 'invalid!' },
      400,
      'ValidationException',
      "1 validation error detected: Value 'invalid!' at 'qualifier' failed to satisfy constraint: Member must satisfy regular expression pattern: \\$(LATEST(\\.PUBLISHED)?)|[a-zA-Z0-9-_$]+",
    ],
    [
      'a long qualifier, recorded: qualifier_too_long-invoke',
      { FunctionName: 'echo', Qualifier: long },
      400,
      'ValidationException',
      `1 validation error detected: Value '${long}' at 'qualifier' failed to satisfy constraint: Member must have length less than or equal to 128`,
    ],
    [
      'a bad region, recorded: invalid_region_in_arn-invoke',
      { FunctionName: `arn:aws:lambda:invalid-region:${accountId}:function:my-function` },
      400,
      'ValidationException',
      badName(`arn:aws:lambda:invalid-region:${accountId}:function:my-function`),
    ],
    [
      'no region, recorded: missing_region_in_arn-invoke',
      { FunctionName: `arn:aws:lambda::${accountId}:function:my-function` },
      400,
      'ValidationException',
      badName(`arn:aws:lambda::${accountId}:function:my-function`),
    ],
    [
      'a bad account, recorded: invalid_account_id_in_partial_arn-invoke',
      { FunctionName: 'invalid-account:function:my-function' },
      400,
      'ValidationException',
      badName('invalid-account:function:my-function'),
    ],
    [
      'two qualifiers in an ARN, recorded: full_arn_with_multiple_qualifiers-invoke',
      { FunctionName: `${arn}:my-function:1:2` },
      400,
      'ValidationException',
      badName(`${arn}:my-function:1:2`),
    ],
    [
      '$LATES, recorded: misspelled_latest_in_arn-invoke',
      { FunctionName: `${arn}:my-function:$LATES` },
      400,
      'ValidationException',
      badName(`${arn}:my-function:$LATES`),
    ],
    [
      'a bad name, recorded: function_name_is_single_invalid',
      { FunctionName: '*' },
      400,
      'ValidationException',
      badName('*'),
    ],
    [
      'two faults at once, recorded: full_arn_and_qualifier_too_long_and_invalid_region-invoke',
      { FunctionName: 'bad!', Qualifier: long },
      400,
      'ValidationException',
      `2 validation errors detected: Value '${long}' at 'qualifier' failed to satisfy constraint: Member must have length less than or equal to 128; Value 'bad!' at 'functionName' failed to satisfy constraint: ${functionNamePattern}`,
    ],
    [
      'invalid UTF-8 in a token, recorded: payload_encoding_error[body]',
      { FunctionName: 'echo', Payload: Buffer.from('n\x87r\x9e\xe9\xb5\xd7I\xee\x9bmt', 'latin1') },
      400,
      'InvalidRequestContentException',
      `${parseFault}Invalid UTF-8 start byte 0x87\n ${source}3]`,
    ],
    [
      'an invalid start, recorded: payload_encoding_error[message]',
      { FunctionName: 'echo', Payload: Buffer.from('\x99\xeb,j\x07\xa1zYh', 'latin1') },
      400,
      'InvalidRequestContentException',
      `${parseFault}Unexpected character ((CTRL-CHAR, code 153)): expected a valid value (JSON String, Number, Array, Object or token 'null', 'true' or 'false')\n ${source}1]`,
    ],
    [
      'bad JSON',
      { FunctionName: 'echo', Payload: '{"a": hello}' },
      400,
      'InvalidRequestContentException',
      `${parseFault}Unrecognized token 'hello': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')\n ${source}12]`,
    ],
    [
      'a client context that is no JSON',
      { FunctionName: 'echo', ClientContext: 'bm8=' },
      400,
      'InvalidRequestContentException',
      'Client context must be a valid Base64-encoded JSON object.',
    ],
    [
      'a payload over 6 MB, seen: awslabs/aws-athena-query-federation#793 and others',
      { FunctionName: 'echo', Payload: Buffer.alloc(6_291_457, ' ') },
      413,
      'RequestEntityTooLargeException',
      'Request must be smaller than 6291456 bytes for the InvokeFunction operation',
    ],
    [
      'an Event over 1 MB, docs; seen: ASFHyP3/hyp3#2241',
      { FunctionName: 'echo', InvocationType: 'Event', Payload: Buffer.alloc(1_048_577, ' ') },
      413,
      'RequestEntityTooLargeException',
      '1048577 byte payload is too large for the Event invocation type (limit 1048576 bytes)',
    ],
    [
      'an Event over 6 MB, which the first limit stops',
      { FunctionName: 'echo', InvocationType: 'Event', Payload: Buffer.alloc(6_291_457, ' ') },
      413,
      'RequestEntityTooLargeException',
      'Request must be smaller than 6291456 bytes for the InvokeFunction operation',
    ],
    [
      'a reservation of 0, recorded: concurrency_block',
      { FunctionName: 'blocked' },
      429,
      'TooManyRequestsException',
      'Rate Exceeded.',
    ],
    [
      'an invocation type that is none',
      { FunctionName: 'echo', InvocationType: 'Later' as 'Event' },
      400,
      'ValidationException',
      "1 validation error detected: Value 'Later' at 'invocationType' failed to satisfy constraint: Member must satisfy enum value set: [Event, RequestResponse, DryRun]",
    ],
  ];
  test.each(rows)('%s', async (_source, input, status, name, message) => {
    const error = await refused(input);
    expect({
      status: error.$metadata.httpStatusCode,
      name: error.name,
      message: error.message,
    }).toEqual({ status, name, message });
    expect(error.$metadata.requestId).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('a throttle carries its reason, recorded: concurrency_block', async () => {
    expect(await refused({ FunctionName: 'blocked' })).toMatchObject({
      Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
      Type: 'User',
    });
  });

  test('a payload at its limit is taken, docs', async () => {
    const Payload = Buffer.alloc(6_291_456, ' ');
    Payload[0] = 0x30;
    expect((await invoke({ FunctionName: 'bare', Payload })).status).toBe(200);
  });
});

interface Raw {
  status: number;
  headers: Record<string, unknown>;
  body: string;
}

/** One request as it is on the wire, where the SDK hides what is sent and what comes. */
function raw(
  path: string,
  headers: Record<string, string> = {},
  body = '{}',
  method = 'POST',
): Promise<Raw> {
  return new Promise((resolve, reject) => {
    const sent = request(new URL(path, unsigned.lambda.url), { method, headers }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () =>
        resolve({
          status: answer.statusCode ?? 0,
          headers: answer.headers,
          body: Buffer.concat(chunks).toString(),
        }),
      );
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

const pathOf = (name: string) => `/2015-03-31/functions/${name}/invocations`;

describe('on the wire', () => {
  test('the answer to a RequestResponse has exactly these headers of Lambda', async () => {
    const { status, headers, body } = await raw(pathOf('echo'), {}, '{"a":1}');
    const { date, connection, ...rest } = headers;
    expect({ status, body, rest }).toEqual({
      status: 200,
      body: '{"a":1}',
      rest: {
        'content-type': 'application/json',
        'content-length': '7',
        'x-amzn-requestid': expect.any(String),
        'x-amz-executed-version': '$LATEST',
      },
    });
  });

  test('keys and order of a 429, recorded: concurrency_block', async () => {
    const { headers, body } = await raw(pathOf('blocked'));
    expect(body).toBe(
      '{"Reason":"ReservedFunctionConcurrentInvocationLimitExceeded","Type":"User","message":"Rate Exceeded."}',
    );
    expect(headers['x-amzn-errortype']).toBe('TooManyRequestsException');
  });

  test('a throttle by rate says how long to wait, and one by concurrency does not, sdk', async () => {
    const limited = await startTestLambda(
      { fast: fn({ reserved: 1 }), slow: fn({ reserved: 1, versions: { $LATEST: sleeping } }) },
      { account: { concurrency: 10, requestRateFactor: 1 } },
    );
    const sent = ['fast', 'fast', 'slow', 'slow'].map((FunctionName) =>
      limited.client.send(new InvokeCommand({ FunctionName })).catch((error: unknown) => error),
    );
    const [, byRate, , byConcurrency] = await Promise.all([
      sent[0],
      sent[0]?.then(() => sent[1]),
      undefined,
      sent[3],
    ]);
    expect(byRate).toMatchObject({
      Reason: 'ReservedFunctionInvocationRateLimitExceeded',
      retryAfterSeconds: '1',
    });
    expect(byConcurrency).toMatchObject({
      Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
      retryAfterSeconds: undefined,
    });
    await limited.close();
    await sent[2];
  });

  test('a 404 says Message, recorded: get_function_wrong_region', async () => {
    const { body } = await raw(pathOf('nothing'));
    expect(JSON.parse(body)).toEqual({ Type: 'User', Message: notFound('nothing:$LATEST') });
  });

  test.each([
    ['a percent-encoded ARN', `${encodeURIComponent(`${arn}:echo:live`)}`, 200],
    ['a bare ARN', `${arn}:echo:live`, 200],
    ['broken percent-encoding', 'echo%E0%A4', 400],
  ])('%s in the path', async (_what, name, status) => {
    expect((await raw(pathOf(name))).status).toBe(status);
  });

  test('a payload of 20 MB is refused with the key that was seen, and the connection lives on', async () => {
    const { status, body } = await raw(pathOf('echo'), {}, ' '.repeat(20_000_000));
    expect(status).toBe(413);
    expect(JSON.parse(body)).toEqual({
      Message: 'Request must be smaller than 6291456 bytes for the InvokeFunction operation',
    });
    expect((await raw(pathOf('echo'))).status).toBe(200);
  });

  test('a path that is no operation is a 404 of its own', async () => {
    const answer = await raw('/2015-03-31/nothing', {}, '', 'GET');
    expect(answer.status).toBe(404);
    expect(answer.headers['x-amzn-errortype']).toBe('UnknownOperationException');
  });

  test.each([
    ['localhost', 'localhost:1234', 200],
    ['an address', '10.0.0.1:80', 200],
    ['IPv6', '[::1]:9', 200],
    ['a name it does not know', 'rebound.example.com', 403],
  ])('the host %s', async (_what, host, status) => {
    expect((await raw(pathOf('echo'), { host })).status).toBe(status);
  });
});
