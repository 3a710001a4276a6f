import { resolve } from 'node:path';
import { z } from 'zod';
import { parsePercentage } from '../../core/quantity/percentage.js';
import type { FunctionCode, ProcessCode } from '../../local/config.js';
import { count, duration, scalar, text } from './fields.js';
import { findHandler } from './handler-file.js';
import { latency, toLatency } from './local-latency.js';

/** What a function or one of its versions runs: the keys of a synthetic one, of a handler, of a program. */
export const codeFields = {
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
  streamed: z
    .strictObject({
      chunks: count(1, 100_000).optional().describe('In how many pieces. Default: 10.'),
      over: duration().optional().describe('From the first piece to the last. Default: 0s.'),
    })
    .optional()
    .describe('The response is streamed piece by piece, the first of them after `latency`.'),
  handler: z
    .string()
    .min(1)
    .optional()
    .describe(
      'A JavaScript module to run, relative to this file: `./handlers/checkout.mjs`, which runs in its own folder; or `src/app.handler` as in a SAM template, which runs in the folder of this file. Each execution environment is a Node.js process of its own.',
    ),
  command: z
    .array(text())
    .min(1)
    .optional()
    .describe(
      'A program that speaks the Lambda Runtime API, and its arguments: `[./bootstrap]`, `[python3, -u, app.py]`. It runs in the folder of this file, one process for each execution environment; its memory is limited on Linux only. `handler` is then what `_HANDLER` says.',
    ),
  export: z
    .string()
    .min(1)
    .optional()
    .describe('The function that the handler module exports. Default: `handler`.'),
  environment: z
    .record(z.string(), text())
    .optional()
    .describe('Environment variables of a handler or a program, beside those that Lambda sets.'),
};

/** One version. */
export const version = z
  .strictObject(codeFields)
  .describe(
    'What one version runs: a handler, a program, or a synthetic function that takes its time and answers.',
  );

type Code = z.output<typeof version>;

/** What runs; paths are resolved against `baseDir`. */
export function toCode(code: Code, memoryMb: number, baseDir: string): FunctionCode {
  if (code.command !== undefined) return toProcess(code, code.command, baseDir);
  if (code.handler !== undefined) {
    return {
      kind: 'handler',
      ...findHandler(code.handler, code.export, baseDir),
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
    ...(code.streamed && {
      streamed: { chunks: code.streamed.chunks ?? 10, overMs: (code.streamed.over ?? 0) * 1000 },
    }),
  };
}

function toProcess(code: Code, command: string[], baseDir: string): ProcessCode {
  const [program = '', ...args] = command;
  return {
    kind: 'process',
    // A bare name is looked for on the search path, as a shell does.
    command: [program.includes('/') ? resolve(baseDir, program) : program, ...args],
    workingDirectory: baseDir,
    handlerName: code.handler ?? 'bootstrap.handler',
    environment: code.environment ?? {},
  };
}
