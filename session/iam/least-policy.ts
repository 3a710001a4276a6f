import { parseFunctionReference, regionOfFunction } from '../../core/invoke/function-name.js';
import { isAlias } from '../../core/judge/versions/routing.js';
import type { FollowWish } from '../../scenarios/language/follow.js';
import type { Scenario, Workload } from '../../scenarios/language/scenario.js';

/** A policy as IAM takes it. */
export interface Policy {
  Version: '2012-10-17';
  Statement: { Sid: string; Effect: 'Allow'; Action: string; Resource: string[] }[];
}

/** What a run asks of AWS, of one function and qualifier. */
interface Call {
  action: string;
  resource: string;
}

/**
 * The least that a run of this scenario on AWS needs to be allowed: to invoke, and to read the limits,
 * the aliases and the configurations that its report is about. Streamed responses and the preflight's
 * DryRun are `lambda:InvokeFunction` too (AWS Lambda API reference). It names no secret; what the
 * scenario leaves open (the account, the region) is `*`. `isReconciled`: its figures are held against
 * CloudWatch's.
 */
export function leastPolicy(
  scenario: Scenario,
  { isReconciled = false }: { isReconciled?: boolean } = {},
): Policy {
  const calls = [
    ...scenario.workloads.flatMap((workload) => callsOf(workload, scenario.target.region)),
    // An account's settings are no resource of their own (Service Authorization Reference, AWS Lambda).
    { action: 'lambda:GetAccountSettings', resource: '*' },
    // Nor has CloudWatch resources for its metrics (Service Authorization Reference, Amazon CloudWatch).
    ...(isReconciled ? [{ action: 'cloudwatch:GetMetricData', resource: '*' }] : []),
  ];
  const actions = [...new Set(calls.map(({ action }) => action))];
  return {
    Version: '2012-10-17',
    Statement: actions.map((action) => ({
      Sid: action.slice(action.indexOf(':') + 1),
      Effect: 'Allow',
      Action: action,
      Resource: resourcesOf(action, calls),
    })),
  };
}

function resourcesOf(wanted: string, calls: readonly Call[]): string[] {
  const resources = calls.filter(({ action }) => action === wanted).map(({ resource }) => resource);
  return [...new Set(resources)].sort();
}

function callsOf(workload: Workload, region: string | undefined): Call[] {
  const { functionName, qualifier, architecture, follow } = workload;
  const bare = arnOf(functionName, region);
  const qualified = qualifier === undefined ? bare : `${bare}:${qualifier}`;
  const isPublished = qualifier !== undefined && !qualifier.startsWith('$LATEST');
  const reads = [
    { action: 'lambda:GetFunctionConcurrency', resource: bare },
    ...(isPublished
      ? [{ action: 'lambda:GetProvisionedConcurrencyConfig', resource: qualified }]
      : []),
    ...(isPublished && isAlias(qualifier) ? [{ action: 'lambda:GetAlias', resource: bare }] : []),
    ...(architecture === undefined || follow !== undefined
      ? [{ action: 'lambda:GetFunctionConfiguration', resource: qualified }]
      : []),
    ...(follow === undefined ? [] : readsOfEvents(follow, bare, qualified)),
  ];
  return [{ action: 'lambda:InvokeFunction', resource: qualified }, ...reads];
}

/**
 * What following events reads. The log group is the function's usual one; which queues there are is in
 * the function's configuration, not in the scenario.
 */
function readsOfEvents(
  { from = ['logs', 'destinations', 'deadLetters'], consume = false }: FollowWish,
  bare: string,
  qualified: string,
): Call[] {
  const name = bare.slice(bare.lastIndexOf(':') + 1);
  const group = bare
    .replace(':lambda:', ':logs:')
    .replace(/:function:.*/, `:log-group:/aws/lambda/${name}`);
  const ofQueues = ['GetQueueUrl', 'ReceiveMessage', 'ChangeMessageVisibility'];
  const queues = from.some((source) => source !== 'logs');
  return [
    { action: 'lambda:GetFunctionEventInvokeConfig', resource: qualified },
    ...(from.includes('logs') ? [{ action: 'logs:FilterLogEvents', resource: `${group}:*` }] : []),
    ...(queues ? ofQueues.map((action) => ({ action: `sqs:${action}`, resource: '*' })) : []),
    ...(queues && consume ? [{ action: 'sqs:DeleteMessage', resource: '*' }] : []),
  ];
}

/** `arn:aws:lambda:REGION:ACCOUNT:function:NAME`, with a `*` for what is not known. */
function arnOf(functionName: string, asked: string | undefined): string {
  const name = parseFunctionReference(functionName)?.name ?? functionName;
  const region = regionOfFunction(functionName) ?? asked ?? '*';
  const account = /(?:^|:)(\d{12}):/.exec(functionName)?.[1] ?? '*';
  return `arn:${partitionOf(functionName, region)}:lambda:${region}:${account}:function:${name}`;
}

function partitionOf(functionName: string, region: string): string {
  const [, own] = /^arn:([^:]+):/.exec(functionName) ?? [];
  if (own !== undefined) return own;
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}
