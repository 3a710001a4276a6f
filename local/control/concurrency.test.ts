import {
  DeleteFunctionConcurrencyCommand,
  GetAccountSettingsCommand,
  GetFunctionCommand,
  GetFunctionConcurrencyCommand,
  InvokeCommand,
  PutFunctionConcurrencyCommand,
} from '@aws-sdk/client-lambda';
import { expect } from 'vitest';
import { fn, startTestLambda, synthetic } from '../test-lambda.fixture.js';
import {
  arn,
  bare,
  Code,
  configuration,
  describeRows,
  invalid,
  missing,
  type Row,
  violates,
} from './control-rows.fixture.js';

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
      AccountUsage: { FunctionCount: 2, TotalCodeSize: expect.any(Number) },
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

describeRows(reservedRows, () =>
  startTestLambda({
    reserved: fn({ versions: { 1: synthetic(), 2: synthetic() } }),
    f: fn({
      versions: { 1: synthetic() },
      aliases: { 'custom-empty-routingconfig': { version: '1', weights: {} } },
    }),
  }),
);
