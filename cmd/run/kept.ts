import type { RunOptions } from '../../session/run/run-options.js';
import { readTolerances } from '../compare/tolerances.js';
import { labelOptions, labelsOf } from '../options/label-options.js';
import { type GivenBy, grouped, lastGiven, textOption } from '../options/options.js';
import { toleranceOptions } from '../options/tolerance-options.js';

/** How a run is kept, and what it is held against. */
export const keptOptions = {
  ...labelOptions,
  ...grouped('Verdict', {
    baseline: textOption(
      'Fail where it is worse than this run: last-pass, a tag KEY=VALUE, a run, or a file of runs export',
    ),
  }),
  ...toleranceOptions,
} as const;

/** The command line's part of it. */
export type KeptArgs = GivenBy<typeof keptOptions>;

/** What they say. Throws `RepriseError` for what cannot be read. */
export function readKept(args: KeptArgs): Pick<RunOptions, 'tags' | 'note' | 'baseline'> {
  const { baseline } = args;
  return {
    ...labelsOf(args),
    ...(baseline !== undefined && {
      baseline: { reference: lastGiven(baseline), tolerances: readTolerances(args, { seed: 1 }) },
    }),
  };
}
