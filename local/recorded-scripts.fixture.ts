import {
  DeleteAliasCommand,
  DeleteFunctionCommand,
  GetAccountSettingsCommand,
  GetAliasCommand,
  GetFunctionCommand,
  GetFunctionConfigurationCommand,
  InvokeCommand,
  ListProvisionedConcurrencyConfigsCommand,
  ListVersionsByFunctionCommand,
  UpdateAliasCommand,
} from '@aws-sdk/client-lambda';
import { expect } from 'vitest';
import {
  alias,
  arn,
  f,
  nobody,
  provision,
  provisioned,
  publish,
  published,
  reserve,
  reserved,
  slow,
  twice,
  unprovision,
  unpublished,
  unreserve,
} from './recorded-calls.fixture.js';
import type { RecordedScript, Replay } from './recorded-replay.fixture.js';
import { fn, synthetic } from './test-lambda.fixture.js';

/** Provisioning takes its time, as on AWS. */
async function ready({ local }: Replay, Qualifier: string): Promise<void> {
  const status = async () => (await local.client.send(provisioned(Qualifier))).Status;
  await expect.poll(status, { timeout: 20_000 }).toBe('READY');
}

const world = Buffer.from('{"hello":"world"}');
const hello = { Payload: world };

/** The control plane's recorded tests by the end of their names. */
export const controlScripts: Record<string, RecordedScript> = {
  test_lambda_concurrency_crud: {
    functions: unpublished,
    async play(r) {
      await r.answer('get_function_concurrency_default', reserved());
      await r.answer('put_function_concurrency', reserve(0));
      await r.answer('get_function_concurrency_updated', reserved());
      await r.call(unreserve());
      await r.answer('get_function_concurrency_deleted', reserved());
    },
  },
  test_lambda_concurrency_update: {
    functions: unpublished,
    async play(r) {
      await r.answer('put_function_concurrency', reserve(3));
      await r.answer('get_function_concurrency_updated', reserved());
      await r.answer('get_function_concurrency_info', new GetFunctionCommand(f));
      await r.call(unreserve());
      await r.answer('get_function_concurrency_deleted', reserved());
    },
  },
  test_function_concurrency: {
    functions: unpublished,
    async play(r) {
      await r.answer('put_function_concurrency_with_reserved_0', reserve(0));
      await r.answer('put_function_concurrency_with_reserved_1', reserve(1));
      await r.answer('get_function_concurrency', reserved());
      await r.answer('delete_response', unreserve());
      await r.answer('get_function_concurrency_after_delete', reserved());
    },
  },
  test_function_concurrency_exceptions: {
    functions: unpublished,
    async play(r) {
      const name = 'put_function_concurrency_with';
      await r.answer(`${name}_function_name_doesnotexist`, reserve(1, nobody));
      await r.answer(
        `${name}_function_name_doesnotexist_and_invalid_concurrency`,
        reserve(0, nobody),
      );
      await r.answer(`${name}_qualified_arn`, reserve(0, { FunctionName: `${arn}:f:$LATEST` }));
    },
  },
  test_function_concurrency_limits: {
    functions: unpublished,
    async play(r) {
      const name = 'put_function_concurrency';
      await r.answer(`${name}_account_limit_exceeded`, reserve(1001));
      await r.answer(`${name}_below_unreserved_min_value`, reserve(1000));
    },
  },
  test_lambda_concurrency_block: {
    functions: unpublished,
    async play(r) {
      await r.answer('v1_result', publish());
      await r.answer('reserved_concurrency_result', reserve(1));
      await r.invoke('invoke_latest_before_block', { ...hello, Qualifier: '$LATEST' });
      await r.answer('provisioned_concurrency_result', provision('1', 1));
      await ready(r, '1');
      const latest = new InvokeCommand({ ...f, ...hello, Qualifier: '$LATEST' });
      await r.answer('invoke_latest_first_exc', latest);
      await r.invoke('invoke_v1_after_block', { ...hello, Qualifier: '1' });
      await r.answer('invoke_latest_second_exc', latest);
    },
  },
  test_reserved_provisioned_overlap: {
    functions: { f: fn({ versions: { 1: slow, 2: synthetic() } }) },
    async play(r) {
      await r.answer('put_provisioned_5', provision('1', 2));
      await r.answer('get_provisioned_prewait', provisioned('1'));
      await ready(r, '1');
      await r.answer('get_provisioned_postwait', provisioned('1'));
      await r.answer('reserved_lower_than_provisioned_exc', reserve(1));
      await r.call(reserve(2));
      await r.answer('get_concurrency', reserved());
      const name = 'reserved_equals_provisioned';
      await r.answer(`${name}_latest_invoke_exc`, new InvokeCommand(f));
      await r.answer(`${name}_another_provisioned_exc`, provision('2', 1));
      await r.answer(`${name}_increase_provisioned_exc`, provision('1', 3));
    },
  },
  test_provisioned_concurrency_on_alias: {
    functions: { f: fn({ versions: { $LATEST: slow } }) },
    async play(r) {
      await r.call(publish());
      await r.call(alias('live', '1'));
      await r.answer('put_provisioned_5', provision('live', 5));
      await r.answer('get_provisioned_prewait', provisioned('live'));
      await ready(r, 'live');
      await r.answer('get_provisioned_postwait', provisioned('live'));
    },
  },
  test_provisioned_concurrency_exceptions: {
    functions: unpublished,
    async play(r) {
      await r.answer('publish_version_result', publish());
      await r.answer('get_provisioned_config_doesnotexist', provisioned('1'));
      await r.answer('get_provisioned_functionname_doesnotexist', provisioned('noalias', nobody));
      await r.answer('get_provisioned_qualifier_doesnotexist', provisioned('noalias'));
      await r.answer('get_provisioned_version_doesnotexist', provisioned('10'));
      await r.answer('get_provisioned_latest', provisioned('$LATEST'));
      const list = (of: { FunctionName: string }) =>
        new ListProvisionedConcurrencyConfigsCommand(of);
      await r.answer('list_provisioned_noconfigs', list(f));
      await r.answer('list_provisioned_functionname_doesnotexist', list(nobody));
      await r.answer('delete_provisioned_functionname_doesnotexist', unprovision('1', nobody));
      await r.answer('delete_provisioned_qualifier_doesnotexist', unprovision('noalias'));
      await r.answer('delete_provisioned_version_doesnotexist', unprovision('10'));
      await r.answer('delete_provisioned_latest', unprovision('$LATEST'));
      await r.answer('delete_provisioned_config_doesnotexist', unprovision('1'));
      await r.answer('put_provisioned_invalid_param_0', provision('1', 0));
      const name = 'put_provisioned_functionname_doesnotexist';
      await r.answer(`${name}_alias`, provision('noalias', 1, nobody));
      await r.answer(`${name}_version`, provision('1', 1, nobody));
      await r.answer('put_provisioned_qualifier_doesnotexist', provision('doesnotexist', 1));
      await r.answer('put_provisioned_version_doesnotexist', provision('10', 1));
      await r.answer('put_provisioned_latest', provision('$LATEST', 1));
    },
  },
  test_provisioned_concurrency_limits: {
    functions: published,
    async play(r) {
      const name = 'put_provisioned_concurrency';
      await r.answer(`${name}_account_limit_exceeded`, provision('1', 1001));
      await r.answer(`${name}_below_unreserved_min_value`, provision('1', 1000));
    },
  },
  test_lambda_provisioned_lifecycle: {
    functions: unpublished,
    async play(r) {
      await r.answer('publish_version_result', publish());
      await r.answer('create_alias_result', alias('live', '1'));
      await r.answer('put_provisioned_on_version', provision('1', 1));
      await r.answer('put_provisioned_on_alias_versionconflict', provision('live', 1));
      await ready(r, '1');
      await r.answer('delete_provisioned_version', unprovision('1'));
      await r.answer('get_provisioned_version_postdelete', provisioned('1'));
      await r.answer('put_provisioned_on_alias', provision('live', 1));
      await r.answer('put_provisioned_on_version_conflict', provision('1', 1));
      await r.answer('delete_alias_result', new DeleteAliasCommand({ ...f, Name: 'live' }));
      await r.answer('get_provisioned_alias_postaliasdelete', provisioned('live'));
      await r.answer('list_response_postdeletes', new ListProvisionedConcurrencyConfigsCommand(f));
    },
  },
  test_notfound_and_invalid_routingconfigs: {
    functions: twice,
    async play(r) {
      const none = { FunctionName: 'f-unknown' };
      const name = 'routing_config_exc';
      await r.answer(`${name}_toomany`, alias('custom', '1', { 1: 0.8, 2: 0.2 }));
      await r.answer(`${name}_toohigh`, alias('custom', '1', { 2: 2 }));
      await r.answer(`${name}_subzero`, alias('custom', '1', { 2: -1 }));
      await r.answer(`${name}_sameversion`, alias('custom', '1', { 1: 0.5 }));
      await r.answer('target_version_doesnotexist', alias('custom', '10', { 2: 0.5 }));
      await r.answer(`${name}_version_doesnotexist`, alias('custom', '1', { 10: 0.5 }));
      await r.answer('target_version_exc_version_latest', alias('custom', '$LATEST', { 1: 0.5 }));
      await r.answer(`${name}_version_latest`, alias('custom', '1', { $LATEST: 0.5 }));
      await r.answer('create-alias-latest', alias('custom-latest', '$LATEST'));
      await r.answer(`${name}_fn_doesnotexist`, alias('custom', '1', { 2: 0.5 }, none));
      await r.answer(
        'create_alias_empty_routingconfig',
        alias('custom-empty-routingconfig', '1', {}),
      );
      await r.answer('create_alias_response', alias('custom', '1', { 2: 0.5 }));
      await r.answer(`${name}_already_exist`, alias('custom', '1', { 2: 0.5 }));
      await r.answer(
        'alias_does_not_exist_esc',
        new GetAliasCommand({ ...f, Name: 'non-existent' }),
      );
    },
  },
  test_alias_routingconfig: {
    functions: twice,
    play: (r) => r.answer('create_alias_response', alias('alias1', '1', { 2: 0.5 })),
  },
  test_alias_naming: {
    functions: unpublished,
    async play(r) {
      await r.call(publish());
      const described = { Description: 'custom-alias' };
      const [date, number] = ['2024-01-02', '2024'];
      await r.answer('create_alias_date', alias(date, '1', undefined, described));
      await r.answer('get_alias_date', new GetAliasCommand({ ...f, Name: date }));
      await r.answer('create_alias_number_exception', alias(number, '1', undefined, described));
    },
  },
  test_non_existent_alias_update: {
    functions: unpublished,
    play: (r) =>
      r.answer('update_alias_response', new UpdateAliasCommand({ ...f, Name: 'non-existent' })),
  },
  test_publish_version_on_create: {
    functions: published,
    async play(r) {
      const get = (Qualifier?: string) =>
        new GetFunctionCommand({ ...f, ...(Qualifier !== undefined && { Qualifier }) });
      const list = new ListVersionsByFunctionCommand(f);
      await r.answer('get_function_result', get());
      await r.answer('get_function_version_result', get('1'));
      await r.answer('get_function_latest_result', get('$LATEST'));
      await r.answer('list_versions_result', list);
      await r.answer('repeated_publish_response', publish('Repeated version description :)'));
      await r.answer('list_versions_result_after_publish', list);
    },
  },
  test_version_lifecycle: {
    functions: unpublished,
    async play(r) {
      const [get, list] = [new GetFunctionCommand(f), new ListVersionsByFunctionCommand(f)];
      const one = { ...f, Qualifier: '1' };
      await r.answer('get_function_result', get);
      await r.answer('list_versions_result', list);
      await r.answer('first_publish_response', publish('First version description :)'));
      await r.answer('first_publish_get_function', new GetFunctionCommand(one));
      await r.answer('first_publish_get_function_config', new GetFunctionConfigurationCommand(one));
    },
  },
  test_delete_on_nonexisting_version: {
    functions: unpublished,
    async play(r) {
      const name = 'delete_function_response_non_existent';
      const old = new DeleteFunctionCommand({ ...f, Qualifier: '1233' });
      await r.call(old);
      await r.call(new DeleteFunctionCommand(f));
      await r.answer(name, new DeleteFunctionCommand(f));
      await r.answer(`${name}_with_qualifier`, old);
    },
  },
  test_account_settings: {
    functions: unpublished,
    async play(r) {
      const settings = await r.local.client.send(new GetAccountSettingsCommand());
      const names = (of: object = {}): string[] => Object.keys(of).sort();
      const [AccountLimit, AccountUsage] = [
        names(settings.AccountLimit),
        names(settings.AccountUsage),
      ];
      r.value('acc_settings_modded', { AccountLimit, AccountUsage });
    },
  },
};
