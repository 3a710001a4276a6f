import type { Limit } from '../limit.js';
import type { Dimension } from '../metrics.js';

/**
 * Why no run could be held against a limit: it is more than all, or nothing lies on that side of it.
 * Undefined where something may. Only of arrivals is a share at most all of them: a rate may be above
 * the one asked for, and a process that Lambda ends for its memory has used more than it has.
 */
export function unreachable(
  dimension: Dimension,
  operator: string,
  { unit, value }: Limit,
): string | undefined {
  const most = dimension === 'count' && unit === 'share' ? 1 : Number.POSITIVE_INFINITY;
  if (value > most) return `${Number((100 * value).toPrecision(12))}% is more than all`;
  if (value === most && operator === '>') return 'nothing is more than all';
  if (value === 0 && operator === '<') return 'nothing is below 0';
  return undefined;
}
