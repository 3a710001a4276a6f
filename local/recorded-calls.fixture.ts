import {
  CreateAliasCommand,
  DeleteFunctionConcurrencyCommand,
  DeleteProvisionedConcurrencyConfigCommand,
  GetFunctionConcurrencyCommand,
  GetProvisionedConcurrencyConfigCommand,
  PublishVersionCommand,
  PutFunctionConcurrencyCommand,
  PutProvisionedConcurrencyConfigCommand,
} from '@aws-sdk/client-lambda';
import { accountId, fn, region, synthetic } from './test-lambda.fixture.js';

// The functions and the calls that the recorded tests of the control plane have in common.

export const arn = `arn:aws:lambda:${region}:${accountId}:function`;
export const f = { FunctionName: 'f' };
export const nobody = { FunctionName: 'doesnotexist' };

export const unpublished = { f: fn() };
/** Published once, and not changed since. */
export const published = { f: fn({ versions: { 1: synthetic() } }) };
export const twice = {
  f: fn({ versions: { 1: synthetic(), 2: synthetic({ maxMemoryUsedMb: 65 }) } }),
};
/** What is provisioned is not there at once. */
export const slow = synthetic({ coldStart: { p50Ms: 400, p99Ms: 400 } });

export const reserve = (ReservedConcurrentExecutions: number, of: object = f) =>
  new PutFunctionConcurrencyCommand({ ...f, ...of, ReservedConcurrentExecutions });
export const reserved = () => new GetFunctionConcurrencyCommand(f);
export const unreserve = () => new DeleteFunctionConcurrencyCommand(f);
export const publish = (Description?: string) =>
  new PublishVersionCommand({ ...f, ...(Description !== undefined && { Description }) });
export const provision = (
  Qualifier: string,
  ProvisionedConcurrentExecutions: number,
  of: object = f,
) =>
  new PutProvisionedConcurrencyConfigCommand({
    ...{ ...f, ...of },
    ...{ Qualifier, ProvisionedConcurrentExecutions },
  });
export const provisioned = (Qualifier: string, of: object = f) =>
  new GetProvisionedConcurrencyConfigCommand({ ...f, ...of, Qualifier });
export const unprovision = (Qualifier: string, of: object = f) =>
  new DeleteProvisionedConcurrencyConfigCommand({ ...f, ...of, Qualifier });
export const alias = (
  Name: string,
  FunctionVersion: string,
  AdditionalVersionWeights?: Record<string, number>,
  more: object = {},
) =>
  new CreateAliasCommand({
    ...{ ...f, ...more, Name, FunctionVersion },
    ...(AdditionalVersionWeights && { RoutingConfig: { AdditionalVersionWeights } }),
  });
