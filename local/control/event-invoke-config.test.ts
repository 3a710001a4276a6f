import {
  DeleteFunctionEventInvokeConfigCommand,
  GetFunctionEventInvokeConfigCommand,
  GetFunctionRecursionConfigCommand,
  ListFunctionEventInvokeConfigsCommand,
  PutFunctionEventInvokeConfigCommand,
  PutFunctionRecursionConfigCommand,
  UpdateFunctionEventInvokeConfigCommand,
} from '@aws-sdk/client-lambda';
import { expect } from 'vitest';
import { accountId, fn, region, startTestLambda, synthetic } from '../test-lambda.fixture.js';
import { arn, describeRows, invalid, type Row, user, violates } from './control-rows.fixture.js';

const eventConfig = (name: string, more: object = {}) => ({
  DestinationConfig: { OnFailure: {}, OnSuccess: {} },
  FunctionArn: `${arn}:${name}`,
  LastModified: expect.any(Number),
  ...more,
});
const noEventConfig = (rest: string) =>
  user(
    'ResourceNotFoundException',
    'Message',
    `The function ${arn}:${rest} doesn't have an EventInvokeConfig`,
  );
const queueArn = `arn:aws:sqs:${region}:${accountId}:results`;

const eventRows: Row[] = [
  {
    title: 'GetFunctionEventInvokeConfig of no function',
    send: () => new GetFunctionEventInvokeConfigCommand({ FunctionName: 'none' }),
    status: 404,
    ...noEventConfig('none:$LATEST'),
    recorded: [
      'api::TestLambdaFunction::test_ops_on_nonexisting_fn[get_function_event_invoke_config]',
      'not_found_exception',
    ],
  },
  {
    title: 'PutFunctionEventInvokeConfig',
    send: () =>
      new PutFunctionEventInvokeConfigCommand({
        FunctionName: 'f',
        MaximumRetryAttempts: 0,
        DestinationConfig: {
          OnSuccess: { Destination: queueArn },
          OnFailure: { Destination: queueArn },
        },
      }),
    status: 200,
    body: eventConfig('f:$LATEST', {
      MaximumRetryAttempts: 0,
      DestinationConfig: {
        OnFailure: { Destination: queueArn },
        OnSuccess: { Destination: queueArn },
      },
    }),
  },
  {
    title: 'UpdateFunctionEventInvokeConfig keeps what it does not name',
    send: () =>
      new UpdateFunctionEventInvokeConfigCommand({
        FunctionName: 'f',
        MaximumEventAgeInSeconds: 60,
      }),
    status: 200,
    body: eventConfig('f:$LATEST', {
      MaximumRetryAttempts: 0,
      MaximumEventAgeInSeconds: 60,
      DestinationConfig: {
        OnFailure: { Destination: queueArn },
        OnSuccess: { Destination: queueArn },
      },
    }),
  },
  {
    title: 'PutFunctionEventInvokeConfig replaces',
    send: () =>
      new PutFunctionEventInvokeConfigCommand({ FunctionName: 'f', MaximumRetryAttempts: 1 }),
    status: 200,
    body: eventConfig('f:$LATEST', { MaximumRetryAttempts: 1 }),
  },
  {
    title: 'PutFunctionEventInvokeConfig with too many retries',
    send: () =>
      new PutFunctionEventInvokeConfigCommand({ FunctionName: 'f', MaximumRetryAttempts: 3 }),
    status: 400,
    ...violates(
      "Value '3' at 'maximumRetryAttempts' failed to satisfy constraint: Member must have value less than or equal to 2",
    ),
  },
  {
    title: 'PutFunctionEventInvokeConfig of nothing',
    send: () => new PutFunctionEventInvokeConfigCommand({ FunctionName: 'f' }),
    status: 400,
    ...invalid('You must specify at least one of error handling or destination setting.'),
  },
  {
    title: 'GetFunctionEventInvokeConfig: a version does not inherit it',
    send: () => new GetFunctionEventInvokeConfigCommand({ FunctionName: 'f', Qualifier: '1' }),
    status: 404,
    ...noEventConfig('f:1'),
  },
  {
    title: 'ListFunctionEventInvokeConfigs',
    send: () => new ListFunctionEventInvokeConfigsCommand({ FunctionName: 'f' }),
    status: 200,
    body: { FunctionEventInvokeConfigs: [eventConfig('f:$LATEST', { MaximumRetryAttempts: 1 })] },
  },
  {
    title: 'DeleteFunctionEventInvokeConfig',
    send: () => new DeleteFunctionEventInvokeConfigCommand({ FunctionName: 'f' }),
    status: 204,
  },
  {
    title: 'GetFunctionEventInvokeConfig after it',
    send: () => new GetFunctionEventInvokeConfigCommand({ FunctionName: 'f' }),
    status: 404,
    ...noEventConfig('f:$LATEST'),
  },
  {
    title: 'GetFunctionRecursionConfig',
    send: () => new GetFunctionRecursionConfigCommand({ FunctionName: 'f' }),
    status: 200,
    body: { RecursiveLoop: 'Terminate' },
  },
  {
    title: 'PutFunctionRecursionConfig',
    send: () =>
      new PutFunctionRecursionConfigCommand({ FunctionName: 'f', RecursiveLoop: 'Allow' }),
    status: 200,
    body: { RecursiveLoop: 'Allow' },
  },
];

describeRows(eventRows, () =>
  startTestLambda({ f: fn({ versions: { 1: synthetic(), 2: synthetic() } }) }),
);
