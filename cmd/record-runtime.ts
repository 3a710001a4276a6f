#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { defined } from '../core/base/defined.js';
import { messageOf, RepriseError } from '../core/base/errors.js';
import type { RedactionRules } from '../core/recording/redaction/rule.js';
import type { RedactionArgs } from './options/redaction-options.js';
import { printError } from './print-error.js';
import { takeHashKey } from './record/hash-key.js';
import { runRecordRuntime } from './record/run-runtime.js';
import { checkBytes, parseShare } from './record/runtime-options.js';
import { noUpstream } from './record/runtime-upstream.js';

const synopsis =
  'reprise-record-runtime [--out FILE] [--max-bytes N] [--sample 10%] [--redact-…] -- COMMAND…';

const usage = `${synopsis}

Starts a Lambda runtime and records the events that it asks for, one line each.

  --out FILE             where the lines go; - is standard output (default)
  --upstream HOST:PORT   the Runtime API (default: AWS_LAMBDA_RUNTIME_API)
  --max-bytes N          skip longer events
  --sample SHARE         record a share of the events: 10%
  --redact-key NAME, --redact-path PATH, --redact-pattern REGEX, --redact-builtin NAME,
  --redact-base64 PATH, --redact-key-file FILE
                         hide values, as reprise record runtime --help says

Example:
  exec /opt/reprise/node /opt/reprise/dist/cmd/record-runtime.js --out - -- "$@"`;

/**
 * `reprise record runtime --out` as a program of its own, for a Lambda layer: built, it needs the
 * folder of its name and nothing from `node_modules`, and starts in a fraction of the time, which a function's cold start waits for.
 */
async function main(args: readonly string[]): Promise<void> {
  const dashes = args.indexOf('--');
  const own = dashes < 0 ? args : args.slice(0, dashes);
  const { values, positionals } = parse(own);
  if (values.help) return void process.stdout.write(`${usage}\n`);
  const { out, upstream = process.env.AWS_LAMBDA_RUNTIME_API ?? noUpstream() } = values;
  const share = parseShare(values.sample);
  const redaction = await redactionOf(values);
  await runRecordRuntime({
    destination: { kind: 'lines', path: out },
    command: dashes < 0 ? positionals : args.slice(dashes + 1),
    upstream,
    ...(values['max-bytes'] !== undefined && {
      maxBytes: checkBytes(Number(values['max-bytes'])),
    }),
    ...defined({ share, redaction }),
  });
}

/** The rules of the flags. A file of rules needs packages to be read, which a layer does not have. */
async function redactionOf(flags: RedactionArgs): Promise<RedactionRules | undefined> {
  if (!Object.keys(flags).some((flag) => flag.startsWith('redact-'))) return undefined;
  const { redactionRules } = await import('./record/redaction-rules.js');
  return redactionRules(flags);
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        help: { type: 'boolean', short: 'h' },
        out: { type: 'string', default: '-' },
        upstream: { type: 'string' },
        'max-bytes': { type: 'string' },
        sample: { type: 'string' },
        'redact-key': { type: 'string', multiple: true },
        'redact-path': { type: 'string', multiple: true },
        'redact-pattern': { type: 'string', multiple: true },
        'redact-builtin': { type: 'string', multiple: true },
        'redact-base64': { type: 'string', multiple: true },
        'redact-key-file': { type: 'string' },
      },
    });
  } catch (error) {
    throw new RepriseError(messageOf(error), {
      hint: `Use it so: ${synopsis}`,
    });
  }
}

try {
  takeHashKey();
  await main(process.argv.slice(2));
} catch (error) {
  process.exitCode = printError(error);
}
