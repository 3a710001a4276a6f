import type { CommandModule } from 'yargs';
import { defined } from '../../core/base/defined.js';
import type { WhereFlags } from '../../scenarios/language/where-flags.js';
import { parsePattern } from '../options/log-options.js';
import { databasePath, dbOption, flagOption, textOption } from '../options/options.js';
import { type ModeFlags, modeOptions, publishMode } from '../options/publish-mode.js';
import { type RedactionArgs, redactionOptions } from '../options/redaction-options.js';
import { type ServiceArgs, serviceOf, serviceOptions } from '../options/service-options.js';
import { whereOptions } from '../options/where-options.js';

interface LogsArgs extends ModeFlags, ServiceArgs, RedactionArgs, WhereFlags {
  'log-group': string | undefined;
  since: string | undefined;
  until: string | undefined;
  filter: string | undefined;
  resume: boolean;
  as: string;
  'event-marker': string | undefined;
  'event-pattern': RegExp | undefined;
  'skip-invalid': boolean;
  db: string;
}

const logsOptions = {
  'log-group': textOption('Log group: /aws/lambda/checkout'),
  since: textOption('From when: 2h ago, or 2026-11-20T17:00Z'),
  until: textOption('Until when, likewise [default: now]'),
  filter: textOption('Filter pattern of CloudWatch Logs'),
  resume: flagOption('Go on where an earlier record logs into this recording was stopped'),
  as: textOption('Name of the recording', { demandOption: true }),
  'event-marker': textOption(
    'The text before an event (EVENT), or the keys to it in a JSON line ($.event)',
  ),
  'event-pattern': {
    type: 'string',
    requiresArg: true,
    coerce: parsePattern,
    describe: 'A regular expression whose group is the event',
  },
  'skip-invalid': flagOption('Leave out events that are not JSON (cut off), instead of stopping'),
  ...modeOptions,
  ...redactionOptions,
  ...serviceOptions,
  ...dbOption,
} as const;

/** `reprise record logs`: events from the lines of a log group. */
export const logsCommand: CommandModule<object, LogsArgs> = {
  command: 'logs',
  describe: 'Record events from a log group of CloudWatch Logs',
  builder: (yargs) =>
    yargs
      .options(logsOptions)
      .options(whereOptions)
      .example(
        '$0 record logs --log-group /aws/lambda/checkout --since 2h --event-marker EVENT --as friday',
        '',
      )
      .example('$0 record logs --as friday --resume', 'after it was stopped'),
  handler: async (args) => {
    const { runLogs } = await import('./run-logs.js');
    const { whatIsKept } = await import('./what-is-kept.js');
    const { 'log-group': logGroup, since, until, filter, resume, as: name } = args;
    const { 'event-marker': marker, 'event-pattern': pattern } = args;
    await runLogs(databasePath(args), {
      ...{ name, resume, mode: publishMode(args), ...serviceOf(args) },
      ...defined({ logGroup, since, until, filter }),
      ...(await whatIsKept(args)),
      lines: { ...defined({ marker }), ...(pattern && { pattern }) },
      skipInvalid: args['skip-invalid'],
    });
  },
};
