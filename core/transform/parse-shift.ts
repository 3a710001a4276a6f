import { RepriseError } from '../base/errors.js';
import { parseDuration } from '../quantity/duration.js';

/**
 * By how many seconds time stamps move: `+7d` or `-90m`, whole seconds; undefined for `now`, which
 * moves the recording's first time to the run's start. Throws `RepriseError` for anything else.
 */
export function parseShift(text: string): number | undefined {
  const trimmed = text.trim();
  if (trimmed === 'now') return undefined;
  const hint = 'Write now, or a duration of whole seconds with its sign: +7d, -90m.';
  const [, sign, duration = ''] = /^([+-])(.+)$/s.exec(trimmed) ?? [];
  if (sign === undefined) throw new RepriseError(`"${text}" is no time shift`, { hint });
  const seconds = parseDuration(duration);
  if (!Number.isInteger(seconds)) {
    throw new RepriseError(`"${text}" is not in whole seconds`, { hint });
  }
  return sign === '-' ? -seconds : seconds;
}
