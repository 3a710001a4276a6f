import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { corpusTest } from '../core/base/corpus.fixture.js';
import { recordings, recordingsFile } from './recordings.fixture.js';

// Every recorded test of the corpus, one by one: where its behaviour is held here, or why it is not.

const rows = 'control/*.test.ts, row by row against the recording';
const ownHandler = 'code/handler.test.ts: a JavaScript handler of the same behaviour';
const runtimeClient =
  "left out: the body and the environment of another language's runtime are made by that runtime's own client, which a `command:` function brings along";

/** What the ids of recorded tests begin with, and what has become of them. The first match counts. */
const verdicts: [begins: string, verdict: string][] = [
  ['lambda::TestLambdaBehavior::test_lambda_invoke_with_timeout', 'conformance.test.ts: a timeout'],
  [
    'lambda::TestLambdaFeatures::test_invocation_with_logs',
    'conformance.test.ts: the tail of the log',
  ],
  [
    'lambda::TestLambdaFeatures::test_invocation_type_request_response',
    'conformance.test.ts: what is answered',
  ],
  [
    'lambda::TestLambdaFeatures::test_invocation_type_event_error',
    'async-invocation.test.ts: retries with one request id; START, END and REPORT: conformance.test.ts',
  ],
  [
    'lambda::TestLambdaFeatures::test_invocation_type_event',
    'conformance.test.ts: what is answered',
  ],
  [
    'lambda::TestLambdaFeatures::test_invocation_type_dry_run',
    'conformance.test.ts: what is answered',
  ],
  [
    'lambda::TestLambdaFeatures::test_invocation_type_no_return_payload',
    `${ownHandler} that returns undefined; Event: conformance.test.ts`,
  ],
  ['lambda::TestLambdaConcurrency::', rows],
  ['lambda::TestLambdaAliases::test_alias_routingconfig', rows],
  [
    'lambda::TestLambdaBehavior::test_runtime_introspection',
    "left out: users, modes and paths of Amazon Linux's sandbox",
  ],
  [
    'lambda::TestRequestIdHandling::test_request_id_invoke',
    `${ownHandler}; log lines: conformance.test.ts`,
  ],
  [
    'lambda::TestRequestIdHandling::test_request_id_async',
    'async-invocation.test.ts: the same request id in each attempt',
  ],
  ['lambda::TestLambdaErrors::test_lambda_handler_exit', `${ownHandler} that exits`],
  ['lambda::TestLambdaErrors::test_lambda_handler_error', runtimeClient],
  [
    'lambda::TestLambdaErrors::test_lambda_invoke_payload_encoding_error',
    'conformance.test.ts: what is refused',
  ],
  [
    'lambda::TestLambdaBaseFeatures::test_lambda_too_large_response',
    'conformance.test.ts: a response over it',
  ],
  [
    'lambda::TestLambdaVersions::test_async_invoke_queue_upon_function_update',
    'left out: code is not updated here; that a retry goes where the alias points by then: service.ts',
  ],
  [
    'lambda::TestLambdaMultiAccounts::',
    'left out: there is one account, and the recording is empty',
  ],
  [
    'api::TestLambdaFunction::test_function_name_and_qualifier_validation[incomplete_arn',
    'left out: CreateFunction',
  ],
  [
    'api::TestLambdaFunction::test_function_name_and_qualifier_validation',
    'names.test.ts, functions.test.ts, conformance.test.ts; of CreateFunction, which is not offered: left out',
  ],
  ['api::TestLambdaFunction::', rows],
  [
    'api::TestLambdaVersions::',
    `${rows}; CreateFunction and UpdateFunctionConfiguration: left out`,
  ],
  ['api::TestLambdaAlias::', rows],
  ['api::TestLambdaReservedConcurrency::', rows],
  [
    'api::TestLambdaAccountSettings::test_account_settings_total_code_size',
    'left out: code is not created or updated here',
  ],
  ['api::TestLambdaAccountSettings::', rows],
  ['api::TestLambdaProvisionedConcurrency::', rows],
  [
    'common::TestLambdaRuntimesCommon::test_echo_invoke',
    'conformance.test.ts: echo gives the payload back byte for byte',
  ],
  [
    'common::TestLambdaRuntimesCommon::test_introspection_invoke[nodejs',
    'code/environment.test.ts, name by name; context: code/runtime-client.test.ts',
  ],
  [
    'common::TestLambdaRuntimesCommon::test_uncaught_exception_invoke[nodejs',
    `${ownHandler} that throws: errorType, errorMessage, trace`,
  ],
  [
    'common::TestLambdaRuntimesCommon::test_uncaught_exception_invoke[python3.11',
    'code/runtimes.test.ts, where awslambdaric is installed',
  ],
  ['common::TestLambdaRuntimesCommon::', runtimeClient],
  ['dest::TestLambdaDestinationSqs::', 'async-invocation.test.ts: the record, key by key'],
];

/** The files of tests below this folder whose path ends so; `*` stands for any name. */
function testFilesOf(pattern: string): string[] {
  const end = new RegExp(`(^|/)${pattern.replaceAll('.', '\\.').replaceAll('*', '[^/]+')}$`);
  const files = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' });
  return files.filter((file) => end.test(file));
}

test.each(verdicts)('%s… is held by a test that is there: %s', (_begins, verdict) => {
  const named = verdict.match(/[\w/*-]+\.test\.ts/g) ?? [];
  for (const file of named) expect(testFilesOf(file), file).not.toEqual([]);
  expect(named.length > 0 || /^left out: ./.test(verdict)).toBe(true);
});

corpusTest('every recording is held somewhere, or left out for a reason', recordingsFile, () => {
  const ids = Object.keys(recordings).filter((id) => id !== '_');
  expect(ids.length).toBeGreaterThan(100);
  const isHeld = (id: string): boolean => verdicts.some(([begins]) => id.startsWith(begins));
  expect(ids.filter((id) => !isHeld(id))).toEqual([]);
  const isUsed = (begins: string): boolean => ids.some((id) => id.startsWith(begins));
  expect(verdicts.map(([begins]) => begins).filter((begins) => !isUsed(begins))).toEqual([]);
});
