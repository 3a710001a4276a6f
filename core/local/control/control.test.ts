import {
  CreateAliasCommand,
  DeleteAliasCommand,
  DeleteFunctionCommand,
  DeleteFunctionConcurrencyCommand,
  DeleteFunctionEventInvokeConfigCommand,
  DeleteProvisionedConcurrencyConfigCommand,
  GetAccountSettingsCommand,
  GetAliasCommand,
  GetFunctionCommand,
  GetFunctionConcurrencyCommand,
  GetFunctionConfigurationCommand,
  GetFunctionEventInvokeConfigCommand,
  GetFunctionRecursionConfigCommand,
  GetProvisionedConcurrencyConfigCommand,
  InvokeCommand,
  ListAliasesCommand,
  ListFunctionEventInvokeConfigsCommand,
  ListFunctionsCommand,
  ListProvisionedConcurrencyConfigsCommand,
  ListVersionsByFunctionCommand,
  PublishVersionCommand,
  PutFunctionConcurrencyCommand,
  PutFunctionEventInvokeConfigCommand,
  PutFunctionRecursionConfigCommand,
  PutProvisionedConcurrencyConfigCommand,
  UpdateAliasCommand,
  UpdateFunctionEventInvokeConfigCommand,
} from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { observe, type WireAnswer } from '../observed-lambda.fixture.js';
import { differences, hasRecordings, type RecordedKey } from '../recordings.fixture.js';
import {
  accountId,
  fn,
  HandlerFolder,
  region,
  startTestLambda,
  synthetic,
  type TestLambda,
} from '../test-lambda.fixture.js';

// One row for each behaviour, in this order, since one changes what the next one finds.

const arn = `arn:aws:lambda:${region}:${accountId}:function`;
const folder = new HandlerFolder();
let local: TestLambda;

beforeAll(async () => {
  const versions = { 1: synthetic(), 2: synthetic() };
  local = await startTestLambda({
    f: fn({ versions }),
    reserved: fn({ versions: { 1: synthetic(), 2: synthetic() } }),
    scaled: fn({ versions }),
    one: fn({ versions: { 1: synthetic() } }),
    drafts: fn({
      versions: {
        $LATEST: folder.code('draft.mjs', 'export const handler = async () => 1;', {
          environment: { TABLE: 'orders' },
        }),
        1: synthetic(),
      },
    }),
    broken: fn({ versions: { 1: folder.code('broken.mjs', 'throw new Error("no");') } }),
  });
});
afterAll(async () => {
  await local.close();
  folder.remove();
});

