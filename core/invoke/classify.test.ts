import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { corpusPath, corpusTest } from '../base/corpus.fixture.js';
import type { AnswerHeaders } from './answer.js';
import { classify } from './classify.js';
import type { Outcome } from './outcome.js';

const requestId = '4f1c2a5e-6a3f-4d5b-9b1e-0c8c7f0f2a11';

function answer(
  statusCode: number,
  body: string | object = '',
  headers: AnswerHeaders = { requestId },
): Outcome {
  const bytes = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  return classify({ statusCode, headers, body: bytes, bodyBytes: bytes.length }, false);
}

const failed = { requestId, functionError: 'Unhandled', executedVersion: '12' };

describe('an answer of the function', () => {
  it.each([200, 202, 204])('is ok with status %i', (statusCode) => {
    expect(answer(statusCode, 'null')).toEqual({
      kind: 'ok',
      statusCode,
      requestId,
      responseBytes: 4,
    });
  });

  it('carries the executed version and the report of the log tail', () => {
    const log =
      'START RequestId: 1 Version: 12\nEND RequestId: 1\nREPORT RequestId: 1\tDuration: 1.50 ms\tBilled Duration: 2 ms\tMemory Size: 128 MB\tMax Memory Used: 64 MB\t\n';
    const logResult = Buffer.from(log).toString('base64');
    expect(answer(200, '{}', { requestId, executedVersion: '12', logResult })).toMatchObject({
      kind: 'ok',
      executedVersion: '12',
      report: { durationMs: 1.5, billedDurationMs: 2, memorySizeMb: 128, maxMemoryUsedMb: 64 },
    });
  });

  it('is ok without any header of Lambda, as local emulators answer', () => {
    expect(answer(200, '{}', {})).toEqual({ kind: 'ok', statusCode: 200, responseBytes: 2 });
  });

  it('keeps the response only when told to', () => {
    const body = Buffer.from('{"a":1}');
    const received = { statusCode: 200, headers: {}, body, bodyBytes: body.length };
    expect(classify(received, true)).toHaveProperty('response', body);
    expect(classify(received, false)).not.toHaveProperty('response');
  });
});

describe('a function error', () => {
  const message = 'RequestId: 1 Error: Task timed out after 1.00 seconds';
  it.each<[string, string | object, string, string]>([
    [
      'node',
      { errorType: 'TypeError', errorMessage: 'x is not a function', trace: ['TypeError: x'] },
      'TypeError',
      'x is not a function',
    ],
    [
      'python',
      { errorMessage: 'boom', errorType: 'KeyError', requestId, stackTrace: [] },
      'KeyError',
      'boom',
    ],
    [
      'java',
      { errorMessage: '/ by zero', errorType: 'java.lang.ArithmeticException', stackTrace: [] },
      'java.lang.ArithmeticException',
      '/ by zero',
    ],
    [
      'ruby',
      { errorMessage: 'boom', errorType: 'Function<RuntimeError>', stackTrace: [] },
      'Function<RuntimeError>',
      'boom',
    ],
    [
      'only the first line',
      { errorType: 'Runtime.ImportModuleError', errorMessage: "\nCannot find 'x'\nRequire stack:" },
      'Runtime.ImportModuleError',
      "Cannot find 'x'",
    ],
    [
      'timeout',
      { errorType: 'Sandbox.Timedout', errorMessage: message },
      'Sandbox.Timedout',
      message,
    ],
    [
      'timeout until 2024',
      { errorMessage: '2024-04-08T16:56:22.000Z 1 Task timed out after 1.00 seconds' },
      'Sandbox.Timedout',
      '2024-04-08T16:56:22.000Z 1 Task timed out after 1.00 seconds',
    ],
    [
      'timeout of the runtime interface emulator',
      { errorType: 'Sandbox.Timeout', errorMessage: message },
      'Sandbox.Timeout',
      message,
    ],
    [
      'dotnet',
      { errorType: 'InvalidOperationException', errorMessage: 'no stock', stackTrace: ['at F'] },
      'InvalidOperationException',
      'no stock',
    ],
    ['go', { errorType: 'errorString', errorMessage: 'no stock' }, 'errorString', 'no stock'],
    [
      'rust, whose type is a whole path',
      {
        errorType: '&alloc::boxed::Box<dyn core::error::Error>',
        errorMessage: 'Error: "no stock"',
      },
      '&alloc::boxed::Box<dyn core::error::Error>',
      'Error: "no stock"',
    ],
    [
      'python before its handler was there',
      { errorMessage: 'no stock', errorType: 'Exception', requestId: '', stackTrace: ['  File'] },
      'Exception',
      'no stock',
    ],
    [
      'a process that exited',
      {
        errorType: 'Runtime.ExitError',
        errorMessage: 'RequestId: 1 Error: Runtime exited without providing a reason',
      },
      'Runtime.ExitError',
      'RequestId: 1 Error: Runtime exited without providing a reason',
    ],
    ['no type', { errorMessage: 'Process exited' }, 'Unhandled', 'Process exited'],
    ['no message', { errorType: 'Error', trace: [] }, 'Error', ''],
    ['not ASCII', { errorType: 'Ошибка', errorMessage: 'größer 💥' }, 'Ошибка', 'größer 💥'],
    ['text', 'it broke\nbadly', 'Unhandled', 'it broke'],
    ['a JSON string', '"it broke"', 'Unhandled', '"it broke"'],
    ['nothing', '', 'Unhandled', ''],
    ['half a JSON', '{"errorType":"X', 'Unhandled', '{"errorType":"X'],
  ])('of %s', (_, body, errorType, errorMessage) => {
    expect(answer(200, body, failed)).toMatchObject({
      kind: 'functionError',
      statusCode: 200,
      functionError: 'Unhandled',
      executedVersion: '12',
      errorType,
      errorMessage,
    });
  });

  it('is told by the presence of the header, not its value', () => {
    expect(answer(200, '{}', { functionError: '' }).kind).toBe('functionError');
    expect(answer(200, '{}', { functionError: 'Handled' })).toMatchObject({ errorType: 'Handled' });
  });

  it('has a message of at most 500 characters', () => {
    const long = answer(200, { errorType: 'E', errorMessage: 'x'.repeat(10_000) }, failed);
    expect(long).toHaveProperty('errorMessage', `${'x'.repeat(499)}…`);
  });
});

