import {
  CreateAliasCommand,
  GetAliasCommand,
  GetFunctionConfigurationCommand,
  GetProvisionedConcurrencyConfigCommand,
  InvokeCommand,
  type LambdaClient,
  PublishVersionCommand,
  PutProvisionedConcurrencyConfigCommand,
  UpdateAliasCommand,
} from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fn, startTestLambda, synthetic, type TestLambda } from '../test-lambda.fixture.js';

// Each row names its recording of the real service in LocalStack's published snapshots (Apache-2.0).

let local: TestLambda;
beforeAll(async () => {
  const warm = synthetic();
  const slow = synthetic({ coldStart: { p50Ms: 3_600_000, p99Ms: 3_600_000 } });
  local = await startTestLambda({
    f: fn({ versions: { $LATEST: synthetic(), 1: warm } }),
    aliased: fn({ versions: { $LATEST: synthetic(), 1: warm } }),
    moved: fn({
      versions: { 1: warm, 2: slow },
      aliases: { live: { version: '1', weights: {} } },
      provisioned: { live: 1 },
    }),
  });
});
afterAll(() => local.close());

async function revisionOf(client: LambdaClient, FunctionName: string, Qualifier?: string) {
  const qualified = Qualifier === undefined ? {} : { Qualifier };
  const command = new GetFunctionConfigurationCommand({ FunctionName, ...qualified });
  return (await client.send(command)).RevisionId ?? '-';
}

const stale = {
  name: 'PreconditionFailedException',
  message:
    'The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to retrieve the latest Revision Id',
  $metadata: expect.objectContaining({ httpStatusCode: 412 }),
};

describe('RevisionId', () => {
  test('of $LATEST: PublishVersion changes it, recorded 2025-11: function_revisions_version_and_alias', async () => {
    const { client } = local;
    const FunctionName = 'f';
    const before = await revisionOf(client, FunctionName);
    const publish = new PublishVersionCommand({ FunctionName, RevisionId: before });
    const published = await client.send(publish);
    expect(published.RevisionId).not.toBe(before);
    expect(await revisionOf(client, FunctionName, published.Version)).toBe(published.RevisionId);
    expect(await revisionOf(client, FunctionName)).not.toBe(before);
    await expect(client.send(publish)).rejects.toMatchObject(stale);
  });

  test('of an alias: UpdateAlias changes it, CreateAlias no other, recorded 2025-11: function_revisions_version_and_alias', async () => {
    const { client } = local;
    const alias = { FunctionName: 'aliased', Name: 'live' };
    const others = () =>
      Promise.all([revisionOf(client, 'aliased'), revisionOf(client, 'aliased', '1')]);
    const before = await others();
    const created = await client.send(new CreateAliasCommand({ ...alias, FunctionVersion: '1' }));
    expect(await others()).toEqual(before);
    const RevisionId = created.RevisionId ?? '-';
    const update = new UpdateAliasCommand({ ...alias, Description: 'changed', RevisionId });
    expect((await client.send(update)).RevisionId).not.toBe(RevisionId);
    await expect(client.send(update)).rejects.toMatchObject(stale);
  });

  test('of a version: provisioning through an alias changes it, recorded 2023-03: provisioned_concurrency_moves_with_alias', async () => {
    const { client } = local;
    const before = await revisionOf(client, 'aliased', '1');
    await client.send(
      new PutProvisionedConcurrencyConfigCommand({
        FunctionName: 'aliased',
        Qualifier: 'live',
        ProvisionedConcurrentExecutions: 1,
      }),
    );
    expect(await revisionOf(client, 'aliased', 'live')).not.toBe(before);
  });
});

describe('an alias that moves while it is provisioned', () => {
  const alias = { FunctionName: 'moved', Name: 'live' };
  const provisioned = () =>
    local.client.send(
      new GetProvisionedConcurrencyConfigCommand({ FunctionName: 'moved', Qualifier: 'live' }),
    );
  /** `Init Duration` is in the log of an environment that was started for its invocation. */
  const invoked = async (Qualifier: string) => {
    const command = new InvokeCommand({ FunctionName: 'moved', Qualifier, LogType: 'Tail' });
    const { ExecutedVersion, LogResult = '' } = await local.client.send(command);
    const isCold = Buffer.from(LogResult, 'base64').toString().includes('Init Duration');
    return [ExecutedVersion, isCold ? 'cold' : 'warm'];
  };

  test('its version is served by its environments too, recorded 2023-03: provisioned_concurrency_moves_with_alias', async () => {
    await expect.poll(async () => (await provisioned()).Status).toBe('READY');
    expect(await invoked('live')).toEqual(['1', 'warm']);
    expect(await invoked('1')).toEqual(['1', 'warm']);
  });

  test('is IN_PROGRESS with what was allocated, recorded 2023-03: get_provisioned_config_after_alias_move', async () => {
    const updated = await local.client.send(
      new UpdateAliasCommand({ ...alias, FunctionVersion: '2' }),
    );
    expect(updated.FunctionVersion).toBe('2');
    expect(updated).not.toHaveProperty('RoutingConfig');
    expect(await provisioned()).toMatchObject({
      AllocatedProvisionedConcurrentExecutions: 1,
      AvailableProvisionedConcurrentExecutions: 1,
      RequestedProvisionedConcurrentExecutions: 1,
      Status: 'IN_PROGRESS',
    });
  });

  test('routes all to the version before meanwhile, seen: hashicorp/terraform-provider-aws#48116', async () => {
    expect(await local.client.send(new GetAliasCommand(alias))).toMatchObject({
      FunctionVersion: '2',
      RoutingConfig: { AdditionalVersionWeights: { 1: 1 } },
    });
    expect(await invoked('live')).toEqual(['1', 'warm']);
  });

  test('cannot be provisioned anew meanwhile, seen: hashicorp/terraform-provider-aws#48116', async () => {
    const put = new PutProvisionedConcurrencyConfigCommand({
      FunctionName: 'moved',
      Qualifier: 'live',
      ProvisionedConcurrentExecutions: 2,
    });
    await expect(local.client.send(put)).rejects.toMatchObject({
      name: 'InvalidParameterValueException',
      message: 'Alias with weights can not be used with Provisioned Concurrency',
    });
  });
});
