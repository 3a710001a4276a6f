import type { CommandModule } from 'yargs';
import { defined } from '../../core/base/defined.js';
import { RepriseError } from '../../core/base/errors.js';
import { databasePath, dbOption, lastGiven, textOption } from '../options/options.js';
import { type ModeFlags, modeOptions, publishMode } from '../options/publish-mode.js';
import { type RedactionArgs, redactionOptions } from '../options/redaction-options.js';
import { checkBytes, parseShare } from './runtime-options.js';
import { noUpstream } from './runtime-upstream.js';

interface RuntimeArgs extends ModeFlags, RedactionArgs {
  command: string[] | undefined;
  as: string | undefined;
  out: string | undefined;
  upstream: string | undefined;
  port: number | undefined;
  'max-bytes': number | undefined;
  sample: number | undefined;
  db: string;
}

const runtimeOptions = {
  as: {
    type: 'string',
    requiresArg: true,
    coerce: lastGiven,
    conflicts: 'out',
    describe: 'Name of the recording',
  },
  out: textOption('File to add lines to that record import reads; - for standard output'),
  upstream: textOption('Host and port of the Runtime API [default: AWS_LAMBDA_RUNTIME_API]'),
  port: {
    type: 'number',
    requiresArg: true,
    describe: 'Port to listen on [default: any free one with a command, else 9003]',
  },
  'max-bytes': {
    type: 'number',
    requiresArg: true,
    describe:
      'Leave out longer lines, or payloads in a recording [default: 200000 on standard output, else none]',
  },
  sample: {
    type: 'string',
    requiresArg: true,
    coerce: parseShare,
    describe: 'Only a share of the events, drawn by request id: 10%',
  },
  ...redactionOptions,
  ...modeOptions,
  ...dbOption,
} as const;

/** `reprise record runtime`: events as a runtime of any language is given them. */
export const runtimeCommand: CommandModule<object, RuntimeArgs> = {
  command: 'runtime [command..]',
  describe: 'Record what a function is given, between its runtime and the Runtime API',
  builder: (yargs) =>
    yargs
      .positional('command', {
        type: 'string',
        array: true,
        describe: 'The runtime to start, after --',
      })
      .options(runtimeOptions)
      .example('$0 record runtime --out - -- "$@"', 'a script for AWS_LAMBDA_EXEC_WRAPPER')
      .example('$0 record runtime --as friday -- python3 app.py', 'into a recording'),
  handler: async (args) => {
    const { as: name, out, port, append, replace } = args;
    const destination =
      name === undefined
        ? { kind: 'lines' as const, path: out ?? noDestination() }
        : {
            kind: 'recording' as const,
            ...{ databasePath: databasePath(args), name, mode: publishMode({ append, replace }) },
          };
    const { runRecordRuntime } = await import('./run-runtime.js');
    const { redactionRules } = await import('./redaction-rules.js');
    const redaction = await redactionRules(args);
    const { sample: share, 'max-bytes': maxBytes } = args;
    await runRecordRuntime({
      ...{ destination, command: commandOf(args) },
      upstream: args.upstream ?? process.env.AWS_LAMBDA_RUNTIME_API ?? noUpstream(),
      ...defined({ port }),
      ...(maxBytes !== undefined && { maxBytes: checkBytes(maxBytes) }),
      ...defined({ share, redaction }),
    });
  },
};

/** What follows `--`, exactly as it was given: yargs takes numbers for numbers. */
function commandOf({ command = [] }: RuntimeArgs): string[] {
  const at = process.argv.indexOf('--');
  return at < 0 ? command : process.argv.slice(at + 1);
}

function noDestination(): never {
  throw new RepriseError('It is not said where to record.', {
    hint: 'Say --as NAME for a recording, --out FILE for lines, or --out - for the function’s log.',
  });
}