describe('a throttle', () => {
  it('has the reason and the seconds to wait', () => {
    const body = {
      Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
      Type: 'User',
      message: 'Rate Exceeded.',
    };
    const headers = { requestId, errorType: 'TooManyRequestsException', retryAfter: '2' };
    expect(answer(429, body, headers)).toEqual({
      kind: 'throttled',
      statusCode: 429,
      requestId,
      reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
      errorMessage: 'Rate Exceeded.',
      retryAfterSeconds: 2,
    });
  });

  it.each(['', 'Wed, 21 Oct 2026 07:28:00 GMT', '-1'])(
    'has an unknown reason and no wait when it says neither (Retry-After %j)',
    (retryAfter) => {
      const outcome = answer(429, '<html><title>429 Slow down</title>', { retryAfter });
      expect(outcome).toEqual({
        kind: 'throttled',
        statusCode: 429,
        reason: 'Unknown',
        errorMessage: '429 Slow down',
      });
    },
  );
});

describe('an error of the service', () => {
  it.each<[string, number, AnswerHeaders, string | object, Partial<Outcome>]>([
    [
      'by header, with a URI after the name',
      404,
      { errorType: 'ResourceNotFoundException:http://internal.amazon.com/coral/' },
      { Type: 'User', Message: 'Function not found: arn' },
      {
        kind: 'rejected',
        errorType: 'ResourceNotFoundException',
        errorMessage: 'Function not found: arn',
      },
    ],
    [
      'by __type with a namespace',
      403,
      {},
      { __type: 'com.amazon.coral#AccessDeniedException', Message: 'no' },
      { kind: 'rejected', errorType: 'AccessDeniedException', errorMessage: 'no' },
    ],
    [
      'by code',
      403,
      {},
      { code: 'ExpiredTokenException', message: 'expired' },
      { kind: 'rejected', errorType: 'ExpiredTokenException', errorMessage: 'expired' },
    ],
    [
      'without a name',
      413,
      {},
      { message: 'too large' },
      { kind: 'rejected', errorType: 'HTTP 413', errorMessage: 'too large' },
    ],
    [
      'an HTML 502',
      502,
      { contentType: 'text/html' },
      '<html>\n<head><title>502 Bad Gateway</title></head>',
      { kind: 'serviceError', errorType: 'HTTP 502', errorMessage: '502 Bad Gateway' },
    ],
    [
      'an empty 503',
      503,
      {},
      '',
      { kind: 'serviceError', errorType: 'HTTP 503', errorMessage: 'Service Unavailable' },
    ],
    [
      'a 500 with an empty object',
      500,
      {},
      '{}',
      { kind: 'serviceError', errorType: 'HTTP 500', errorMessage: 'Internal Server Error' },
    ],
    [
      'a page with status 200',
      200,
      { contentType: 'text/html; charset=utf-8' },
      '<title>Sign in to the network</title>',
      { kind: 'serviceError', errorType: 'HTTP 200', errorMessage: 'Sign in to the network' },
    ],
    [
      'a redirect',
      301,
      {},
      '',
      { kind: 'serviceError', errorType: 'HTTP 301', errorMessage: 'Moved Permanently' },
    ],
    ['another 2xx', 206, {}, '', { kind: 'serviceError', errorType: 'HTTP 206' }],
    ['a status nobody knows', 599, {}, '', { kind: 'serviceError', errorMessage: '' }],
  ])('%s', (_, statusCode, headers, body, expected) => {
    expect(answer(statusCode, body, headers)).toMatchObject({ statusCode, ...expected });
  });

  it('takes HTML for the function’s own answer when Lambda’s request id is on it', () => {
    expect(answer(200, '<p>', { requestId, contentType: 'text/html' }).kind).toBe('ok');
  });
});

const errorPayloads = 'errors/localstack-aws-recorded-error-payloads.json';

corpusTest('error payloads recorded from AWS have a type and a message', errorPayloads, () => {
  const records: { payload: { errorType?: string; errorMessage: string } }[] = JSON.parse(
    readFileSync(corpusPath(errorPayloads), 'utf8'),
  );
  expect(records.length).toBeGreaterThan(5);
  for (const { payload } of records) {
    const [errorMessage] = payload.errorMessage.split('\n');
    const errorType = payload.errorType ?? 'Sandbox.Timedout';
    expect(answer(200, payload, failed)).toMatchObject({ errorType, errorMessage });
  }
});
