import {
  DeleteFunctionCommand,
  GetFunctionCommand,
  GetFunctionConcurrencyCommand,
  GetFunctionConfigurationCommand,
  GetFunctionEventInvokeConfigCommand,
  InvokeCommand,
} from '@aws-sdk/client-lambda';
import type { RecordedScript } from './recorded-replay.fixture.js';
import { recordings } from './recordings.fixture.js';
import { accountId, fn, region } from './test-lambda.fixture.js';

const arn = `arn:aws:lambda:${region}:${accountId}:function`;

/** The operations that were recorded of a function that is not there, by the SDK's names in Python. */
const readingOperations: Record<string, new (input: { FunctionName: string }) => object> = {
  delete_function: DeleteFunctionCommand,
  get_function: GetFunctionCommand,
  get_function_configuration: GetFunctionConfigurationCommand,
  get_function_event_invoke_config: GetFunctionEventInvokeConfigCommand,
  get_function_concurrency: GetFunctionConcurrencyCommand,
  invoke: InvokeCommand,
};

const none = { FunctionName: 'i-dont-exist' };
const elsewhere = { FunctionName: `arn:aws:lambda:us-east-1:${accountId}:function:f` };

/** The tests that were recorded with several operations or inputs. */
export function scriptsByParameter(): Record<string, RecordedScript> {
  const scripts: Record<string, RecordedScript> = {};
  for (const [name, Command] of Object.entries(readingOperations)) {
    const one = (key: string, input: { FunctionName: string }): RecordedScript => ({
      functions: { f: fn() },
      play: (r) => r.answer(key, new Command(input)),
    });
    scripts[`test_ops_on_nonexisting_fn[${name}]`] = one('not_found_exception', none);
    scripts[`test_get_function_wrong_region[${name}]`] = one('wrong_region_exception', elsewhere);
  }
  const operations = { get_function: GetFunctionCommand, delete_function: DeleteFunctionCommand };
  const configuration = { get_function_configuration: GetFunctionConfigurationCommand };
  for (const [name, Command] of Object.entries({ ...operations, ...configuration })) {
    scripts[`test_ops_with_arn_qualifier_mismatch[${name}]`] = {
      functions: { f: fn() },
      async play(r) {
        const of = (version: string) =>
          new Command({
            FunctionName: `${arn}:some-function:${version}`,
            Qualifier: '$LATEST',
          });
        await r.answer('not_match_exception', of('1'));
        await r.answer('match_exception', of('$LATEST'));
      },
    };
  }
  for (const [title, input] of Object.entries(names)) {
    for (const [name, Command] of Object.entries({ ...operations, invoke: InvokeCommand })) {
      scripts[`test_function_name_and_qualifier_validation[${title}-${name}]`] = {
        functions: { f: fn() },
        play: (r) => r.answer(`${name}_exception`, new Command(input)),
      };
    }
  }
  const unreadable = {
    'body-n': 'n\x87r\x9e\xe9\xb5\xd7I\xee\x9bmt',
    'message-': '\x99\xeb,j\x07\xa1zYh',
  };
  for (const [begins, bytes] of Object.entries(unreadable)) {
    const end = Object.keys(recordings).find((id) =>
      id.includes(`payload_encoding_error[${begins}`),
    );
    if (end === undefined) continue;
    const key = `invoke_function_invalid_payload_${begins.split('-')[0]}`;
    const Payload = Buffer.from(bytes, 'latin1');
    scripts[end.slice(end.lastIndexOf('::') + 2)] = {
      functions: { f: fn() },
      play: (r) => r.answer(key, new InvokeCommand({ FunctionName: 'f', Payload })),
    };
  }
  return scripts;
}

const long = 'a'.repeat(129);
const names: Record<string, { FunctionName: string; Qualifier?: string }> = {
  function_name_is_single_invalid: { FunctionName: '*' },
  invalid_characters_in_qualifier: { FunctionName: 'my-function', Qualifier: 'invalid!' },
  qualifier_too_long: { FunctionName: 'my-function', Qualifier: long },
  qualifier_too_long0: { FunctionName: 'my-function', Qualifier: long },
  qualifier_too_long1: { FunctionName: 'my-function', Qualifier: 'a'.repeat(65) },
  invalid_account_id_in_partial_arn: { FunctionName: 'invalid-account:function:my-function' },
  invalid_region_in_arn: {
    FunctionName: `arn:aws:lambda:invalid-region:${accountId}:function:my-function`,
  },
  non_lambda_arn: {
    FunctionName: `arn:aws:ec2:${region}:${accountId}:instance:i-1234567890abcdef0`,
  },
  function_name_too_long: { FunctionName: 'a'.repeat(65) },
  function_name_too_long_and_invalid_region: {
    FunctionName: `arn:aws:lambda:invalid-region:${accountId}:function:my-function${'a'.repeat(170)}`,
  },
  full_arn_and_qualifier_too_long_and_invalid_region: {
    FunctionName: `arn:aws:lambda:invalid-region:${accountId}:function:my-function-${'a'.repeat(170)}`,
    Qualifier: long,
  },
  // Neither is: the recording's name says more than what was sent.
  function_name_and_qualifier_too_long: {
    FunctionName: 'my-function',
    Qualifier: 'a'.repeat(65),
  },
  full_arn_with_multiple_qualifiers: { FunctionName: `${arn}:my-function:1:2` },
  partial_arn_with_extra_qualifier: { FunctionName: 'function:my-function:$LATEST:extra' },
  latest_version_with_additional_qualifier: {
    FunctionName: `${arn}:my-function:$LATEST`,
    Qualifier: '1',
  },
  lowercase_latest_qualifier: { FunctionName: `${arn}:my-function`, Qualifier: '$latest' },
  missing_region_in_arn: { FunctionName: `arn:aws:lambda::${accountId}:function:my-function` },
  missing_account_id_in_arn: { FunctionName: `arn:aws:lambda:${region}::function:my-function` },
  misspelled_latest_in_arn: { FunctionName: `${arn}:my-function:$LATES` },
};