interface Row {
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

const any = expect.any(String);
const aliasOf = (Name: string, FunctionVersion: string, more: object = {}) => ({
  AliasArn: `${arn}:f:${Name}`,
  Description: '',
  FunctionVersion,
  Name,
  RevisionId: any,
  ...more,
});
const weighted = (weights: Record<string, number>) => ({
  RoutingConfig: { AdditionalVersionWeights: weights },
});
const create =
  (Name: string, FunctionVersion: string, more: object = {}) =>
  () =>
    new CreateAliasCommand({ FunctionName: 'f', Name, FunctionVersion, ...more });

const user = (errorType: string, key: 'message' | 'Message', text: string) => ({
  errorType,
  body: { Type: 'User', [key]: text },
});
const bare = (errorType: string, message: string) => ({ errorType, body: { message } });
const missing = (rest: string) =>
  user('ResourceNotFoundException', 'Message', `Function not found: ${arn}:${rest}`);
const noAlias = (rest: string) =>
  user('ResourceNotFoundException', 'Message', `Cannot find alias arn: ${arn}:${rest}`);
const invalid = (text: string) => user('InvalidParameterValueException', 'message', text);
const violates = (text: string) =>
  bare('ValidationException', `1 validation error detected: ${text}`);

const routing = 'api::TestLambdaAlias::test_notfound_and_invalid_routingconfigs';
const weightsMember =
  "at 'routingConfig.additionalVersionWeights' failed to satisfy constraint: Map";
const range =
  'value must satisfy constraint: [Member must have value less than or equal to 1.0, Member must have value greater than or equal to 0.0, Member must not be null]';

const aliasRows: Row[] = [
  {
    title: 'CreateAlias with a weight',
    send: create('custom', '1', weighted({ 2: 0.5 })),
    status: 201,
    body: aliasOf('custom', '1', weighted({ 2: 0.5 })),
    recorded: [routing, 'create_alias_response'],
  },
  {
    title: 'CreateAlias with an empty routing',
    send: create('custom-empty-routingconfig', '1', weighted({})),
    status: 201,
    body: aliasOf('custom-empty-routingconfig', '1'),
    recorded: [routing, 'create_alias_empty_routingconfig'],
  },
  {
    title: 'CreateAlias of $LATEST',
    send: create('custom-latest', '$LATEST'),
    status: 201,
    body: aliasOf('custom-latest', '$LATEST'),
    recorded: [routing, 'create-alias-latest'],
  },
  {
    title: 'CreateAlias named like a date',
    send: create('2024-01-02', '1', { Description: 'custom-alias' }),
    status: 201,
    body: aliasOf('2024-01-02', '1', { Description: 'custom-alias' }),
    recorded: ['api::TestLambdaAlias::test_alias_naming', 'create_alias_date'],
  },
  {
    title: 'GetAlias',
    send: () => new GetAliasCommand({ FunctionName: 'f', Name: '2024-01-02' }),
    status: 200,
    body: aliasOf('2024-01-02', '1', { Description: 'custom-alias' }),
    recorded: ['api::TestLambdaAlias::test_alias_naming', 'get_alias_date'],
  },
  {
    title: 'CreateAlias named like a version',
    send: create('2024', '1'),
    status: 400,
    ...violates(
      "Value '2024' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: (?!^[0-9]+$)([a-zA-Z0-9-_]+)",
    ),
    recorded: ['api::TestLambdaAlias::test_alias_naming', 'create_alias_number_exception'],
  },
  {
    title: 'CreateAlias with two weights',
    send: create('x', '1', weighted({ 1: 0.5, 2: 0.5 })),
    status: 400,
    ...invalid('Number of items in AdditionalVersionWeights cannot be greater than 1'),
    recorded: [routing, 'routing_config_exc_toomany'],
  },
  {
    title: 'CreateAlias with a weight above 1',
    send: create('x', '1', weighted({ 2: 2 })),
    status: 400,
    ...violates(`Value '{2=2.0}' ${weightsMember} ${range}`),
    recorded: [routing, 'routing_config_exc_toohigh'],
  },
  {
    title: 'CreateAlias with a weight below 0',
    send: create('x', '1', weighted({ 2: -1 })),
    status: 400,
    ...violates(`Value '{2=-1.0}' ${weightsMember} ${range}`),
    recorded: [routing, 'routing_config_exc_subzero'],
  },
  {
    title: 'CreateAlias with a weight for its own version',
    send: create('x', '1', weighted({ 1: 0.5 })),
    status: 400,
    ...invalid(
      'Invalid function version 1. Function version 1 is already included in routing configuration.',
    ),
    recorded: [routing, 'routing_config_exc_sameversion'],
  },
  {
    title: 'CreateAlias of a version that is not there',
    send: create('x', '10'),
    status: 404,
    ...missing('f:10'),
    recorded: [routing, 'target_version_doesnotexist'],
  },
  {
    title: 'CreateAlias with a weight for one',
    send: create('x', '1', weighted({ 10: 0.5 })),
    status: 404,
    ...missing('f:10'),
    recorded: [routing, 'routing_config_exc_version_doesnotexist'],
  },
  {
    title: 'CreateAlias of $LATEST with a weight',
    send: create('x', '$LATEST', weighted({ 1: 0.5 })),
    status: 400,
    ...bare(
      'InvalidParameterValueException',
      '$LATEST is not supported for an alias pointing to more than 1 version',
    ),
    recorded: [routing, 'target_version_exc_version_latest'],
  },
  {
    title: 'CreateAlias with a weight for $LATEST',
    send: create('x', '1', weighted({ $LATEST: 0.5 })),
    status: 400,
    ...violates(
      `Value '{$LATEST=0.5}' ${weightsMember} keys must satisfy constraint: [Member must have length less than or equal to 1024, Member must have length greater than or equal to 1, Member must satisfy regular expression pattern: [0-9]+]`,
    ),
    recorded: [routing, 'routing_config_exc_version_latest'],
  },
  {
    title: 'CreateAlias for a function that is not there',
    send: () =>
      new CreateAliasCommand({
        FunctionName: 'f-unknown',
        Name: 'custom',
        FunctionVersion: '1',
        ...weighted({ 2: 0.5 }),
      }),
    status: 404,
    ...missing('f-unknown:1'),
    recorded: [routing, 'routing_config_exc_fn_doesnotexist'],
  },
  {
    title: 'CreateAlias twice',
    send: create('custom', '1'),
    status: 409,
    ...user('ResourceConflictException', 'message', `Alias already exists: ${arn}:f:custom`),
    recorded: [routing, 'routing_config_exc_already_exist'],
  },
  {
    title: 'GetAlias of none',
    send: () => new GetAliasCommand({ FunctionName: 'f', Name: 'non-existent' }),
    status: 404,
    ...noAlias('f:non-existent'),
    recorded: [routing, 'alias_does_not_exist_esc'],
  },
  {
    title: 'UpdateAlias of none',
    send: () => new UpdateAliasCommand({ FunctionName: 'f', Name: 'non-existent' }),
    status: 404,
    ...user('ResourceNotFoundException', 'Message', `Alias not found: ${arn}:f:non-existent`),
    recorded: ['api::TestLambdaAlias::test_non_existent_alias_update', 'update_alias_response'],
  },
  {
    title: 'UpdateAlias keeps what it does not name',
    send: () => new UpdateAliasCommand({ FunctionName: 'f', Name: 'custom', Description: 'half' }),
    status: 200,
    body: aliasOf('custom', '1', { Description: 'half', ...weighted({ 2: 0.5 }) }),
  },
  {
    title: 'UpdateAlias with an empty routing takes the weight away',
    send: () =>
      new UpdateAliasCommand({
        FunctionName: 'f',
        Name: 'custom',
        FunctionVersion: '2',
        ...weighted({}),
      }),
    status: 200,
    body: aliasOf('custom', '2', { Description: 'half' }),
  },
  {
    title: 'UpdateAlias with an old RevisionId',
    send: () =>
      new UpdateAliasCommand({
        FunctionName: 'f',
        Name: 'custom',
        RevisionId: '00000000-0000-0000-0000-000000000000',
      }),
    status: 412,
    ...user(
      'PreconditionFailedException',
      'message',
      'The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to retrieve the latest Revision Id',
    ),
  },
  {
    title: 'ListAliases of one version',
    send: () => new ListAliasesCommand({ FunctionName: 'f', FunctionVersion: '2' }),
    status: 200,
    body: { Aliases: [aliasOf('custom', '2', { Description: 'half' })] },
  },
  {
    title: 'ListAliases in pages',
    send: () => new ListAliasesCommand({ FunctionName: 'f', MaxItems: 3 }),
    status: 200,
    body: { NextMarker: any, Aliases: [expect.anything(), expect.anything(), expect.anything()] },
  },
  {
    title: 'DeleteAlias',
    send: () => new DeleteAliasCommand({ FunctionName: 'f', Name: 'custom' }),
    status: 204,
  },
  {
    title: 'DeleteAlias of none',
    send: () => new DeleteAliasCommand({ FunctionName: 'f', Name: 'custom' }),
    status: 204,
  },
];

const configuration = (
  FunctionName: string,
  Version: string,
  FunctionArn: string,
  more: object = {},
) => ({
  Architectures: [any],
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
  Runtime: 'provided.al2023',
  RuntimeVersionConfig: { RuntimeVersionArn: any },
  SnapStart: { ApplyOn: 'None', OptimizationStatus: 'Off' },
  State: 'Active',
  Timeout: 3,
  TracingConfig: { Mode: 'PassThrough' },
  Version,
  ...more,
});
const listed = (name: string, version: string, more: object = {}) => {
  const { LastUpdateStatus, RuntimeVersionConfig, State, ...rest } = configuration(
    name,
    version,
    `${arn}:${name}:${version}`,
    more,
  );
  return rest;
};
const node = {
  Handler: 'draft.handler',
  Runtime: any,
  Environment: { Variables: { TABLE: 'orders' } },
};
const Code = { RepositoryType: 'S3', Location: any };
const mismatch =
  'The derived qualifier from the function name does not match the specified qualifier.';
const validation = 'api::TestLambdaFunction::test_function_name_and_qualifier_validation';
const pattern =
  'Member must satisfy regular expression pattern: (arn:(aws[a-zA-Z-]*)?:lambda:)?((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:)?(\\d{12}:)?(function:)?([a-zA-Z0-9-_\\.]+)(:(\\$LATEST(\\.PUBLISHED)?|[a-zA-Z0-9-_]+))?';
const long = 'a'.repeat(129);

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
    send: () => new DeleteFunctionCommand({ FunctionName: 'f', Qualifier: 'custom-empty-routingconfig' }),
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
    ...user('ResourceConflictException', 'message', expect.stringContaining('[custom-empty-routingconfig, 2024-01-02]')),
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

/** The recorded name and qualifier checks: which input, for which of the operations. */
const nameRows: Row[] = [
  ['function_name_is_single_invalid', '*', undefined, pattern, 'functionName'],
  [
    'invalid_account_id_in_partial_arn',
    'invalid-account:function:my-function',
    undefined,
    pattern,
    'functionName',
  ],
  [
    'invalid_region_in_arn',
    `arn:aws:lambda:invalid-region:${accountId}:function:my-function`,
    undefined,
    pattern,
    'functionName',
  ],
  [
    'non_lambda_arn',
    `arn:aws:ec2:${region}:${accountId}:instance:i-1234567890abcdef0`,
    undefined,
    pattern,
    'functionName',
  ],
  [
    'full_arn_with_multiple_qualifiers',
    `${arn}:my-function:1:2`,
    undefined,
    pattern,
    'functionName',
  ],
  [
    'partial_arn_with_extra_qualifier',
    'function:my-function:$LATEST:extra',
    undefined,
    pattern,
    'functionName',
  ],
  [
    'missing_region_in_arn',
    `arn:aws:lambda::${accountId}:function:my-function`,
    undefined,
    pattern,
    'functionName',
  ],
  [
    'missing_account_id_in_arn',
    `arn:aws:lambda:${region}::function:my-function`,
    undefined,
    pattern,
    'functionName',
  ],
  ['misspelled_latest_in_arn', `${arn}:my-function:$LATES`, undefined, pattern, 'functionName'],
  [
    'invalid_characters_in_qualifier',
    'f',
    'invalid!',
    'Member must satisfy regular expression pattern: \\$(LATEST(\\.PUBLISHED)?)|[a-zA-Z0-9-_$]+',
    'qualifier',
  ],
  [
    'qualifier_too_long',
    'f',
    long,
    'Member must have length less than or equal to 128',
    'qualifier',
  ],
].flatMap(([title = '', FunctionName = '', Qualifier, constraint, member]) =>
  [
    { name: 'get_function', command: GetFunctionCommand },
    { name: 'delete_function', command: DeleteFunctionCommand },
    { name: 'invoke', command: InvokeCommand },
  ].map(
    ({ name, command }): Row => ({
      title: `${name}: ${title}`,
      send: () => new command({ FunctionName, Qualifier }),
      status: 400,
      ...violates(
        `Value '${member === 'qualifier' ? Qualifier : FunctionName}' at '${member}' failed to satisfy constraint: ${constraint}`,
      ),
    }),
  ),
);

const limit = (what: string, N: number) =>
  `Specified ${what} for function decreases account's UnreservedConcurrentExecution below its minimum value of [${N}].`;
const reserve = (FunctionName: string, ReservedConcurrentExecutions: number) => () =>
  new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions });
