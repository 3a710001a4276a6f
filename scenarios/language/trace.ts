import { RepriseError } from '../../core/base/errors.js';
import { parsePercentage } from '../../core/quantity/percentage.js';

/** The share of the invocations that are traced, above 0. Throws `RepriseError`. */
export function parseTraceShare(text: string): number {
  const share = parsePercentage(text);
  if (share > 0) return share;
  throw new RepriseError('this traces nothing', { hint: 'Leave it out.' });
}
