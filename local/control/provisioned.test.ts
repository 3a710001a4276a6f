import {
  CreateAliasCommand,
  DeleteAliasCommand,
  DeleteProvisionedConcurrencyConfigCommand,
  GetProvisionedConcurrencyConfigCommand,
  InvokeCommand,
  ListProvisionedConcurrencyConfigsCommand,
  PutFunctionConcurrencyCommand,
  PutProvisionedConcurrencyConfigCommand,
  UpdateAliasCommand,
} from '@aws-sdk/client-lambda';
import { afterAll, expect, test } from 'vitest';
import { observe } from '../observed-lambda.fixture.js';
import { fn, HandlerFolder, startTestLambda, synthetic } from '../test-lambda.fixture.js';
import {
  arn,
  bare,
  describeRows,
  invalid,
  missing,
  noAlias,
  type Row,
  user,
  violates,
  weighted,
} from './control-rows.fixture.js';

const folder = new HandlerFolder();
afterAll(() => folder.remove());

const limit = (what: string, N: number) =>
  `Specified ${what} for function decreases account's UnreservedConcurrentExecution below its minimum value of [${N}].`;
const reserve = (FunctionName: string, ReservedConcurrentExecutions: number) => () =>
  new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions });
const weightedAll = weighted({ 2: 1 });
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
    title: 'CreateAlias with weights',
    send: () =>
      new CreateAliasCommand({
        ...{ FunctionName: 'scaled', Name: 'split', FunctionVersion: '1' },
        ...weighted({ 2: 0.5 }),
      }),
    status: 201,
    body: expect.objectContaining(weighted({ 2: 0.5 })),
  },
  {
    title: 'PutProvisionedConcurrencyConfig of it, seen: hashicorp/terraform#24957',
    send: put('scaled', 'split', 1),
    status: 400,
    ...invalid('Alias with weights can not be used with Provisioned Concurrency'),
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

const local = describeRows(provisionedRows, () =>
  startTestLambda({
    reserved: fn({ versions: { 1: synthetic(), 2: synthetic() } }),
    scaled: fn({ versions: { 1: synthetic(), 2: synthetic() } }),
    broken: fn({ versions: { 1: folder.code('broken.mjs', 'throw new Error("no");') } }),
  }),
);

test('an init that fails shows in its provisioned concurrency', async () => {
  await expect
    .poll(async () => (await observe(local().client, get('broken', '1')())).body)
    .toEqual(provisionedConfig(1, 0, 'FAILED', { StatusReason: 'FUNCTION_ERROR_INIT_FAILURE' }));
});

test('UpdateAlias in mid-run moves the traffic, and its provisioned concurrency', async () => {
  const FunctionName = 'scaled';
  const { client } = local();
  await client.send(new CreateAliasCommand({ FunctionName, Name: 'moving', FunctionVersion: '1' }));
  await client.send(put(FunctionName, 'moving', 2)());
  const versions: string[] = [];
  const move = async (settings: { FunctionVersion: string }): Promise<void> => {
    await client.send(new UpdateAliasCommand({ FunctionName, Name: 'moving', ...settings }));
    // Until then the version before serves it.
    const status = async () => (await client.send(get(FunctionName, 'moving')())).Status;
    await expect.poll(status).toBe('READY');
  };
  for (let i = 0; i < 60; i++) {
    if (i === 20) await move({ FunctionVersion: '2' });
    if (i === 40) await move({ FunctionVersion: '1', ...weightedAll });
    const answer = await client.send(new InvokeCommand({ FunctionName, Qualifier: 'moving' }));
    versions.push(answer.ExecutedVersion ?? '-');
  }
  expect(versions.join('')).toBe('1'.repeat(20) + '2'.repeat(40));
});
