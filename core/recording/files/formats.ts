/**
 * The names of the formats, apart from the importers, so that the command line knows them without
 * loading any. In the order in which they are tried: the first that recognises an input reads it.
 */
export const importFormats = [
  'reprise',
  'har',
  'destination',
  'sqs',
  'cloudwatch',
  'cloudwatch-lines',
  'lambda-log',
  'cloudwatch-csv',
  'kinesis',
  'eventbridge',
  'csv',
  'trace',
  'jsonl',
  'json',
] as const;

export type ImportFormat = (typeof importFormats)[number];
