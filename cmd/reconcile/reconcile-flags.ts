import { defined } from '../../core/base/defined.js';
import { parseTimeSpan } from '../../core/quantity/duration.js';
import { parsePercentage } from '../../core/quantity/percentage.js';
import type { ReconcileOptions } from '../../session/reconcile/reconcile-options.js';
import { textOption } from '../options/options.js';

const withinText = 'How long metrics that are not there yet are waited for [default: 10m]';
const othersText = "Share of a function's invocations that others may make [default: 0%]";

/** The options of `reprise reconcile`. */
export const reconcileOptions = {
  within: textOption(withinText),
  others: textOption(othersText),
} as const;

/** The same for a run that is reconciled as soon as it has ended. */
export const reconcileEndOptions = {
  reconcile: {
    type: 'boolean',
    default: false,
    describe: "Hold its figures against CloudWatch's metrics when it has ended",
  },
  'reconcile-within': textOption(withinText),
  'reconcile-others': textOption(othersText),
} as const;

/** What was given of them. Throws `RepriseError` for what cannot be read. */
export function readReconcile(
  within: string | undefined,
  others: string | undefined,
): ReconcileOptions {
  return defined({
    withinS: within === undefined ? undefined : parseTimeSpan(within),
    othersShare: others === undefined ? undefined : parsePercentage(others),
  });
}
