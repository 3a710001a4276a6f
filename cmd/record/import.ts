import type { CommandModule } from 'yargs';
import { defined } from '../../core/base/defined.js';
import { type ImportFormat, importFormats } from '../../core/recording/files/formats.js';
import { type TimeUnit, timeUnits } from '../../core/recording/files/time-unit.js';
import type { WhereFlags } from '../../scenarios/language/where-flags.js';
import { checkSeed, parsePattern, parsePayload } from '../options/log-options.js';
import {
  allGiven,
  databasePath,
  dbOption,
  flagOption,
  listOption,
  textOption,
} from '../options/options.js';
import { type ModeFlags, modeOptions, publishMode } from '../options/publish-mode.js';
import { type RedactionArgs, redactionOptions } from '../options/redaction-options.js';
import { whereOptions } from '../options/where-options.js';
import { parseTags } from './tags.js';

interface ImportArgs extends ModeFlags, RedactionArgs, WhereFlags {
  source: string;
  as: string;
  each: boolean;
  format: ImportFormat | 'auto';
  'skip-invalid': boolean;
  'event-marker': string | undefined;
  'event-pattern': RegExp | undefined;
  payload: Uint8Array | undefined;
  seed: number;
  'time-unit': TimeUnit | undefined;
  'unique-by': 'messageId' | undefined;
  function: string | undefined;
  tag: string | string[] | undefined;
  'dry-run': boolean;
  db: string;
}

const importOptions = {
  as: textOption('Name of the recording', { demandOption: true }),
  each: flagOption('Take the elements of a top-level list apart, each a payload'),
  format: {
    choices: ['auto', ...importFormats],
    default: 'auto',
    requiresArg: true,
    describe: 'Format of the source, instead of telling by name and content',
  },
  ...modeOptions,
  'skip-invalid': flagOption(
    'Leave out what is not valid, and list it, instead of importing nothing',
  ),
  'event-marker': textOption(
    'In logs: the text before an event (EVENT), or the keys to it in a JSON line ($.event)',
  ),
  'event-pattern': {
    type: 'string',
    requiresArg: true,
    coerce: parsePattern,
    describe: 'In logs: a regular expression whose group is the event',
  },
  payload: {
    type: 'string',
    requiresArg: true,
    coerce: parsePayload,
    describe: 'JSON that arrivals of a trace are given (default: {})',
  },
  seed: {
    type: 'number',
    default: 1,
    requiresArg: true,
    describe: 'Draws the times within a minute of a trace that only counts',
  },
  'time-unit': {
    choices: timeUnits,
    requiresArg: true,
    describe: 'Unit of the times in a table that count from nowhere',
  },
  'unique-by': {
    choices: ['messageId'] as const,
    requiresArg: true,
    describe: 'Keep only the first of the messages that have the same MessageId',
  },
  function: textOption('Function that received the events, where they do not say themselves'),
  tag: listOption('KEY=VALUE to keep with each record (repeatable)'),
  ...redactionOptions,
  'dry-run': flagOption('Store nothing; show what the redaction rules find'),
  ...dbOption,
} as const;

/** `reprise record import`: events from files or standard input into a recording. */
export const importCommand: CommandModule<object, ImportArgs> = {
  command: 'import <source>',
  describe: 'Import events from files or standard input',
  builder: (yargs) =>
    yargs
      .positional('source', {
        type: 'string',
        demandOption: true,
        describe: 'A file of any format below, a folder of them, or - for standard input; gzip too',
      })
      // Without a count of arguments yargs takes `-` for an option, not for standard input.
      .nargs('source', 1)
      .options(importOptions)
      .options(whereOptions)
      .example('$0 record import events/ --as friday', 'each JSON file is a payload')
      .example('$0 record import events.jsonl.gz --as friday --append', 'each line is a payload')
      .example('$0 record import dlq.json --as failures', 'aws sqs receive-message … > dlq.json')
      .example(
        '$0 record import logs.json --as friday --event-marker EVENT',
        'aws logs filter-log-events … > logs.json',
      )
      .example('kubectl logs … | $0 record import - --as friday', 'from another program'),
  handler: async (args) => {
    const { runImport } = await import('./run-import.js');
    const { source, as: name, each, format, function: functionName, tag } = args;
    const tags = parseTags(allGiven(tag));
    const { 'time-unit': timeUnit, 'unique-by': uniqueBy } = args;
    const { 'event-marker': marker, 'event-pattern': pattern, payload, seed } = args;
    const { whatIsKept } = await import('./what-is-kept.js');
    await runImport(args['dry-run'] ? undefined : databasePath(args), {
      ...{ source, name, each, format, mode: publishMode(args) },
      skipInvalid: args['skip-invalid'],
      seed: checkSeed(seed),
      lines: { ...defined({ marker }), ...(pattern && { pattern }) },
      ...(payload && { payload }),
      ...defined({ functionName, tags, timeUnit, uniqueBy }),
      ...(await whatIsKept(args)),
    });
  },
};