const crud = 'lambda::TestLambdaConcurrency::test_lambda_concurrency_crud';
const reservedExceptions =
  'api::TestLambdaReservedConcurrency::test_function_concurrency_exceptions';
const functionsOnly =
  'This operation is permitted on Lambda functions only. Aliases and versions do not support this operation. Please specify either a function name or an unqualified function ARN.';
const getReserved = () => new GetFunctionConcurrencyCommand({ FunctionName: 'reserved' });

const reservedRows: Row[] = [
  {
    title: 'GetFunctionConcurrency where nothing is reserved',
    send: getReserved,
    status: 200,
    body: {},
    recorded: [crud, 'get_function_concurrency_default'],
  },
  {
    title: 'PutFunctionConcurrency of 0',
    send: reserve('reserved', 0),
    status: 200,
    body: { ReservedConcurrentExecutions: 0 },
    recorded: [crud, 'put_function_concurrency'],
  },
  {
    title: 'GetFunctionConcurrency of 0',
    send: getReserved,
    status: 200,
    body: { ReservedConcurrentExecutions: 0 },
    recorded: [crud, 'get_function_concurrency_updated'],
  },
  {
    title: 'Invoke with a reservation of 0',
    send: () => new InvokeCommand({ FunctionName: 'reserved' }),
    status: 429,
    errorType: 'TooManyRequestsException',
    body: {
      Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
      Type: 'User',
      message: 'Rate Exceeded.',
    },
    recorded: [
      'lambda::TestLambdaConcurrency::test_lambda_concurrency_block',
      'invoke_latest_first_exc',
    ],
  },
  {
    title: 'PutFunctionConcurrency',
    send: reserve('reserved', 3),
    status: 200,
    body: { ReservedConcurrentExecutions: 3 },
    recorded: [
      'lambda::TestLambdaConcurrency::test_lambda_concurrency_update',
      'put_function_concurrency',
    ],
  },
  {
    title: 'GetFunction says what is reserved',
    send: () => new GetFunctionCommand({ FunctionName: 'reserved' }),
    status: 200,
    body: {
      Code,
      Concurrency: { ReservedConcurrentExecutions: 3 },
      Configuration: configuration('reserved', '$LATEST', `${arn}:reserved`),
    },
  },
  {
    title: 'GetAccountSettings',
    send: () => new GetAccountSettingsCommand({}),
    status: 200,
    body: {
      AccountLimit: {
        CodeSizeUnzipped: 262_144_000,
        CodeSizeZipped: 52_428_800,
        ConcurrentExecutions: 1000,
        TotalCodeSize: 80_530_636_800,
        UnreservedConcurrentExecutions: 997,
      },
      AccountUsage: { FunctionCount: 5, TotalCodeSize: expect.any(Number) },
    },
  },
  {
    title: 'PutFunctionConcurrency up to the least that must stay unreserved',
    send: reserve('reserved', 900),
    status: 200,
    body: { ReservedConcurrentExecutions: 900 },
  },
  {
    title: 'PutFunctionConcurrency beyond it',
    send: reserve('reserved', 901),
    status: 400,
    ...bare('InvalidParameterValueException', limit('ReservedConcurrentExecutions', 100)),
    recorded: [
      'api::TestLambdaReservedConcurrency::test_function_concurrency_limits',
      'put_function_concurrency_below_unreserved_min_value',
    ],
  },
  {
    title: "PutFunctionConcurrency beyond the account's",
    send: reserve('reserved', 1001),
    status: 400,
    ...bare('InvalidParameterValueException', limit('ReservedConcurrentExecutions', 100)),
    recorded: [
      'api::TestLambdaReservedConcurrency::test_function_concurrency_limits',
      'put_function_concurrency_account_limit_exceeded',
    ],
  },
  {
    title: 'PutFunctionConcurrency below 0',
    send: reserve('reserved', -1),
    status: 400,
    ...violates(
      "Value '-1' at 'reservedConcurrentExecutions' failed to satisfy constraint: Member must have value greater than or equal to 0",
    ),
  },
  {
    title: 'PutFunctionConcurrency of none',
    send: reserve('doesnotexist', 1),
    status: 404,
    ...missing('doesnotexist:$LATEST'),
    recorded: [reservedExceptions, 'put_function_concurrency_with_function_name_doesnotexist'],
  },
  {
    title: 'PutFunctionConcurrency of none beyond the limit',
    send: reserve('doesnotexist', 5000),
    status: 404,
    ...missing('doesnotexist:$LATEST'),
    recorded: [
      reservedExceptions,
      'put_function_concurrency_with_function_name_doesnotexist_and_invalid_concurrency',
    ],
  },
  {
    title: 'PutFunctionConcurrency of an alias',
    send: reserve(`${arn}:f:custom-empty-routingconfig`, 1),
    status: 400,
    ...invalid(functionsOnly),
    recorded: [reservedExceptions, 'put_function_concurrency_with_qualified_arn'],
  },
  {
    title: 'DeleteFunctionConcurrency',
    send: () => new DeleteFunctionConcurrencyCommand({ FunctionName: 'reserved' }),
    status: 204,
    recorded: ['api::TestLambdaReservedConcurrency::test_function_concurrency', 'delete_response'],
  },
  {
    title: 'GetFunctionConcurrency after it',
    send: getReserved,
    status: 200,
    body: {},
    recorded: [crud, 'get_function_concurrency_deleted'],
  },
];

