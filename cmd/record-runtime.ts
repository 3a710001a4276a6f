#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { messageOf, RepriseError } from '../core/errors.js';
import { printError } from './print-error.js';
import { runRecordRuntime } from './record/run-runtime.js';
import { noUpstream } from './record/runtime-upstream.js';

/**
 * `reprise record runtime --out` as a program of its own, for a Lambda layer: it needs `dist/` and
 * nothing from `node_modules`, and starts in a fraction of the time, which a function's cold start waits for.
 */
async function main(args: readonly string[]): Promise<void> {
  const dashes = args.indexOf('--');
  const own = dashes < 0 ? args : args.slice(0, dashes);
  const { values, positionals } = parse(own);
  const { out, upstream = process.env.AWS_LAMBDA_RUNTIME_API ?? noUpstream() } = values;
  await runRecordRuntime({
    destination: { kind: 'lines', path: out },
    command: dashes < 0 ? positionals : args.slice(dashes + 1),
    upstream,
    ...(values['max-bytes'] !== undefined && { maxBytes: bytes(values['max-bytes']) }),
  });
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        out: { type: 'string', default: '-' },
        upstream: { type: 'string' },
        'max-bytes': { type: 'string' },
      },
    });
  } catch (error) {
    throw new RepriseError(messageOf(error), {
      hint: 'Use it so: reprise-record-runtime [--out FILE] [--max-bytes N] -- COMMAND…',
    });
  }
}

function bytes(text: string): number {
  const value = Number(text);
  if (value > 0) return value;
  throw new RepriseError(`--max-bytes ${text} is not a number above 0.`, {
    hint: 'Give the length of the longest line to write: --max-bytes 200000.',
  });
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  process.exitCode = printError(error);
}
