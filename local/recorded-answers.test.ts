import { afterAll, expect } from 'vitest';
import { corpusTest } from '../core/base/corpus.fixture.js';
import { invocationScripts } from './recorded-invocations.fixture.js';
import { scriptsByParameter } from './recorded-parameters.fixture.js';
import { Replay, type ReplayedAnswer } from './recorded-replay.fixture.js';
import { controlScripts } from './recorded-scripts.fixture.js';
import { recordings, recordingsFile } from './recordings.fixture.js';
import { HandlerFolder } from './test-lambda.fixture.js';

// The recorded tests, played again call by call, and every answer counted: what is equal, what is not,
// and what is not asked here, each with its reason. recordings.test.ts says where the rest is held.

const folder = new HandlerFolder();
afterAll(() => folder.remove());

/** What is not asked of the local Lambda: `test key`, and why. */
const leftOut: [of: RegExp, why: string][] = [
  [
    / (create_(response|function_result|function_exception)|creation_response|create-result)$/,
    'CreateFunction is not offered: functions are those of the configuration',
  ],
  [
    /test_version_lifecycle (first_update|second|third|first_publish_get_function_after|list_versions_result_after)/,
    'comes after UpdateFunctionConfiguration, which is not offered',
  ],
  [
    /test_notfound_and_invalid_routingconfigs publish_v|test_alias_naming publish_v1|overlap update_func_config/,
    'publishes an environment that CreateFunction or UpdateFunctionConfiguration gave',
  ],
  [
    /test_account_settings_total_code_size/,
    'sizes of code that is uploaded: CreateFunction, UpdateFunctionCode',
  ],
  [
    /test_async_invoke_queue_upon_function_update/,
    'UpdateFunctionCode while events wait, which is not offered',
  ],
  [/test_runtime_introspection/, "users, modes and paths of Amazon Linux's sandbox"],
  [
    /test_(introspection|uncaught_exception)_invoke\[(python|provided|java|dotnet|ruby)/,
    "the body is made by another language's runtime client",
  ],
  [
    /test_introspection_invoke\[nodejs\S+ invocation/,
    "all of a sandbox's variables, each with the value of that runtime: held by code/environment.test.ts",
  ],
  [
    /test_lambda_handler_error|default_retries receive_message_result/,
    "the body has Python's stack trace",
  ],
  [
    / (logs|log_events|log_entries|end_messages)$/,
    "a log with lines of Python's own: conformance.test.ts and async-invocation.test.ts hold the platform's",
  ],
];

const ids = Object.keys(recordings).filter((id) => id !== '_');

async function playAll(): Promise<ReplayedAnswer[]> {
  const scripts = { ...controlScripts, ...invocationScripts(folder), ...scriptsByParameter() };
  const answers: ReplayedAnswer[] = [];
  for (const id of ids) {
    const script = scripts[id.slice(id.lastIndexOf('::') + 2)];
    if (script) answers.push(...(await Replay.of(id, script)));
  }
  return answers;
}

corpusTest(
  'of all answers that were recorded of what is offered here, 99% are equal',
  recordingsFile,
  async () => {
    const answers = await playAll();
    const keyOf = ([test, key]: readonly [string, string]): string => `${test} ${key}`;
    const played = new Map(answers.map((each) => [keyOf(each.recorded), each.differences]));
    const all = ids.flatMap((id) =>
      Object.keys(recordings[id]?.['recorded-content'] ?? {}).map((key) => keyOf([id, key])),
    );
    const unequal = all.flatMap((key) => {
      const differences = played.get(key) ?? [];
      return differences.length === 0 ? [] : [`${key}: ${differences.join('; ')}`];
    });
    const unasked = all.filter((key) => !played.has(key));
    const whyNot = (key: string) => leftOut.find(([of]) => of.test(key));
    const reasons = leftOut.map((reason) => ({
      why: reason[1],
      count: unasked.filter((key) => whyNot(key) === reason).length,
    }));
    const unreached = unasked.filter((key) => whyNot(key) === undefined);
    const inScope = all.length - unasked.length + unreached.length;
    const equal = inScope - unequal.length - unreached.length;
    console.log(
      [
        `${all.length} recorded answers: ${equal} equal, ${unequal.length} unequal, ${unreached.length} not reached, ${all.length - inScope} not offered or not ours`,
        ...reasons.map(({ why, count }) => `  ${count}: ${why}`),
        ...unequal.map((text) => `  unequal: ${text}`),
        ...unreached.map((key) => `  not reached: ${key}`),
      ].join('\n'),
    );
    expect(reasons.filter(({ count }) => count === 0)).toEqual([]);
    expect(equal / inScope).toBeGreaterThanOrEqual(0.99);
  },
  120_000,
);