const provisionedExceptions =
  'api::TestLambdaProvisionedConcurrency::test_provisioned_concurrency_exceptions';
const lifecycle = 'api::TestLambdaProvisionedConcurrency::test_lambda_provisioned_lifecycle';
const overlap = 'lambda::TestLambdaConcurrency::test_reserved_provisioned_overlap';
const put =
  (FunctionName: string, Qualifier: string, ProvisionedConcurrentExecutions: number) => () =>
    new PutProvisionedConcurrencyConfigCommand({
      FunctionName,
      Qualifier,
      ProvisionedConcurrentExecutions,
    });
const get = (FunctionName: string, Qualifier: string) => () =>
  new GetProvisionedConcurrencyConfigCommand({ FunctionName, Qualifier });
const del = (FunctionName: string, Qualifier: string) => () =>
  new DeleteProvisionedConcurrencyConfigCommand({ FunctionName, Qualifier });
const provisionedConfig = (
  Requested: number,
  Allocated: number,
  Status: string,
  more: object = {},
) => ({
  AllocatedProvisionedConcurrentExecutions: Allocated,
  AvailableProvisionedConcurrentExecutions: Allocated,
  LastModified: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+0000$/),
  RequestedProvisionedConcurrentExecutions: Requested,
  Status,
  ...more,
});
const noConfig = user(
  'ProvisionedConcurrencyConfigNotFoundException',
  'message',
  'No Provisioned Concurrency Config found for this function',
);
const notPublished = invalid(
  'The function resource provided must be an alias or a published version.',
);
const tooMuch = invalid(
  'Requested Provisioned Concurrency should not be greater than the reservedConcurrentExecution for function',
);

