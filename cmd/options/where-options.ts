import { invocationTypes } from '../../core/invoke/client.js';
import { recordedEndings } from '../../core/recording/selection/selection.js';
import { grouped, listOption } from './options.js';

/** The flags that select records, the same wherever records are selected. Their values are text. */
export const whereOptions = grouped('Selection', {
  'where-function': listOption('Only events of this function (repeatable)'),
  'where-qualifier': listOption('Only events of this version or alias (repeatable)'),
  'where-type': listOption('Only events of this invocation type (repeatable)', {
    choices: invocationTypes,
  }),
  'where-outcome': listOption('Only events that ended this way when recorded', {
    choices: recordedEndings,
  }),
  'where-error': listOption('Only events that ended with this error type (repeatable)'),
  'where-time': listOption(
    'Only events captured in this window: FROM..TO, or +10m..+20m from the start',
  ),
  'where-tag': listOption('Only events with this tag: KEY=VALUE (repeatable)'),
  'where-payload': listOption('Only payloads for which this JMESPath expression is true'),
  sample: listOption('Only a share of the records, such as 10%'),
  'sample-seed': listOption('Draws the sample (default: 1)'),
  unique: { type: 'boolean', describe: 'Keep only the first of equal payloads' },
});
