import { z } from 'zod';
import { defined } from '../../core/base/defined.js';
import { parsePercentage } from '../../core/quantity/percentage.js';
import type { LocalFunction, LocalLambdaConfig, LogsConfig } from '../../local/config.js';
import { count, duration, positiveDuration, scalar, text } from './fields.js';
import { asynchronous, toAsync } from './local-async.js';
import { codeFields, toCode, version } from './local-code.js';
import { durable, toDurable } from './local-durable.js';
import { fault, toFault } from './local-faults.js';
import { latency, toLatency } from './local-latency.js';
import { checkQueues } from './local-queue-checks.js';
import { queue, toQueue } from './local-queues.js';
import { checkFunction, checkSection } from './local-section-checks.js';

const alias = z
  .strictObject({
    version: text().describe('The version it points at: `11`.'),
    weights: z
      .record(z.string(), scalar(parsePercentage))
      .optional()
      .describe(
        'Share of the invocations for another version: `{ 12: 10% }`. The rest goes to `version`.',
      ),
  })
  .describe('A name for a version, or for two of them with weights.');

const fn = z
  .strictObject({
    timeout: positiveDuration()
      .refine((seconds) => seconds <= 900, "this is above Lambda's longest timeout, 15m")
      .optional()
      .describe("The function's timeout, up to 15m. Default: 3s, as Lambda's own."),
    memory: count(128, 10_240).optional().describe('Memory in MB. Default: 128.'),
    logFormat: z
      .enum(['text', 'json'])
      .optional()
      .describe("How the function's log is written: `text` (default) or `json`."),
    reserved: count(0)
      .optional()
      .describe(
        "Reserved concurrency; 0 throttles everything. Default: none, so it shares the account's.",
      ),
    provisioned: z
      .record(z.string(), count(1))
      .optional()
      .describe('Provisioned concurrency by version or alias: `{ live: 20 }`.'),
    versions: z
      .record(z.string(), version)
      .optional()
      .describe(
        'Published versions by number; `$LATEST` is the highest of them unless it is given too.',
      ),
    aliases: z.record(z.string(), alias).optional().describe('Aliases by name.'),
    tenantIsolation: z
      .boolean()
      .optional()
      .describe(
        'Every invocation names a tenant (`invoke.tenantId`), and no execution environment serves two. Default: false.',
      ),
    durable: durable.optional(),
    async: asynchronous.optional(),
    faults: z
      .array(fault)
      .optional()
      .describe('What goes wrong with its invocations; the first that hits one happens.'),
    ...codeFields,
  })
  .superRefine(checkFunction)
  .describe('One function. Without `versions`, what it runs stands here and is its `$LATEST`.');

const account = z
  .strictObject({
    concurrency: count(1)
      .optional()
      .describe('Concurrent executions over all functions. Default: 1000.'),
    burst: z
      .strictObject({
        environments: count(1).describe('Execution environments that a function may add at once.'),
        per: positiveDuration().describe('The time in which that allowance is refilled, evenly.'),
      })
      .optional()
      .describe('How fast each function may scale. Default: 1000 environments per 10s.'),
    requestRateFactor: z
      .number()
      .positive()
      .optional()
      .describe('Requests per second for each unit of concurrency. Default: 10.'),
    minimumUnreserved: count(0)
      .optional()
      .describe(
        'How much of the concurrency the control plane lets no reservation take. Default: 100, or a tenth of less than 1000.',
      ),
  })
  .describe("The account's limits. Set them small to see them on a laptop.");

