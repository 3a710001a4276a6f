import { z } from 'zod';
import { RepriseError } from '../../core/base/errors.js';
import { parseCountBetween } from '../../core/quantity/count.js';
import { parseBoundedDuration, parseTimeSpan } from '../../core/quantity/duration.js';

/**
 * A YAML scalar that `parse` makes a value of. What `parse` refuses (by throwing `RepriseError`)
 * becomes a problem at the scalar, with the hint in the issue's `params`.
 */
export function scalar<T>(parse: (text: string) => T) {
  return z.union([z.string(), z.number()]).transform((value, context): T => {
    try {
      return parse(String(value));
    } catch (error) {
      if (!(error instanceof RepriseError)) throw error;
      context.addIssue({
        code: 'custom',
        message: error.message,
        params: { hint: error.hint },
        input: value,
      });
      return z.NEVER;
    }
  });
}

/** A time that may be 0. */
export function duration() {
  return scalar(parseBoundedDuration);
}

/** A time longer than 0. */
export function positiveDuration() {
  return scalar(parseTimeSpan);
}

/** A whole number of at least `min`, at most `max`. */
export function count(min: number, max?: number) {
  return scalar(parseCountBetween(min, max));
}

/** Text that YAML may have read as a number, such as the version `12`. */
export function text() {
  return scalar((value) => value);
}
