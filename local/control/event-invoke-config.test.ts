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
const queueArn = `arn:aws:sqs:${region}:${accountId}:127-0-0-1-9`;
const put = (destinationConfig: object) =>
  new PutFunctionEventInvokeConfigCommand({
    FunctionName: 'f',
    DestinationConfig: destinationConfig,
  });

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
    title: 'PutFunctionEventInvokeConfig: a function that is not there, recorded 2025-11',
    send: () => put({ OnSuccess: { Destination: `${arn}:doesnotexist` } }),
    status: 400,
    ...invalid(`The destination ARN ${arn}:doesnotexist is invalid.`),
  },
  {
    title:
      'PutFunctionEventInvokeConfig: a queue that is not there, seen: faast.js, "Errors seen while developing"',
    send: () => put({ OnFailure: { Destination: `${queueArn}-2` } }),
    status: 400,
    ...invalid(`The destination ARN ${queueArn}-2 is invalid.`),
  },
  {
    title: 'PutFunctionEventInvokeConfig: the function itself, recorded 2025-11',
    send: () => put({ OnSuccess: { Destination: `${arn}:f` } }),
    status: 400,
    ...invalid("You can't specify the function as a destination for itself."),
  },
  {
    title: 'PutFunctionEventInvokeConfig: the ARN of another service, recorded 2025-11',
    send: () => put({ OnSuccess: { Destination: `${arn}:f`.replace(':lambda:', ':iam:') } }),
    status: 400,
    ...invalid(
      `The provided destination config DestinationConfig(onSuccess=OnSuccess(destination=${arn.replace(':lambda:', ':iam:')}:f), onFailure=null) is invalid.`,
    ),
  },
  {
    title: 'PutFunctionEventInvokeConfig: a bucket for successes, docs',
    send: () => put({ OnSuccess: { Destination: 'arn:aws:s3:::bucket' } }),
    status: 400,
    ...invalid(
      'The provided destination config DestinationConfig(onSuccess=OnSuccess(destination=arn:aws:s3:::bucket), onFailure=null) is invalid.',
    ),
  },
  {
    title: 'PutFunctionEventInvokeConfig: what is no ARN, recorded 2025-11',
    send: () => put({ OnFailure: { Destination: `${arn}:f`.replace(':lambda:', ':_-/!lambda:') } }),
    status: 400,
    ...violates(
      `Value '${arn.replace(':lambda:', ':_-/!lambda:')}:f' at 'destinationConfig.onFailure.destination' failed to satisfy constraint: Member must satisfy regular expression pattern: $|kafka://([^.]([a-zA-Z0-9\\-_.]{0,248}))|arn:(aws[a-zA-Z0-9-]*):([a-zA-Z0-9\\-])+:((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1})?:(\\d{12})?:(.*)`,
    ),
  },
  {
    title: 'PutFunctionEventInvokeConfig: another function, recorded 2025-11',
    send: () => put({ OnSuccess: { Destination: `${arn}:other` } }),
    status: 200,
    body: eventConfig('f:$LATEST', {
      DestinationConfig: { OnFailure: {}, OnSuccess: { Destination: `${arn}:other` } },
    }),
  },
  {
    title: 'PutFunctionEventInvokeConfig: no destination, recorded 2025-11',
    send: () => put({ OnSuccess: {} }),
    status: 200,
    body: eventConfig('f:$LATEST'),
  },
  {
    title: 'PutFunctionEventInvokeConfig of an alias that is not there, recorded 2025-11',
    send: () =>
      new PutFunctionEventInvokeConfigCommand({
        FunctionName: 'f',
        Qualifier: 'none',
        MaximumRetryAttempts: 1,
      }),
    status: 404,
    ...user('ResourceNotFoundException', 'Message', "The function doesn't exist."),
  },
  {
    title: 'UpdateFunctionEventInvokeConfig of no function, recorded 2025-11',
    send: () =>
      new UpdateFunctionEventInvokeConfigCommand({ FunctionName: 'none', MaximumRetryAttempts: 0 }),
    status: 404,
    ...user('ResourceNotFoundException', 'Message', "The function doesn't exist."),
  },
  {
    title: 'UpdateFunctionEventInvokeConfig where there is none, recorded 2025-11',
    send: () =>
      new UpdateFunctionEventInvokeConfigCommand({
        FunctionName: 'f',
        Qualifier: '1',
        MaximumRetryAttempts: 0,
      }),
    status: 404,
    ...noEventConfig('f:1'),
  },
  {
    title: 'PutFunctionEventInvokeConfig once more',
    send: () =>
      new PutFunctionEventInvokeConfigCommand({ FunctionName: 'f', MaximumRetryAttempts: 1 }),
    status: 200,
    body: eventConfig('f:$LATEST', { MaximumRetryAttempts: 1 }),
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
    title: 'PutFunctionRecursionConfig of what is none, recorded 2025-11',
    send: () =>
      new PutFunctionRecursionConfigCommand({
        FunctionName: 'f',
        RecursiveLoop: 'InvalidValue' as 'Allow',
      }),
    status: 400,
    ...violates(
      "Value 'InvalidValue' at 'recursiveLoop' failed to satisfy constraint: Member must satisfy enum value set: [Terminate, Allow]",
    ),
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
  startTestLambda({
    f: fn({ versions: { 1: synthetic(), 2: synthetic() } }),
    // Gives the queue its name.
    other: fn({ asynchronous: { onFailure: { kind: 'http', url: 'http://127.0.0.1:9/' } } }),
  }),
);
