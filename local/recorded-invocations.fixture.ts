import {
  GetProvisionedConcurrencyConfigCommand,
  InvokeCommand,
  PutFunctionEventInvokeConfigCommand,
  PutProvisionedConcurrencyConfigCommand,
} from '@aws-sdk/client-lambda';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { expect } from 'vitest';
import type { LocalFunction } from './config.js';
import type { RecordedScript, Replay } from './recorded-replay.fixture.js';
import {
  accountId,
  fn,
  type HandlerFolder,
  region,
  synthetic,
  type TestLambda,
} from './test-lambda.fixture.js';

const nothing = { Payload: Buffer.from('{}') };
const echo = { f: fn() };

/** A script of one invocation. */
const once = (
  functions: Record<string, LocalFunction>,
  key: string,
  input: Parameters<Replay['invoke']>[1] = nothing,
): RecordedScript => ({ functions, play: (r) => r.invoke(key, input) });

const event = { ...nothing, InvocationType: 'Event' } as const;
const dryRun = { ...nothing, InvocationType: 'DryRun' } as const;

/** The recorded invocations by the end of their tests' names. What runs is code of the same behaviour. */
export function invocationScripts(folder: HandlerFolder): Record<string, RecordedScript> {
  const running = (name: string, source: string, changes: Partial<LocalFunction> = {}) => ({
    f: fn({ versions: { $LATEST: folder.code(`${name}.mjs`, source) }, ...changes }),
  });
  const silent = running('silent', 'export const handler = async () => {};');
  const failing = running(
    'failing',
    "export const handler = async () => { throw new Error('Error: some_error_msg'); };",
  );
  const uncaught: RecordedScript = {
    functions: failing,
    play: (r) => r.invoke('error_result', nothing),
  };
  return {
    test_lambda_invoke_with_timeout: once(
      { f: fn({ timeoutS: 1, versions: { $LATEST: sleeping } }) },
      'invoke-result',
    ),
    'test_invocation_with_logs[python3.10]': once(echo, 'invoke', { ...nothing, LogType: 'Tail' }),
    'test_invocation_type_request_response[python3.10]': once(echo, 'invoke-result'),
    'test_invocation_type_request_response[nodejs16.x]': once(echo, 'invoke-result'),
    'test_invocation_type_event[python3.10]': once(echo, 'invoke-result', event),
    'test_invocation_type_event[nodejs16.x]': once(echo, 'invoke-result', event),
    'test_invocation_type_dry_run[python3.9]': once(echo, 'invoke-result', dryRun),
    'test_invocation_type_dry_run[python3.10]': once(echo, 'invoke-result', dryRun),
    'test_invocation_type_dry_run[nodejs16.x]': once(echo, 'invoke-result', dryRun),
    test_invocation_type_event_error: once(failing, 'invocation_response', event),
    'test_invocation_type_no_return_payload[python-RequestResponse]': once(silent, 'invoke-result'),
    'test_invocation_type_no_return_payload[python-Event]': once(silent, 'invoke-result', event),
    'test_invocation_type_no_return_payload[nodejs-Event]': once(silent, 'invoke-result', event),
    test_request_id_invoke: once(
      running('id', 'export const handler = async (event, context) => context.awsRequestId;'),
      'invoke_result',
    ),
    test_request_id_async_invoke_with_retry: once(failing, 'invoke_result', event),
    test_lambda_handler_exit: once(
      running('exits', 'export const handler = async () => process.exit(0);'),
      'invocation_error',
    ),
    test_provisioned_concurrency_init_failure: initFailure(folder),
    test_lambda_destination_default_retries: {
      ...destination(folder, {}),
      play: (r) => configured(r, {}),
    },
    test_lambda_too_large_response: {
      functions: { f: fn({ versions: { $LATEST: synthetic({ response: 6_291_557 }) } }) },
      async play(r) {
        await r.invoke('invoke_result');
        await r.invoke('invoke_result_2');
      },
    },
    'test_uncaught_exception_invoke[nodejs16.x]': uncaught,
    'test_uncaught_exception_invoke[nodejs20.x]': uncaught,
    'test_uncaught_exception_invoke[nodejs24.x]': uncaught,
    'test_assess_lambda_destination_invocation[Success-payload0]': destination(folder, {}),
    'test_assess_lambda_destination_invocation[payload0]': destination(folder, {
      MaximumRetryAttempts: 0,
    }),
  };
}

const sleeping = synthetic({ latency: { p50Ms: 60_000, p99Ms: 60_000 } });

/** The handler of the recording, in JavaScript: it answers what it was given. */
const telling = `export const handler = async (event, context) => ({
  event,
  context: {
    invoked_function_arn: context.invokedFunctionArn,
    function_version: context.functionVersion,
    function_name: context.functionName,
    memory_limit_in_mb: context.memoryLimitInMB,
    aws_request_id: context.awsRequestId,
    log_group_name: context.logGroupName,
    log_stream_name: context.logStreamName,
    client_context: context.clientContext ?? null,
  },
});`;

const Destination = `arn:aws:sqs:${region}:${accountId}:records`;

function configured(r: Replay, more: object): Promise<void> {
  const DestinationConfig = { OnSuccess: { Destination }, OnFailure: { Destination } };
  return r.answer(
    'put_function_event_invoke_config',
    new PutFunctionEventInvokeConfigCommand({ FunctionName: 'f', DestinationConfig, ...more }),
  );
}

function initFailure(folder: HandlerFolder): RecordedScript {
  const broken = folder.code('broken.mjs', "throw new Error('not today');");
  const of = { FunctionName: 'f', Qualifier: '1' };
  const get = new GetProvisionedConcurrencyConfigCommand(of);
  return {
    functions: { f: fn({ versions: { 1: broken } }) },
    async play(r) {
      const put = { ...of, ProvisionedConcurrentExecutions: 1 };
      await r.answer('put_provisioned', new PutProvisionedConcurrencyConfigCommand(put));
      await r.answer('get_provisioned_prewait', get);
      const status = async () => (await r.local.client.send(get)).Status;
      await expect.poll(status, { timeout: 20_000 }).toBe('FAILED');
      await r.answer('get_provisioned_postwait', get);
    },
  };
}

function destination(folder: HandlerFolder, more: object): RecordedScript {
  return {
    functions: { f: fn({ versions: { $LATEST: folder.code('telling.mjs', telling) } }) },
    config: { queues: { records: {} } },
    async play(r) {
      await configured(r, more);
      await r.call(new InvokeCommand({ FunctionName: 'f', ...event }));
      r.value('receive_message_result', { Messages: await received(r.local) });
    },
  };
}

async function received({ lambda }: TestLambda): Promise<object[]> {
  const { url, credentials } = lambda;
  const sqs = new SQSClient({ endpoint: url, region, credentials });
  const QueueUrl = `${url}/${accountId}/records`;
  try {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 }),
    );
    return Messages.map(({ Body = '', ...message }) => ({ ...message, Body: JSON.parse(Body) }));
  } finally {
    sqs.destroy();
  }
}
