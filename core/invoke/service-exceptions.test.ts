import { readFileSync } from 'node:fs';
import * as sdk from '@aws-sdk/client-lambda';
import { describe, expect, it } from 'vitest';
import { corpusPath, corpusTest } from '../base/corpus.fixture.js';
import { classify } from './classify.js';
import { type ServiceException, serviceExceptions } from './service-exceptions.fixture.js';

function expectClassified({ name, statusCode, messageKey }: ServiceException): void {
  const body = { Type: 'User', [messageKey]: 'why' };
  const bytes = Buffer.from(JSON.stringify(body));
  const received = { statusCode, headers: { errorType: name }, body: bytes };
  const outcome = classify({ ...received, bodyBytes: bytes.length }, false);
  const common = { statusCode, errorMessage: 'why' };
  if (statusCode === 429) expect(outcome).toMatchObject({ kind: 'throttled', ...common });
  else {
    const kind = statusCode < 500 ? 'rejected' : 'serviceError';
    expect(outcome, name).toEqual({ kind, errorType: name, ...common });
  }
}

const apiModel = 'conformance/lambda-service-2.json';

describe('every exception of Invoke', () => {
  it('counts 43', () => expect(serviceExceptions).toHaveLength(43));

  it.each(serviceExceptions)('$name is classified', (exception) => expectClassified(exception));

  it.each(serviceExceptions)('$name is as the SDK models it', (exception) => {
    // `[-3, namespace, name, { error, httpError }, members]`, as the SDK's generated schemas have it.
    const schema: unknown = Reflect.get(sdk, `${exception.name}$`);
    const [, , , traits, members] = schema as [
      ...[number, string, string],
      { httpError: number },
      string[],
    ];
    expect(traits.httpError).toBe(exception.statusCode);
    expect(members).toContain(exception.messageKey);
  });

  corpusTest("is as botocore's API model has it", apiModel, () => {
    const model: ServiceModel = JSON.parse(readFileSync(corpusPath(apiModel), 'utf8'));
    const modelled = model.operations.Invoke.errors.map(({ shape: name }) => {
      const { error, members = {} } = model.shapes[name] ?? {};
      const messageKey = 'Message' in members ? 'Message' : 'message';
      return { name, statusCode: error?.httpStatusCode ?? 0, messageKey };
    });
    const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1);
    expect(modelled.sort(byName)).toEqual([...serviceExceptions].sort(byName));
  });
});

describe('a payload over the limit', () => {
  // What the service sends, outside its model, and what the model has, never seen.
  it.each([
    ['RequestEntityTooLargeException', '{"Message":"Request must be smaller than 6291456 bytes"}'],
    [
      'RequestTooLargeException',
      '{"Type":"User","message":"Request must be smaller than 6291456 bytes"}',
    ],
  ])('%s keeps its own name', (errorType, text) => {
    const body = Buffer.from(text);
    const answer = { statusCode: 413, headers: { errorType }, body, bodyBytes: body.length };
    expect(classify(answer, false)).toEqual({
      kind: 'rejected',
      statusCode: 413,
      errorType,
      errorMessage: 'Request must be smaller than 6291456 bytes',
    });
  });
});

interface ServiceModel {
  operations: { Invoke: { errors: { shape: string }[] } };
  shapes: Record<string, { error?: { httpStatusCode: number }; members?: Record<string, unknown> }>;
}
