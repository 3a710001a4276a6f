import { defined } from '../../core/base/defined.js';
import { invocationTypes } from '../../core/invoke/lane.js';
import { recordedEndings } from '../../core/recording/selection/selection.js';

/** A flag for yargs whose value is text. */
export interface SelectionOption {
  readonly type: 'string';
  readonly requiresArg: true;
  readonly group: string;
  readonly describe: string;
  readonly choices?: readonly string[];
}

function option(describe: string, choices?: readonly string[]): SelectionOption {
  const group = 'Selection:';
  return { type: 'string', requiresArg: true, group, describe, ...defined({ choices }) };
}

/** The flags that select records, the same wherever records are selected. Their values are text. */
export const whereOptions = {
  'where-function': option('Only events of this function (repeatable)'),
  'where-qualifier': option('Only events of this version or alias (repeatable)'),
  'where-type': option('Only events of this invocation type (repeatable)', invocationTypes),
  'where-outcome': option('Only what ended so when it was recorded', recordedEndings),
  'where-error': option('Only what ended with this error type (repeatable)'),
  'where-time': option('Only what was captured then: FROM..TO, or +10m..+20m from the start'),
  'where-tag': option('Only what has this tag: KEY=VALUE (repeatable)'),
  'where-payload': option('Only payloads of which this JMESPath expression is true'),
  sample: option('Only a share of the records: 10%'),
  'sample-seed': option('Draws the sample (default: 1)'),
  unique: {
    type: 'boolean',
    group: 'Selection:',
    describe: 'Of equal payloads only the first',
  },
} as const;

type Texts = string | string[] | undefined;

/** What the command line says of a selection, as yargs gives it: a flag given twice is a list. */
export interface WhereFlags {
  whereFunction?: Texts;
  whereQualifier?: Texts;
  whereType?: Texts;
  whereOutcome?: Texts;
  whereError?: Texts;
  whereTime?: Texts;
  whereTag?: Texts;
  wherePayload?: Texts;
  sample?: Texts;
  sampleSeed?: Texts;
  unique?: boolean | undefined;
}

/** Each flag with its key in a `where` section. */
export const whereKeys = {
  whereFunction: 'function',
  whereQualifier: 'qualifier',
  whereType: 'type',
  whereOutcome: 'outcome',
  whereError: 'errorType',
  whereTime: 'time',
  whereTag: 'tags',
  wherePayload: 'payload',
  sample: 'sample',
  sampleSeed: 'seed',
  unique: 'unique',
} as const satisfies Record<keyof WhereFlags, string>;

/** The flags that may be given more than once. */
export const repeatableWhere: readonly string[] = [
  'whereFunction',
  'whereQualifier',
  'whereType',
  'whereError',
  'whereTag',
];

/** What the flags say, as a `where` section would; a tag without `=` is left to be refused there. */
export function whereSection(flags: WhereFlags): Record<string, unknown> {
  const section: Record<string, unknown> = {};
  for (const [flag, key] of Object.entries(whereKeys)) {
    const value = flags[flag as keyof WhereFlags];
    if (value !== undefined) section[key] = value;
  }
  const { tags } = section;
  if (tags !== undefined) {
    section.tags = Object.fromEntries(
      [tags].flat().map((tag) => {
        const [, key = String(tag), text] = /^([^=]+)=(.*)$/s.exec(String(tag)) ?? [];
        return [key, text ?? null];
      }),
    );
  }
  return section;
}
