import {
  DeleteFunctionCommand,
  GetFunctionCommand,
  GetFunctionConfigurationCommand,
  GetFunctionEventInvokeConfigCommand,
  ListFunctionsCommand,
  ListVersionsByFunctionCommand,
  PublishVersionCommand,
} from '@aws-sdk/client-lambda';
import { afterAll, expect } from 'vitest';
import {
  accountId,
  fn,
  HandlerFolder,
  region,
  startTestLambda,
  synthetic,
} from '../test-lambda.fixture.js';
import {
  any,
  arn,
  Code,
  configuration,
  describeRows,
  invalid,
  listed,
  mismatch,
  missing,
  type Row,
  user,
  violates,
} from './control-rows.fixture.js';

const folder = new HandlerFolder();
afterAll(() => folder.remove());

const node = {
  Handler: 'draft.handler',
  Runtime: any,
  Environment: { Variables: { TABLE: 'orders' } },
};
const validation = 'api::TestLambdaFunction::test_function_name_and_qualifier_validation';
const functionRows: Row[] = [
  {
    title: 'GetFunction',
    send: () => new GetFunctionCommand({ FunctionName: 'f' }),
    status: 200,
    body: { Code, Configuration: configuration('f', '$LATEST', `${arn}:f`) },
    recorded: ['api::TestLambdaVersions::test_publish_version_on_create', 'get_function_result'],
  },
  {
    title: 'GetFunction of a version',
    send: () => new GetFunctionCommand({ FunctionName: 'f', Qualifier: '1' }),
    status: 200,
    body: { Code, Configuration: configuration('f', '1', `${arn}:f:1`) },
    recorded: [
      'api::TestLambdaVersions::test_publish_version_on_create',
      'get_function_version_result',
    ],
  },
  {
    title: 'GetFunction of $LATEST',
    send: () => new GetFunctionCommand({ FunctionName: 'f', Qualifier: '$LATEST' }),
    status: 200,
    body: { Code, Configuration: configuration('f', '$LATEST', `${arn}:f:$LATEST`) },
    recorded: [
      'api::TestLambdaVersions::test_publish_version_on_create',
      'get_function_latest_result',
    ],
  },
  {
    title: 'GetFunctionConfiguration of a version',
    send: () => new GetFunctionConfigurationCommand({ FunctionName: 'f:1' }),
    status: 200,
    body: configuration('f', '1', `${arn}:f:1`),
    recorded: [
      'api::TestLambdaVersions::test_version_lifecycle',
      'first_publish_get_function_config',
    ],
  },
  {
    title: 'GetFunctionConfiguration of a handler',
    send: () => new GetFunctionConfigurationCommand({ FunctionName: 'drafts' }),
    status: 200,
    body: configuration('drafts', '$LATEST', `${arn}:drafts`, node),
  },
  {
    title: 'ListVersionsByFunction before a publication',
    send: () => new ListVersionsByFunctionCommand({ FunctionName: 'drafts' }),
    status: 200,
    body: { Versions: [listed('drafts', '$LATEST', node), listed('drafts', '1')] },
  },
  {
    title: 'PublishVersion',
    send: () => new PublishVersionCommand({ FunctionName: 'drafts', Description: 'the second' }),
    status: 201,
    body: configuration('drafts', '2', `${arn}:drafts:2`, { ...node, Description: 'the second' }),
  },
  {
    title: 'PublishVersion again gives the version that is there',
    send: () => new PublishVersionCommand({ FunctionName: 'one' }),
    status: 201,
    body: configuration('one', '1', `${arn}:one:1`),
    recorded: [
      'api::TestLambdaVersions::test_publish_version_on_create',
      'repeated_publish_response',
    ],
  },
  {
    title: 'PublishVersion of other code than $LATEST has',
    send: () => new PublishVersionCommand({ FunctionName: 'f', CodeSha256: 'x' }),
    status: 400,
    ...user(
      'InvalidParameterValueException',
      'message',
      expect.stringMatching(
        /^CodeSHA256 \(x\) is different from current CodeSHA256 in \$LATEST \(.+\)\. Please try again with the CodeSHA256 in \$LATEST\.$/,
      ),
    ),
  },
  {
    title: 'ListVersionsByFunction',
    send: () => new ListVersionsByFunctionCommand({ FunctionName: 'drafts' }),
    status: 200,
    body: {
      Versions: [
        listed('drafts', '$LATEST', node),
        listed('drafts', '1'),
        listed('drafts', '2', { ...node, Description: 'the second' }),
      ],
    },
  },
  {
    title: 'DeleteFunction of a version',
    send: () => new DeleteFunctionCommand({ FunctionName: 'drafts', Qualifier: '1' }),
    status: 204,
  },
  {
    title: 'ListVersionsByFunction after it',
    send: () => new ListVersionsByFunctionCommand({ FunctionName: 'drafts' }),
    status: 200,
    body: {
      Versions: [
        listed('drafts', '$LATEST', node),
        listed('drafts', '2', { ...node, Description: 'the second' }),
      ],
    },
  },
  {
    title: 'ListVersionsByFunction of one version',
    send: () => new ListVersionsByFunctionCommand({ FunctionName: 'one' }),
    status: 200,
    body: { Versions: [listed('one', '$LATEST'), listed('one', '1')] },
    recorded: ['api::TestLambdaVersions::test_publish_version_on_create', 'list_versions_result'],
  },
  {
    title: 'ListVersionsByFunction in pages',
    send: () => new ListVersionsByFunctionCommand({ FunctionName: 'f', MaxItems: 2 }),
    status: 200,
    body: { NextMarker: any, Versions: [listed('f', '$LATEST'), listed('f', '1')] },
  },
  {
    title: 'ListFunctions',
    send: () => new ListFunctionsCommand({ MaxItems: 2 }),
    status: 200,
    body: {
      NextMarker: any,
      Functions: [
        expect.objectContaining({ FunctionArn: `${arn}:f`, Version: '$LATEST' }),
        expect.objectContaining({ FunctionName: 'reserved' }),
      ],
    },
  },
  {
    title: 'GetFunction of none',
    send: () => new GetFunctionCommand({ FunctionName: 'none' }),
    status: 404,
    ...missing('none'),
    recorded: [
      'api::TestLambdaFunction::test_ops_on_nonexisting_fn[get_function]',
      'not_found_exception',
    ],
  },
  {
    title: 'GetFunction of none with two names for its qualifier',
    send: () =>
      new GetFunctionCommand({
        FunctionName: `${arn}:some-function:$LATEST`,
        Qualifier: '$LATEST',
      }),
    status: 404,
    ...missing('some-function:$LATEST'),
    recorded: [
      'api::TestLambdaFunction::test_ops_with_arn_qualifier_mismatch[get_function]',
      'match_exception',
    ],
  },
  {
    title: 'GetFunction with two qualifiers',
    send: () =>
      new GetFunctionCommand({ FunctionName: `${arn}:some-function:$LATEST`, Qualifier: '1' }),
    status: 400,
    ...invalid(mismatch),
    recorded: [
      'api::TestLambdaFunction::test_ops_with_arn_qualifier_mismatch[get_function]',
      'not_match_exception',
    ],
  },
  {
    title: 'GetFunctionConfiguration with two qualifiers',
    send: () =>
      new GetFunctionConfigurationCommand({
        FunctionName: `${arn}:some-function:$LATEST`,
        Qualifier: '1',
      }),
    status: 400,
    ...invalid(mismatch),
    recorded: [
      'api::TestLambdaFunction::test_ops_with_arn_qualifier_mismatch[get_function_configuration]',
      'not_match_exception',
    ],
  },
  {
    title: 'GetFunctionConfiguration of none',
    send: () =>
      new GetFunctionConfigurationCommand({
        FunctionName: `${arn}:some-function:$LATEST`,
        Qualifier: '$LATEST',
      }),
    status: 404,
    ...missing('some-function:$LATEST'),
    recorded: [
      'api::TestLambdaFunction::test_ops_with_arn_qualifier_mismatch[get_function_configuration]',
      'match_exception',
    ],
  },
  {
    title: 'GetFunctionConfiguration in another region',
    send: () =>
      new GetFunctionConfigurationCommand({
        FunctionName: `arn:aws:lambda:us-west-2:${accountId}:function:f`,
      }),
    status: 404,
    ...user(
      'ResourceNotFoundException',
      'Message',
      `Functions from 'us-west-2' are not reachable in this region ('${region}')`,
    ),
    recorded: [
      'api::TestLambdaFunction::test_get_function_wrong_region[get_function_configuration]',
      'wrong_region_exception',
    ],
  },
  {
    title: 'GetFunctionEventInvokeConfig in another region',
    send: () =>
      new GetFunctionEventInvokeConfigCommand({
        FunctionName: `arn:aws:lambda:us-west-2:${accountId}:function:f`,
      }),
    status: 404,
    ...user(
      'ResourceNotFoundException',
      'Message',
      `Functions from 'us-west-2' are not reachable in this region ('${region}')`,
    ),
    recorded: [
      'api::TestLambdaFunction::test_get_function_wrong_region[get_function_event_invoke_config]',
      'wrong_region_exception',
    ],
  },
  {
    title: 'DeleteFunction of none',
    send: () => new DeleteFunctionCommand({ FunctionName: 'none' }),
    status: 404,
    ...missing('none'),
    recorded: [
      'api::TestLambdaFunction::test_ops_on_nonexisting_fn[delete_function]',
      'not_found_exception',
    ],
  },
  {
    title: 'DeleteFunction of $LATEST of none, recorded 2025-11: ops_with_arn_qualifier_mismatch',
    send: () =>
      new DeleteFunctionCommand({ FunctionName: `${arn}:none:$LATEST`, Qualifier: '$LATEST' }),
    status: 400,
    ...invalid('$LATEST version cannot be deleted without deleting the function.'),
  },
  {
    title: 'ListFunctions of what is no selection, recorded 2025-11: list_functions',
    send: () => new ListFunctionsCommand({ FunctionVersion: 'invalid' as 'ALL' }),
    status: 400,
    ...violates(
      "Value 'invalid' at 'functionVersion' failed to satisfy constraint: Member must satisfy enum value set: [ALL]",
    ),
  },
  {
    title: 'DeleteFunction of no version of none',
    send: () => new DeleteFunctionCommand({ FunctionName: 'none', Qualifier: '1' }),
    status: 404,
    ...missing('none'),
    recorded: [
      'api::TestLambdaFunction::test_delete_on_nonexisting_version',
      'delete_function_response_non_existent_with_qualifier',
    ],
  },
  {
    title: 'DeleteFunction of an alias',
    send: () =>
      new DeleteFunctionCommand({ FunctionName: 'f', Qualifier: 'custom-empty-routingconfig' }),
    status: 400,
    ...invalid('Deletion of aliases is not currently supported.'),
    recorded: [`${validation}[qualifier_too_long1-delete_function]`, 'delete_function_exception'],
  },
  {
    title: 'DeleteFunction of $LATEST',
    send: () => new DeleteFunctionCommand({ FunctionName: 'f', Qualifier: '$LATEST' }),
    status: 400,
    ...invalid('$LATEST version cannot be deleted without deleting the function.'),
  },
  {
    title: 'DeleteFunction of a version with an alias',
    send: () => new DeleteFunctionCommand({ FunctionName: 'f', Qualifier: '1' }),
    status: 409,
    ...user(
      'ResourceConflictException',
      'message',
      expect.stringContaining('[custom-empty-routingconfig, 2024-01-02]'),
    ),
  },
  {
    title: 'DeleteFunction with $latest',
    send: () => new DeleteFunctionCommand({ FunctionName: 'my-function', Qualifier: '$latest' }),
    status: 404,
    ...missing('my-function'),
    recorded: [
      `${validation}[lowercase_latest_qualifier-delete_function]`,
      'delete_function_exception',
    ],
  },
  {
    title: 'DeleteFunction with two qualifiers',
    send: () =>
      new DeleteFunctionCommand({ FunctionName: `${arn}:my-function:$LATEST`, Qualifier: '1' }),
    status: 400,
    ...invalid(mismatch),
    recorded: [
      `${validation}[latest_version_with_additional_qualifier-delete_function]`,
      'delete_function_exception',
    ],
  },
  {
    title: 'DeleteFunction',
    send: () => new DeleteFunctionCommand({ FunctionName: 'drafts' }),
    status: 204,
  },
  {
    title: 'GetFunction after it',
    send: () => new GetFunctionCommand({ FunctionName: 'drafts' }),
    status: 404,
    ...missing('drafts'),
  },
];

describeRows(functionRows, () =>
  startTestLambda({
    f: fn({
      versions: { 1: synthetic(), 2: synthetic() },
      aliases: {
        'custom-empty-routingconfig': { version: '1', weights: {} },
        '2024-01-02': { version: '1', weights: {} },
      },
    }),
    reserved: fn({ versions: { 1: synthetic(), 2: synthetic() } }),
    one: fn({ versions: { 1: synthetic() } }),
    drafts: fn({
      versions: {
        $LATEST: folder.code('draft.mjs', 'export const handler = async () => 1;', {
          environment: { TABLE: 'orders' },
        }),
        1: synthetic(),
      },
    }),
  }),
);
