import type { RunOptions } from '../../session/run/run-options.js';
import { readTolerances } from '../compare/tolerances.js';
import { labelOptions, labelsOf } from '../options/label-options.js';
import { type GivenBy, grouped, lastGiven, textOption } from '../options/options.js';
import { toleranceOptions } from '../options/tolerance-options.js';
import { readReconcile, reconcileEndOptions } from '../reconcile/reconcile-flags.js';

/** How a run is kept, and what it is held against. */
export const keptOptions = {
  ...labelOptions,
  ...grouped('Verdict', {
    baseline: textOption(
      'Fail where it is worse than this run: last-pass, a tag KEY=VALUE, a run, or a file of runs export',
    ),
  }),
  ...toleranceOptions,
  ...grouped('Verdict', reconcileEndOptions),
} as const;

/** The command line's part of it. */
export type KeptArgs = GivenBy<typeof keptOptions>;

/** What they say. Throws `RepriseError` for what cannot be read. */
export function readKept(
  args: KeptArgs,
): Pick<RunOptions, 'tags' | 'note' | 'baseline' | 'reconcile'> {
  const { baseline, 'reconcile-within': within, 'reconcile-others': others } = args;
  const isReconciled = args.reconcile || within !== undefined || others !== undefined;
  return {
    ...labelsOf(args),
    ...(isReconciled && { reconcile: readReconcile(within, others) }),
    ...(baseline !== undefined && {
      baseline: { reference: lastGiven(baseline), tolerances: readTolerances(args, { seed: 1 }) },
    }),
  };
}
