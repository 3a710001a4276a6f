import { beforeAll, expect, test } from 'vitest';
import { corpusTest } from '../../core/base/corpus.fixture.js';
import { observe, type WireAnswer } from '../observed-lambda.fixture.js';
import { differences, type RecordedKey, recordingsFile } from '../recordings.fixture.js';
import { accountId, region, type TestLambda } from '../test-lambda.fixture.js';

/** The ARN of every function here, up to its name. */
export const arn = `arn:aws:lambda:${region}:${accountId}:function`;

/** One behaviour of the control plane. Rows run in order, since one changes what the next one finds. */
export interface Row {
  /** What the service does. */
  title: string;
  send: () => object;
  status: number;
  /** What is on the wire. */
  body?: unknown;
  errorType?: string;
  /** The response recorded from the service that it is held against. */
  recorded?: RecordedKey;
}

export const any = expect.any(String);
export const weighted = (weights: Record<string, number>) => ({
  RoutingConfig: { AdditionalVersionWeights: weights },
});
export const user = (errorType: string, key: 'message' | 'Message', text: string) => ({
  errorType,
  body: { Type: 'User', [key]: text },
});
export const bare = (errorType: string, message: string) => ({ errorType, body: { message } });
export const missing = (rest: string) =>
  user('ResourceNotFoundException', 'Message', `Function not found: ${arn}:${rest}`);
export const noAlias = (rest: string) =>
  user('ResourceNotFoundException', 'Message', `Cannot find alias arn: ${arn}:${rest}`);
export const invalid = (text: string) => user('InvalidParameterValueException', 'message', text);
export const violates = (text: string) =>
  bare('ValidationException', `1 validation error detected: ${text}`);

export const configuration = (
  FunctionName: string,
  Version: string,
  FunctionArn: string,
  more: object = {},
) => ({
  Architectures: ['x86_64'],
  CodeSha256: any,
  CodeSize: expect.any(Number),
  Description: '',
  EphemeralStorage: { Size: 512 },
  FunctionArn,
  FunctionName,
  Handler: 'synthetic',
  LastModified: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+0000$/),
  LastUpdateStatus: 'Successful',
  LoggingConfig: { LogFormat: 'Text', LogGroup: `/aws/lambda/${FunctionName}` },
  MemorySize: 128,
  PackageType: 'Zip',
  RevisionId: any,
  Role: `arn:aws:iam::${accountId}:role/local-lambda`,
  Runtime: 'nodejs22.x',
  RuntimeVersionConfig: { RuntimeVersionArn: any },
  SnapStart: { ApplyOn: 'None', OptimizationStatus: 'Off' },
  State: 'Active',
  Timeout: 3,
  TracingConfig: { Mode: 'PassThrough' },
  Version,
  ...more,
});
export const listed = (name: string, version: string, more: object = {}) => {
  const { LastUpdateStatus, RuntimeVersionConfig, State, ...rest } = configuration(
    name,
    version,
    `${arn}:${name}:${version}`,
    more,
  );
  return rest;
};
export const Code = { RepositoryType: 'S3', Location: any };
export const mismatch =
  'The derived qualifier from the function name does not match the specified qualifier.';

/** Sends every row, and holds it against its own text; then all that were recorded against the recordings. */
export function describeRows(rows: Row[], start: () => Promise<TestLambda>): () => TestLambda {
  const answers = new Map<string, WireAnswer>();
  let local: TestLambda;
  beforeAll(async () => {
    local = await start();
    return () => local.close();
  });

  test.each(rows)('$title', async ({ title, send, status, body, errorType }) => {
    const answer = await observe(local.client, send());
    answers.set(title, answer);
    expect(answer).toEqual({ status, errorType, retryAfter: undefined, body });
  });

  corpusTest('these rows are what was recorded from the service', recordingsFile, () => {
    for (const { title, recorded } of rows) {
      if (recorded === undefined) continue;
      const answer = answers.get(title);
      expect([title, answer && differences(recorded, answer)]).toEqual([title, []]);
    }
  });
  return () => local;
}
