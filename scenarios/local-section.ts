import { resolve } from 'node:path';
import { z } from 'zod';
import type {
  AsyncConfig,
  FunctionCode,
  LatencyConfig,
  LocalFunction,
  LocalLambdaConfig,
} from '../core/local/config.js';
import { parsePercentage } from '../core/quantity/percentage.js';
import { count, duration, positiveDuration, scalar, text } from './fields.js';
import { checkFunction, checkSection } from './local-section-checks.js';

const latency = z.union([
  duration(),
  z
    .strictObject({
      p50: duration().describe('The median: half of the invocations take less.'),
      p99: duration().describe('The 99th percentile: one of a hundred takes longer.'),
    })
    .refine(({ p50, p99 }) => p99 >= p50, { message: 'p99 is below p50', path: ['p99'] }),
]);

const codeFields = {
  latency: latency
    .optional()
    .describe(
      'How long an invocation takes: `40ms`, always the same; or `{ p50: 40ms, p99: 180ms }`, log-normal through both. Default: 0.',
    ),
  coldStart: latency
    .optional()
    .describe(
      'How long a new execution environment takes to start, written like `latency`. Default: 0.',
    ),
  errorRate: scalar(parsePercentage)
    .optional()
    .describe('Share of invocations that fail with a function error: `1%` or 0.01. Default: 0.'),
  errorType: z
    .string()
    .min(1)
    .optional()
    .describe('The errorType of such a failure. Default: `Error`.'),
  errorMessage: z.string().optional().describe('The errorMessage of such a failure.'),
  maxMemoryUsed: count(1, 10_240)
    .optional()
    .describe(
      "MB that the log's REPORT line says were used. Default: half of the function's memory.",
    ),
  response: z
    .union([z.literal('echo'), count(1)])
    .optional()
    .describe(
      '`echo` (default) answers with the payload, byte for byte; a number answers with so many bytes of JSON.',
    ),
  handler: z
    .string()
    .min(1)
    .optional()
    .describe(
      'A JavaScript module to run, relative to this file: `./handlers/checkout.mjs`. Each execution environment is a thread of its own.',
    ),
  export: z
    .string()
    .min(1)
    .optional()
    .describe('The function that the handler module exports. Default: `handler`.'),
  environment: z
    .record(z.string(), text())
    .optional()
    .describe("The handler's environment variables, beside those that Lambda sets."),
};

const version = z
  .strictObject(codeFields)
  .describe(
    'What one version runs: a handler, or a synthetic function that takes its time and answers.',
  );

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

const asynchronous = z
  .strictObject({
    maximumRetryAttempts: count(0, 2)
      .optional()
      .describe('Further attempts after a function error. Default: 2.'),
    maximumEventAge: duration()
      .refine((seconds) => seconds >= 60 && seconds <= 21_600, 'this is not between 1m and 6h')
      .optional()
      .describe('How long an event may wait in the queue, from 1m to 6h. Default: 6h.'),
    delayScale: z
      .number()
      .positive()
      .optional()
      .describe(
        "Multiplies the queue's waits (1m and 2m between retries): 0.01 makes seconds of minutes. Default: 1.",
      ),
  })
  .describe('What happens to `Event` invocations.');

const fn = z
  .strictObject({
    timeout: positiveDuration()
      .refine((seconds) => seconds <= 900, "this is above Lambda's longest timeout, 15m")
      .optional()
      .describe("The function's timeout, up to 15m. Default: 3s, as Lambda's own."),
    memory: count(128, 10_240).optional().describe('Memory in MB. Default: 128.'),
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
    async: asynchronous.optional(),
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
    account: account.optional(),
    idleTimeout: positiveDuration()
      .optional()
      .describe('How long an idle execution environment is kept. Default: 5m.'),
    functions: z.record(z.string(), fn).describe('The functions, by name.'),
  })
  .superRefine(checkSection)
  .describe('A local Lambda: its functions and its limits.');

/** The section, every quantity parsed: times in seconds, shares from 0 to 1. */
export type LocalSection = z.output<typeof localSection>;
/** One function of it. */
export type LocalSectionFunction = z.output<typeof fn>;
type Code = z.output<typeof version>;

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
  const entries = Object.entries(section.functions);
  return {
    seed,
    region: section.region ?? 'us-east-1',
    accountId: section.accountId ?? '123456789012',
    host: section.host ?? '127.0.0.1',
    port: section.port ?? 0,
    account: {
      concurrency: limits.concurrency ?? 1000,
      ...(burst && { burst: { environments: burst.environments, perS: burst.per } }),
      ...(limits.requestRateFactor && { requestRateFactor: limits.requestRateFactor }),
    },
    ...(section.idleTimeout !== undefined && { idleTimeoutS: section.idleTimeout }),
    functions: Object.fromEntries(
      entries.map(([name, settings]) => [name, toFunction(settings, baseDir)]),
    ),
  };
}

function toFunction(settings: LocalSectionFunction, baseDir: string): LocalFunction {
  const { timeout = 3, memory = 128, reserved, provisioned, versions, aliases = {} } = settings;
  const code = Object.entries(versions ?? { $LATEST: settings });
  return {
    timeoutS: timeout,
    memoryMb: memory,
    ...(reserved !== undefined && { reserved }),
    ...(provisioned && { provisioned }),
    ...(settings.async && { asynchronous: toAsync(settings.async) }),
    versions: Object.fromEntries(code.map(([name, each]) => [name, toCode(each, memory, baseDir)])),
    aliases: Object.fromEntries(
      Object.entries(aliases).map(([name, { version, weights = {} }]) => [
        name,
        { version, weights },
      ]),
    ),
  };
}

function toAsync(settings: NonNullable<LocalSectionFunction['async']>): AsyncConfig {
  const { maximumRetryAttempts, maximumEventAge, delayScale } = settings;
  return {
    ...(maximumRetryAttempts !== undefined && { maximumRetryAttempts }),
    ...(maximumEventAge !== undefined && { maximumEventAgeInSeconds: maximumEventAge }),
    ...(delayScale !== undefined && { delayScale }),
  };
}

function toCode(code: Code, memoryMb: number, baseDir: string): FunctionCode {
  if (code.handler !== undefined) {
    return {
      kind: 'handler',
      modulePath: resolve(baseDir, code.handler),
      exportName: code.export ?? 'handler',
      environment: code.environment ?? {},
    };
  }
  return {
    kind: 'synthetic',
    latency: toLatency(code.latency ?? 0),
    coldStart: toLatency(code.coldStart ?? 0),
    errorRate: code.errorRate ?? 0,
    errorType: code.errorType ?? 'Error',
    errorMessage: code.errorMessage ?? 'The synthetic function failed, as its errorRate says.',
    maxMemoryUsedMb: code.maxMemoryUsed ?? Math.ceil(memoryMb / 2),
    response: code.response ?? 'echo',
  };
}

function toLatency(latency: number | { p50: number; p99: number }): LatencyConfig {
  const { p50, p99 } = typeof latency === 'number' ? { p50: latency, p99: latency } : latency;
  return { p50Ms: toMs(p50), p99Ms: toMs(p99) };
}

/** To the nearest nanosecond, so that `40ms` is the number 40. */
function toMs(seconds: number): number {
  return Math.round(seconds * 1e9) / 1e6;
}