const provisionedRows: Row[] = [
  {
    title: 'GetProvisionedConcurrencyConfig of none',
    send: get('scaled', '1'),
    status: 404,
    ...noConfig,
    recorded: [provisionedExceptions, 'get_provisioned_config_doesnotexist'],
  },
  {
    title: 'GetProvisionedConcurrencyConfig of no function',
    send: get('doesnotexist', 'noalias'),
    status: 404,
    ...noAlias('doesnotexist:noalias'),
    recorded: [provisionedExceptions, 'get_provisioned_functionname_doesnotexist'],
  },
  {
    title: 'GetProvisionedConcurrencyConfig of no alias',
    send: get('scaled', 'noalias'),
    status: 404,
    ...noAlias('scaled:noalias'),
    recorded: [provisionedExceptions, 'get_provisioned_qualifier_doesnotexist'],
  },
  {
    title: 'GetProvisionedConcurrencyConfig of no version',
    send: get('scaled', '10'),
    status: 404,
    ...missing('scaled:10'),
    recorded: [provisionedExceptions, 'get_provisioned_version_doesnotexist'],
  },
  {
    title: 'GetProvisionedConcurrencyConfig of $LATEST',
    send: get('scaled', '$LATEST'),
    status: 400,
    ...notPublished,
    recorded: [provisionedExceptions, 'get_provisioned_latest'],
  },
  {
    title: 'ListProvisionedConcurrencyConfigs of none',
    send: () => new ListProvisionedConcurrencyConfigsCommand({ FunctionName: 'scaled' }),
    status: 200,
    body: { ProvisionedConcurrencyConfigs: [] },
    recorded: [provisionedExceptions, 'list_provisioned_noconfigs'],
  },
  {
    title: 'ListProvisionedConcurrencyConfigs of no function',
    send: () => new ListProvisionedConcurrencyConfigsCommand({ FunctionName: 'doesnotexist' }),
    status: 404,
    ...missing('doesnotexist'),
    recorded: [provisionedExceptions, 'list_provisioned_functionname_doesnotexist'],
  },
  {
    title: 'DeleteProvisionedConcurrencyConfig of no function',
    send: del('doesnotexist', '1'),
    status: 404,
    ...missing('doesnotexist:1'),
    recorded: [provisionedExceptions, 'delete_provisioned_functionname_doesnotexist'],
  },
  {
    title: 'DeleteProvisionedConcurrencyConfig of no alias',
    send: del('scaled', 'noalias'),
    status: 404,
    ...noAlias('scaled:noalias'),
    recorded: [provisionedExceptions, 'delete_provisioned_qualifier_doesnotexist'],
  },
  {
    title: 'DeleteProvisionedConcurrencyConfig of no version',
    send: del('scaled', '10'),
    status: 404,
    ...missing('scaled:10'),
    recorded: [provisionedExceptions, 'delete_provisioned_version_doesnotexist'],
  },
  {
    title: 'DeleteProvisionedConcurrencyConfig of $LATEST',
    send: del('scaled', '$LATEST'),
    status: 400,
    ...notPublished,
    recorded: [provisionedExceptions, 'delete_provisioned_latest'],
  },
  {
    title: 'DeleteProvisionedConcurrencyConfig of none',
    send: del('scaled', '1'),
    status: 204,
    recorded: [provisionedExceptions, 'delete_provisioned_config_doesnotexist'],
  },
  {
    title: 'PutProvisionedConcurrencyConfig of 0',
    send: put('scaled', '1', 0),
    status: 400,
    ...violates(
      "Value '0' at 'provisionedConcurrentExecutions' failed to satisfy constraint: Member must have value greater than or equal to 1",
    ),
    recorded: [provisionedExceptions, 'put_provisioned_invalid_param_0'],
  },
  {
    title: 'PutProvisionedConcurrencyConfig of no function, by alias',
    send: put('doesnotexist', 'noalias', 1),
    status: 404,
    ...noAlias('doesnotexist:noalias'),
    recorded: [provisionedExceptions, 'put_provisioned_functionname_doesnotexist_alias'],
  },
  {
    title: 'PutProvisionedConcurrencyConfig of no function, by version',
    send: put('doesnotexist', '1', 1),
    status: 404,
    ...missing('doesnotexist:1'),
    recorded: [provisionedExceptions, 'put_provisioned_functionname_doesnotexist_version'],
  },
  {
    title: 'PutProvisionedConcurrencyConfig of no alias',
    send: put('scaled', 'doesnotexist', 1),
    status: 404,
    ...noAlias('scaled:doesnotexist'),
    recorded: [provisionedExceptions, 'put_provisioned_qualifier_doesnotexist'],
  },
  {
    title: 'PutProvisionedConcurrencyConfig of no version',
    send: put('scaled', '10', 1),
    status: 404,
    ...missing('scaled:10'),
    recorded: [provisionedExceptions, 'put_provisioned_version_doesnotexist'],
  },
  {
    title: 'PutProvisionedConcurrencyConfig of $LATEST',
    send: put('scaled', '$LATEST', 1),
    status: 400,
    ...invalid(
      'Provisioned Concurrency Configs cannot be applied to unpublished function versions.',
    ),
    recorded: [provisionedExceptions, 'put_provisioned_latest'],
  },
  {
    title: 'CreateAlias to provision',
    send: () =>
      new CreateAliasCommand({ FunctionName: 'scaled', Name: 'live', FunctionVersion: '1' }),
    status: 201,
    body: expect.objectContaining({ Name: 'live' }),
    recorded: [lifecycle, 'create_alias_result'],
  },
  {
    title: 'PutProvisionedConcurrencyConfig of a version',
    send: put('scaled', '1', 1),
    status: 202,
    body: provisionedConfig(1, 0, 'IN_PROGRESS'),
    recorded: [lifecycle, 'put_provisioned_on_version'],
  },
  {
    title: 'PutProvisionedConcurrencyConfig of an alias of a provisioned version',
    send: put('scaled', 'live', 1),
    status: 409,
    ...user(
      'ResourceConflictException',
      'message',
      "Alias can't be used for Provisioned Concurrency configuration on an already Provisioned version",
    ),
    recorded: [lifecycle, 'put_provisioned_on_alias_versionconflict'],
  },
  {
    title: 'DeleteProvisionedConcurrencyConfig',
    send: del('scaled', '1'),
    status: 204,
    recorded: [lifecycle, 'delete_provisioned_version'],
  },
  {
    title: 'GetProvisionedConcurrencyConfig after it',
    send: get('scaled', '1'),
    status: 404,
    ...noConfig,
    recorded: [lifecycle, 'get_provisioned_version_postdelete'],
  },
  {
    title: 'PutProvisionedConcurrencyConfig of an alias',
    send: put('scaled', 'live', 5),
    status: 202,
    body: provisionedConfig(5, 0, 'IN_PROGRESS'),
    recorded: [
      'lambda::TestLambdaConcurrency::test_provisioned_concurrency_on_alias',
      'put_provisioned_5',
    ],
  },
  {
    title: 'GetProvisionedConcurrencyConfig when it is ready',
    send: get('scaled', 'live'),
    status: 200,
    body: provisionedConfig(5, 5, 'READY'),
    recorded: [
      'lambda::TestLambdaConcurrency::test_provisioned_concurrency_on_alias',
      'get_provisioned_postwait',
    ],
  },
  {
    title: 'ListProvisionedConcurrencyConfigs',
    send: () => new ListProvisionedConcurrencyConfigsCommand({ FunctionName: 'scaled' }),
    status: 200,
    body: {
      ProvisionedConcurrencyConfigs: [
        { FunctionArn: `${arn}:scaled:live`, ...provisionedConfig(5, 5, 'READY') },
      ],
    },
  },
  {
    title: 'PutProvisionedConcurrencyConfig of a version that a provisioned alias points at',
    send: put('scaled', '1', 1),
    status: 409,
    ...user(
      'ResourceConflictException',
      'message',
      'Version is pointed by a Provisioned Concurrency alias',
    ),
    recorded: [lifecycle, 'put_provisioned_on_version_conflict'],
  },
  {
    title: 'DeleteAlias takes its provisioned concurrency with it',
    send: () => new DeleteAliasCommand({ FunctionName: 'scaled', Name: 'live' }),
    status: 204,
    recorded: [lifecycle, 'delete_alias_result'],
  },
  {
    title: 'GetProvisionedConcurrencyConfig after that',
    send: get('scaled', 'live'),
    status: 404,
    ...noAlias('scaled:live'),
    recorded: [lifecycle, 'get_provisioned_alias_postaliasdelete'],
  },
  {
    title: 'ListProvisionedConcurrencyConfigs after that',
    send: () => new ListProvisionedConcurrencyConfigsCommand({ FunctionName: 'scaled' }),
    status: 200,
    body: { ProvisionedConcurrencyConfigs: [] },
    recorded: [lifecycle, 'list_response_postdeletes'],
  },
  {
    title: "PutProvisionedConcurrencyConfig beyond the account's unreserved",
    send: put('scaled', '1', 1001),
    status: 400,
    ...bare(
      'InvalidParameterValueException',
      "Specified ConcurrentExecutions for function is greater than account's unreserved concurrency [1000].",
    ),
    recorded: [
      'api::TestLambdaProvisionedConcurrency::test_provisioned_concurrency_limits',
      'put_provisioned_concurrency_account_limit_exceeded',
    ],
  },
  {
    title: 'PutProvisionedConcurrencyConfig beyond the least that must stay unreserved',
    send: put('scaled', '1', 901),
    status: 400,
    ...bare('InvalidParameterValueException', limit('ConcurrentExecutions', 100)),
    recorded: [
      'api::TestLambdaProvisionedConcurrency::test_provisioned_concurrency_limits',
      'put_provisioned_concurrency_below_unreserved_min_value',
    ],
  },
  {
    title: 'PutProvisionedConcurrencyConfig of 2',
    send: put('reserved', '1', 2),
    status: 202,
    body: provisionedConfig(2, 0, 'IN_PROGRESS'),
    recorded: [overlap, 'put_provisioned_5'],
  },
  {
    title: 'GetProvisionedConcurrencyConfig of 2',
    send: get('reserved', '1'),
    status: 200,
    body: provisionedConfig(2, 2, 'READY'),
    recorded: [overlap, 'get_provisioned_postwait'],
  },
  {
    title: 'PutFunctionConcurrency below what is provisioned',
    send: reserve('reserved', 1),
    status: 400,
    ...bare(
      'InvalidParameterValueException',
      " ReservedConcurrentExecutions  1 should not be lower than function's total provisioned concurrency [2].",
    ),
    recorded: [overlap, 'reserved_lower_than_provisioned_exc'],
  },
  {
    title: 'PutFunctionConcurrency equal to what is provisioned',
    send: reserve('reserved', 2),
    status: 200,
    body: { ReservedConcurrentExecutions: 2 },
    recorded: [overlap, 'get_concurrency'],
  },
  {
    title: 'Invoke of $LATEST where all that is reserved is provisioned',
    send: () => new InvokeCommand({ FunctionName: 'reserved' }),
    status: 429,
    errorType: 'TooManyRequestsException',
    body: {
      Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
      Type: 'User',
      message: 'Rate Exceeded.',
    },
    recorded: [overlap, 'reserved_equals_provisioned_latest_invoke_exc'],
  },
  {
    title: 'Invoke of the provisioned version there',
    send: () =>
      new InvokeCommand({
        FunctionName: 'reserved',
        Qualifier: '1',
        Payload: Buffer.from('{"hello":"world"}'),
      }),
    status: 200,
    body: { hello: 'world' },
  },
  {
    title: 'PutProvisionedConcurrencyConfig of another version there',
    send: put('reserved', '2', 1),
    status: 400,
    ...tooMuch,
    recorded: [overlap, 'reserved_equals_provisioned_another_provisioned_exc'],
  },
  {
    title: 'PutProvisionedConcurrencyConfig of more there',
    send: put('reserved', '1', 3),
    status: 400,
    ...tooMuch,
    recorded: [overlap, 'reserved_equals_provisioned_increase_provisioned_exc'],
  },
  {
    title: 'PutProvisionedConcurrencyConfig of what cannot start',
    send: put('broken', '1', 1),
    status: 202,
    body: provisionedConfig(1, 0, 'IN_PROGRESS'),
    recorded: [
      'lambda::TestLambdaConcurrency::test_provisioned_concurrency_init_failure',
      'put_provisioned',
    ],
  },
];

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

