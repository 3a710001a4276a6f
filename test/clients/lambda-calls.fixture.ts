import { expect } from 'vitest';
import type { LocalFunction } from '../../local/config.js';
import type { ModelledException } from '../../local/http/exceptions.js';
import { accountId, fn, region, synthetic } from '../../local/test-lambda.fixture.js';
import type { Call, Came } from './clients.fixture.js';

/** A call, and what its client must see. They are sent in order: one changes what the next one finds. */
export interface Expected extends Call {
  title: string;
  /** Beside the API's own members; `status` is left out for clients that do not tell it. */
  came: Partial<Came>;
}

/** The 30 exceptions that boto3's page of `Invoke` lists. */
export const exceptions: readonly ModelledException[] = [
  'EC2AccessDeniedException',
  'EC2ThrottledException',
  'EC2UnexpectedException',
  'EFSIOException',
  'EFSMountConnectivityException',
  'EFSMountFailureException',
  'EFSMountTimeoutException',
  'ENILimitReachedException',
  'InvalidParameterValueException',
  'InvalidRequestContentException',
  'InvalidRuntimeException',
  'InvalidSecurityGroupIDException',
  'InvalidSubnetIDException',
  'InvalidZipFileException',
  'KMSAccessDeniedException',
  'KMSDisabledException',
  'KMSInvalidStateException',
  'KMSNotFoundException',
  'RecursiveInvocationException',
  'RequestTooLargeException',
  'ResourceConflictException',
  'ResourceNotFoundException',
  'ResourceNotReadyException',
  'ServiceException',
  'SnapStartException',
  'SnapStartNotReadyException',
  'SnapStartTimeoutException',
  'SubnetIPAddressLimitReachedException',
  'TooManyRequestsException',
  'UnsupportedMediaTypeException',
];

/** What the calls find: each exception has a function of its name that answers with it. */
export const functions: Record<string, LocalFunction> = {
  echo: fn({
    versions: { $LATEST: synthetic(), 1: synthetic(), 2: synthetic() },
    aliases: { live: { version: '1', weights: {} } },
  }),
  small: fn({ versions: { 1: synthetic({ response: 2 }) } }),
  tooBig: fn({ versions: { 1: synthetic({ response: 6_291_557 }) } }),
  fails: fn({ versions: { 1: synthetic({ errorRate: 1, errorType: 'OrderError' }) } }),
  blocked: fn({ reserved: 0 }),
  ...Object.fromEntries(
    exceptions.map((name) => [name, fn({ faults: [{ effect: { kind: 'exception', name } }] })]),
  ),
};

const arn = `arn:aws:lambda:${region}:${accountId}:function`;
const payload = { text: '{"order":1}' };

function invoke(
  title: string,
  input: Record<string, unknown>,
  result: Record<string, unknown>,
  status = 200,
): Expected {
  const members = { FunctionName: 'echo', Payload: payload, ...input };
  return { title, operation: 'Invoke', input: members, came: { status, result } };
}

function refused(title: string, call: Call, status: number, name: string, message: unknown) {
  const error = { name, message: message as string, status };
  return { title, ...call, came: { error } };
}

const invocationTypes: Expected[] = [
  invoke('RequestResponse, which is the default', {}, { Payload: '{"order":1}', StatusCode: 200 }),
  invoke('RequestResponse', { InvocationType: 'RequestResponse' }, { ExecutedVersion: '$LATEST' }),
  invoke('Event', { InvocationType: 'Event' }, { StatusCode: 202 }, 202),
  invoke('DryRun', { InvocationType: 'DryRun' }, { StatusCode: 204 }, 204),
  invoke(
    'a tail of the log',
    { LogType: 'Tail' },
    { LogResult: expect.stringMatching(/^U1RBUlQ/) },
  ),
  invoke('a client context', { ClientContext: 'e30=' }, { StatusCode: 200 }),
  invoke('no payload', { Payload: { text: '' } }, { Payload: '{}' }),
  invoke(
    'a function error',
    { FunctionName: 'fails' },
    { FunctionError: 'Unhandled', Payload: expect.stringContaining('"errorType":"OrderError"') },
  ),
  {
    title: 'InvokeAsync',
    operation: 'InvokeAsync',
    input: { FunctionName: 'echo', InvokeArgs: payload },
    came: { status: 202, result: { Status: 202 } },
  },
  {
    title: 'InvokeWithResponseStream',
    operation: 'InvokeWithResponseStream',
    input: { FunctionName: 'echo', Payload: payload },
    came: { status: 200, result: { EventStream: { payload: '{"order":1}', complete: {} } } },
  },
];

