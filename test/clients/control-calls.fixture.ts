import { expect } from 'vitest';
import { accountId, region } from '../../local/test-lambda.fixture.js';
import type { Expected } from './lambda-calls.fixture.js';

const arn = `arn:aws:lambda:${region}:${accountId}:function`;

/** A call on the function `echo` that answers with these members. */
function call(
  operation: string,
  input: Record<string, unknown>,
  result: Record<string, unknown>,
  status = 200,
): Expected {
  const members = { FunctionName: 'echo', ...input };
  return { title: operation, operation, input: members, came: { status, result } };
}

function refused(
  title: string,
  operation: string,
  input: Record<string, unknown>,
  status: number,
  name: string,
  message: string,
): Expected {
  const members = { FunctionName: 'echo', ...input };
  return { title, operation, input: members, came: { error: { name, message, status } } };
}

const reading: Expected[] = [
  {
    ...call('GetAccountSettings', {}, { AccountLimit: { ConcurrentExecutions: 1000 } }),
    input: {},
  },
  { ...call('ListFunctions', {}, { Functions: expect.any(Array) }), input: {} },
  call('GetFunction', {}, { Configuration: { FunctionName: 'echo', State: 'Active' } }),
  call('GetFunctionConfiguration', { Qualifier: 'live' }, { Version: '1' }),
  call('ListVersionsByFunction', {}, { Versions: [{}, {}, {}] }),
];

const aliases: Expected[] = [
  call('PublishVersion', { Description: 'third' }, { Version: expect.any(String) }, 201),
  refused(
    'a stale RevisionId',
    'PublishVersion',
    { RevisionId: 'stale' },
    412,
    'PreconditionFailedException',
    'The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to retrieve the latest Revision Id',
  ),
  call('CreateAlias', { Name: 'next', FunctionVersion: '1' }, { FunctionVersion: '1' }, 201),
  call(
    'UpdateAlias',
    { Name: 'next', RoutingConfig: { AdditionalVersionWeights: { 2: 0.25 } } },
    { RoutingConfig: { AdditionalVersionWeights: { 2: 0.25 } } },
  ),
  refused(
    'provisioning an alias with weights',
    'PutProvisionedConcurrencyConfig',
    { Qualifier: 'next', ProvisionedConcurrentExecutions: 1 },
    400,
    'InvalidParameterValueException',
    'Alias with weights can not be used with Provisioned Concurrency',
  ),
  call('GetAlias', { Name: 'next' }, { AliasArn: `${arn}:echo:next` }),
  call('ListAliases', {}, { Aliases: [{ Name: 'live' }, { Name: 'next' }] }),
  call('DeleteAlias', { Name: 'next' }, {}, 204),
];

const concurrency: Expected[] = [
  call(
    'PutFunctionConcurrency',
    { ReservedConcurrentExecutions: 5 },
    { ReservedConcurrentExecutions: 5 },
  ),
  call('GetFunctionConcurrency', {}, { ReservedConcurrentExecutions: 5 }),
  call('DeleteFunctionConcurrency', {}, {}, 204),
  call(
    'PutProvisionedConcurrencyConfig',
    { Qualifier: 'live', ProvisionedConcurrentExecutions: 2 },
    { Status: 'IN_PROGRESS', RequestedProvisionedConcurrentExecutions: 2 },
    202,
  ),
  call(
    'GetProvisionedConcurrencyConfig',
    { Qualifier: 'live' },
    { RequestedProvisionedConcurrentExecutions: 2 },
  ),
  call(
    'ListProvisionedConcurrencyConfigs',
    {},
    {
      ProvisionedConcurrencyConfigs: [{ FunctionArn: `${arn}:echo:live` }],
    },
  ),
  call('DeleteProvisionedConcurrencyConfig', { Qualifier: 'live' }, {}, 204),
];

const events: Expected[] = [
  call('PutFunctionEventInvokeConfig', { MaximumRetryAttempts: 1 }, { MaximumRetryAttempts: 1 }),
  refused(
    'a destination that is not there',
    'PutFunctionEventInvokeConfig',
    { DestinationConfig: { OnSuccess: { Destination: `${arn}:nothing` } } },
    400,
    'InvalidParameterValueException',
    `The destination ARN ${arn}:nothing is invalid.`,
  ),
  call(
    'UpdateFunctionEventInvokeConfig',
    { MaximumEventAgeInSeconds: 60 },
    { MaximumRetryAttempts: 1, MaximumEventAgeInSeconds: 60 },
  ),
  call('GetFunctionEventInvokeConfig', {}, { MaximumEventAgeInSeconds: 60 }),
  call('ListFunctionEventInvokeConfigs', {}, { FunctionEventInvokeConfigs: [{}] }),
  call('DeleteFunctionEventInvokeConfig', {}, {}, 204),
];

const rest: Expected[] = [
  call('PutFunctionRecursionConfig', { RecursiveLoop: 'Allow' }, { RecursiveLoop: 'Allow' }),
  call('GetFunctionRecursionConfig', {}, { RecursiveLoop: 'Allow' }),
  {
    ...refused(
      'an operation that is not offered',
      'GetPolicy',
      {},
      404,
      'UnknownOperationException',
      '',
    ),
    came: {
      error: {
        name: 'UnknownOperationException',
        message: expect.stringContaining('does not offer GetPolicy') as string,
        status: 404,
      },
    },
  },
  { ...call('DeleteFunction', {}, {}, 204), input: { FunctionName: 'small' } },
];

/** The control plane, operation by operation. */
export const control: Readonly<Record<string, readonly Expected[]>> = {
  'reading what there is': reading,
  'versions and aliases': aliases,
  concurrency,
  'asynchronous invocation': events,
  'the rest': rest,
};
