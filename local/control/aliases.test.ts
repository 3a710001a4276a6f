import {
  CreateAliasCommand,
  DeleteAliasCommand,
  GetAliasCommand,
  ListAliasesCommand,
  UpdateAliasCommand,
} from '@aws-sdk/client-lambda';
import { expect } from 'vitest';
import { fn, startTestLambda, synthetic } from '../test-lambda.fixture.js';
import {
  any,
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

const aliasOf = (Name: string, FunctionVersion: string, more: object = {}) => ({
  AliasArn: `${arn}:f:${Name}`,
  Description: '',
  FunctionVersion,
  Name,
  RevisionId: any,
  ...more,
});
const create =
  (Name: string, FunctionVersion: string, more: object = {}) =>
  () =>
    new CreateAliasCommand({ FunctionName: 'f', Name, FunctionVersion, ...more });

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

describeRows(aliasRows, () =>
  startTestLambda({ f: fn({ versions: { 1: synthetic(), 2: synthetic() } }) }),
);
