import { defined } from '../../core/base/defined.js';
import { invocationTypes } from '../../core/invoke/client.js';
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
