import type { GetFunctionEventInvokeConfigCommandOutput } from '@aws-sdk/client-lambda';
import { defined } from '../../core/base/defined.js';
import { RepriseError } from '../../core/base/errors.js';
import type { SdkControl } from '../../core/invoke/control-client.js';
import type { Reading } from '../../core/judge/concurrency/limits.js';
import type { FunctionRef } from '../limits/architectures.js';
import type { ControlCalls } from '../limits/control-calls.js';

/** What a function's configuration says of its events. */
export interface EventConfiguration {
  /** Where it logs, and how. */
  logGroup: string;
  logFormat: 'Text' | 'JSON';
  /** `WARN`: then START and REPORT are not logged. */
  systemLogLevel?: string;
  runtime?: string;
  timeoutS: number;
  deadLetters?: string;
  success?: string;
  failure?: string;
  maximumRetryAttempts?: number;
  maximumEventAgeS?: number;
}

/**
 * Reads what a function does with its events: its log, its dead-letter queue, its destinations, its
 * retries. Throws `RepriseError` where that cannot be read: without it nobody knows who to ask.
 */
export async function readEventConfiguration(
  { sdk, client }: SdkControl,
  calls: ControlCalls,
  ref: FunctionRef,
): Promise<EventConfiguration> {
  const input = { FunctionName: ref.functionName, ...defined({ Qualifier: ref.qualifier }) };
  const configuration = await calls.call('GetFunctionConfiguration', (options) =>
    client.send(new sdk.GetFunctionConfigurationCommand(input), options),
  );
  const invokeConfig = await calls.call('GetFunctionEventInvokeConfig', (options) =>
    client
      .send(new sdk.GetFunctionEventInvokeConfigCommand(input), options)
      .catch((error): Omit<GetFunctionEventInvokeConfigCommandOutput, '$metadata'> => {
        // Nothing is configured: the service's defaults hold.
        if (error instanceof sdk.ResourceNotFoundException) return {};
        throw error;
      }),
  );
  const found = readValue(configuration, ref);
  const event = readValue(invokeConfig, ref);
  const { LogGroup, LogFormat, SystemLogLevel } = found.LoggingConfig ?? {};
  return {
    logGroup: LogGroup ?? `/aws/lambda/${found.FunctionName ?? ref.functionName}`,
    logFormat: LogFormat === 'JSON' ? 'JSON' : 'Text',
    timeoutS: found.Timeout ?? 3,
    ...defined({
      systemLogLevel: SystemLogLevel,
      runtime: found.Runtime,
      deadLetters: found.DeadLetterConfig?.TargetArn,
      success: event.DestinationConfig?.OnSuccess?.Destination,
      failure: event.DestinationConfig?.OnFailure?.Destination,
      maximumRetryAttempts: event.MaximumRetryAttempts,
      maximumEventAgeS: event.MaximumEventAgeInSeconds,
    }),
  };
}

function readValue<T>(reading: Reading<T>, { functionName }: FunctionRef): T {
  if (reading.kind === 'read') return reading.value;
  throw new RepriseError(`The events of ${functionName} cannot be followed: ${reading.why}.`, {
    hint: 'Allow lambda:GetFunctionConfiguration and lambda:GetFunctionEventInvokeConfig, or leave --follow out.',
  });
}
