import { grouped, listOption, textOption } from './options.js';

/** What is accepted of a new side, the same wherever two are compared. */
export const toleranceOptions = grouped('Verdict', {
  'max-slowdown': textOption('Accepted slowdown; default 10%'),
  'max-error-increase': textOption('Accepted rise of errors and changed responses; default 0.1%'),
  alpha: textOption('Chance of a false alarm over all metrics; default 0.05'),
  metric: listOption(
    'What decides: latency, p50, p90, p99, errors, responses, async.endToEnd.p99, async.failures, …; default all (see docs/comparing.md)',
  ),
});