const names: Expected[] = [
  invoke('name:version', { FunctionName: 'echo:2' }, { ExecutedVersion: '2' }),
  invoke('name:alias', { FunctionName: 'echo:live' }, { ExecutedVersion: '1' }),
  invoke('a name and a qualifier', { Qualifier: 'live' }, { ExecutedVersion: '1' }),
  invoke('$LATEST', { Qualifier: '$LATEST' }, { ExecutedVersion: '$LATEST' }),
  invoke('a partial ARN', { FunctionName: `${accountId}:function:echo` }, { StatusCode: 200 }),
  invoke(
    'a partial ARN with a qualifier',
    { FunctionName: `${accountId}:function:echo:2` },
    { ExecutedVersion: '2' },
  ),
  invoke('an ARN', { FunctionName: `${arn}:echo` }, { ExecutedVersion: '$LATEST' }),
  invoke('an ARN with an alias', { FunctionName: `${arn}:echo:live` }, { ExecutedVersion: '1' }),
  invoke(
    'an ARN and a qualifier',
    { FunctionName: `${arn}:echo`, Qualifier: '2' },
    { ExecutedVersion: '2' },
  ),
  refused(
    'two qualifiers',
    { operation: 'Invoke', input: { FunctionName: 'echo:1', Qualifier: '2' } },
    400,
    'InvalidParameterValueException',
    'The derived qualifier from the function name does not match the specified qualifier.',
  ),
  refused(
    'a name of no function',
    { operation: 'Invoke', input: { FunctionName: 'nothing' } },
    404,
    'ResourceNotFoundException',
    `Function not found: ${arn}:nothing:$LATEST`,
  ),
  refused(
    'a name that cannot be one',
    { operation: 'Invoke', input: { FunctionName: 'no name!' } },
    400,
    'ValidationException',
    expect.stringContaining("Value 'no name!' at 'functionName' failed to satisfy constraint"),
  ),
];

function sized(size: number, more: object = {}): Call {
  return { operation: 'Invoke', input: { FunctionName: 'small', Payload: { size }, ...more } };
}

const over6Mb = 'Request must be smaller than 6291456 bytes for the InvokeFunction operation';
const tooLarge = 'RequestEntityTooLargeException';
const limits: Expected[] = [
  { title: '6 MB', ...sized(6_291_456), came: { status: 200, result: { StatusCode: 200 } } },
  refused('over 6 MB', sized(6_291_457), 413, tooLarge, over6Mb),
  refused('far over it', sized(20_000_000), 413, tooLarge, over6Mb),
  {
    title: 'an Event of 1 MB',
    ...sized(1_048_576, { InvocationType: 'Event' }),
    came: { status: 202, result: { StatusCode: 202 } },
  },
  refused(
    'an Event over 1 MB',
    sized(1_048_577, { InvocationType: 'Event' }),
    413,
    tooLarge,
    '1048577 byte payload is too large for the Event invocation type (limit 1048576 bytes)',
  ),
  refused(
    'a client context over 3,583 bytes',
    { operation: 'Invoke', input: { FunctionName: 'echo', ClientContext: 'A'.repeat(3584) } },
    400,
    'InvalidRequestContentException',
    'Client context must be no more than 3583 bytes.',
  ),
  invoke(
    'a response over 6,291,556 bytes',
    { FunctionName: 'tooBig' },
    {
      FunctionError: 'Unhandled',
      Payload: expect.stringContaining('"errorType":"Function.ResponseSizeTooLarge"'),
    },
  ),
  refused(
    'a reservation of 0',
    { operation: 'Invoke', input: { FunctionName: 'blocked' } },
    429,
    'TooManyRequestsException',
    'Rate Exceeded.',
  ),
];

const faults: Expected[] = exceptions.map((name) => ({
  title: name,
  operation: 'Invoke',
  input: { FunctionName: name, Payload: payload },
  came: { error: { name, message: `An injected ${name}.` } },
}));

/** Invoke in all its forms. */
export const invocations: Readonly<Record<string, readonly Expected[]>> = {
  'invocation types': invocationTypes,
  'name forms': names,
  limits,
  'the exceptions of Invoke, by fault': faults,
};