const rows = [
  ...aliasRows,
  ...functionRows,
  ...nameRows,
  ...reservedRows,
  ...provisionedRows,
  ...eventRows,
];
const answers = new Map<string, WireAnswer>();

describe('each operation, in the shape of the service', () => {
  test.each(rows)('$title', async ({ title, send, status, body, errorType }) => {
    const answer = await observe(local.client, send());
    answers.set(title, answer);
    expect(answer).toEqual({ status, errorType, retryAfter: undefined, body });
  });
});

describe.skipIf(!hasRecordings)('as recorded from the service (skipped without the corpus)', () => {
  const recordedRows = rows.filter((row) => row.recorded !== undefined);
  test.each(recordedRows)('$title', ({ title, recorded }) => {
    const answer = answers.get(title);
    if (answer === undefined || recorded === undefined) return expect.fail('it was not answered');
    expect(differences(recorded, answer)).toEqual([]);
  });
});

test('an init that fails shows in its provisioned concurrency', async () => {
  await expect
    .poll(async () => (await observe(local.client, get('broken', '1')())).body)
    .toEqual(provisionedConfig(1, 0, 'FAILED', { StatusReason: 'FUNCTION_ERROR_INIT_FAILURE' }));
});

test('UpdateAlias in mid-run moves the traffic, and its provisioned concurrency', async () => {
  const FunctionName = 'scaled';
  const { client } = local;
  await client.send(new CreateAliasCommand({ FunctionName, Name: 'moving', FunctionVersion: '1' }));
  await client.send(put(FunctionName, 'moving', 2)());
  const versions: string[] = [];
  for (let i = 0; i < 60; i++) {
    if (i === 20)
      await client.send(
        new UpdateAliasCommand({ FunctionName, Name: 'moving', FunctionVersion: '2' }),
      );
    if (i === 40) {
      await client.send(
        new UpdateAliasCommand({
          FunctionName,
          Name: 'moving',
          FunctionVersion: '1',
          ...weighted({ 2: 1 }),
        }),
      );
    }
    const answer = await client.send(new InvokeCommand({ FunctionName, Qualifier: 'moving' }));
    versions.push(answer.ExecutedVersion ?? '-');
  }
  expect(versions.join('')).toBe('1'.repeat(20) + '2'.repeat(40));
  expect((await client.send(get(FunctionName, 'moving')())).Status).toBe('READY');
});