/** The `local:` section of a scenario, and the whole file of `reprise local serve`, as the user writes it. */
export const localSection = z
  .strictObject({
    region: z
      .string()
      .regex(/^[a-z]{2,}(-[a-z]+)+-\d$/, 'this is not a region')
      .optional()
      .describe('The AWS region it says it is. Default: us-east-1.'),
    accountId: scalar((value) => value)
      .refine((value) => /^\d{12}$/.test(value), 'an account id has twelve digits')
      .optional()
      .describe('Twelve digits, in quotes when the first is a 0. Default: 123456789012.'),
    host: z
      .string()
      .min(1)
      .optional()
      .describe('Address to listen on. Default: 127.0.0.1, which no other machine reaches.'),
    port: count(0, 65_535).optional().describe('Port to listen on. Default: 0, any free one.'),
    signature: z
      .boolean()
      .optional()
      .describe('Whether requests must be signed with the local credentials. Default: true.'),
    allowedHosts: z
      .array(z.string().min(1))
      .optional()
      .describe('Host names that it answers to beside localhost and addresses.'),
    account: account.optional(),
    idleTimeout: positiveDuration()
      .optional()
      .describe('How long an idle execution environment is kept. Default: 5m.'),
    environments: z
      .strictObject({
        speedSpread: scalar(parsePercentage).describe(
          'How unlike they are in speed: `5%`. Each draws a log-normal factor for its times from the seed; functions with code of their own run as fast as they do.',
        ),
      })
      .optional()
      .describe('How unlike execution environments are. Default: all alike.'),
    functions: z.record(z.string(), fn).describe('The functions, by name.'),
    queues: z.record(z.string(), queue).optional().describe('SQS queues, by name.'),
    logs: z
      .strictObject({
        maxEvents: count(0)
          .optional()
          .describe(
            'Beyond so many lines, the oldest of all log groups are dropped, and counted; 0 keeps none. Default: 200000.',
          ),
        lag: latency
          .optional()
          .describe(
            'How long a line takes until it can be read: `2s`, or `{ p50: 1s, p99: 10s }`; lines may then come out of order. Default: 0.',
          ),
      })
      .optional()
      .describe('The log groups of the functions, as CloudWatch Logs gives them.'),
    metrics: z
      .strictObject({
        lag: duration().describe('How long a value takes until it can be read. Default: 0.'),
      })
      .optional()
      .describe('The metrics of the functions, as CloudWatch gives them.'),
    faults: z
      .array(fault)
      .optional()
      .describe('What goes wrong with the invocations of all functions.'),
  })
  .superRefine(checkSection)
  .superRefine(checkQueues)
  .describe('A local Lambda: its functions and its limits.');

/** The section, every quantity parsed: times in seconds, shares from 0 to 1. */
export type LocalSection = z.output<typeof localSection>;
/** One function of it. */
export type LocalSectionFunction = z.output<typeof fn>;

/**
 * What `startLocalLambda` takes, defaults filled in. Handler paths are resolved against `baseDir`,
 * the folder of the file that the section is from.
 */
export function toLocalConfig(
  section: LocalSection,
  baseDir: string,
  seed: number,
): LocalLambdaConfig {
  const { burst, ...limits } = section.account ?? {};
  return {
    seed,
    region: section.region ?? 'us-east-1',
    accountId: section.accountId ?? '123456789012',
    host: section.host ?? '127.0.0.1',
    port: section.port ?? 0,
    ...defined({ signature: section.signature }),
    ...(section.allowedHosts && { allowedHosts: section.allowedHosts }),
    account: {
      concurrency: limits.concurrency ?? 1000,
      ...(burst && { burst: { environments: burst.environments, perS: burst.per } }),
      ...defined({ minimumUnreserved: limits.minimumUnreserved }),
      ...(limits.requestRateFactor && { requestRateFactor: limits.requestRateFactor }),
    },
    ...defined({ idleTimeoutS: section.idleTimeout, environments: section.environments }),
    functions: mapValues(section.functions, (settings) => toFunction(settings, baseDir)),
    ...(section.queues && { queues: mapValues(section.queues, toQueue) }),
    ...(section.logs && { logs: toLogs(section.logs) }),
    ...(section.metrics && { metrics: { lagMs: section.metrics.lag * 1000 } }),
    ...(section.faults && { faults: section.faults.map(toFault) }),
  };
}

function toLogs({ maxEvents, lag }: NonNullable<LocalSection['logs']>): LogsConfig {
  return { ...defined({ maxEvents }), ...(lag !== undefined && { lag: toLatency(lag) }) };
}

function mapValues<From, To>(
  record: Record<string, From>,
  map: (value: From) => To,
): Record<string, To> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(value)]));
}

function toFunction(settings: LocalSectionFunction, baseDir: string): LocalFunction {
  const { timeout = 3, memory = 128, reserved, provisioned, versions, aliases = {} } = settings;
  const code = Object.entries(versions ?? { $LATEST: settings });
  return {
    timeoutS: timeout,
    memoryMb: memory,
    ...(settings.logFormat === 'json' && { logFormat: 'JSON' }),
    ...(settings.faults && { faults: settings.faults.map(toFault) }),
    ...defined({ reserved, tenantIsolation: settings.tenantIsolation }),
    ...defined({ durable: toDurable(settings.durable) }),
    ...(provisioned && { provisioned }),
    ...(settings.async && { asynchronous: toAsync(settings.async, baseDir) }),
    versions: Object.fromEntries(code.map(([name, each]) => [name, toCode(each, memory, baseDir)])),
    aliases: Object.fromEntries(
      Object.entries(aliases).map(([name, { version, weights = {} }]) => [
        name,
        { version, weights },
      ]),
    ),
  };
}
