import { z } from 'zod';
import { RepriseError } from '../../core/base/errors.js';
import { parseCountBetween } from '../../core/quantity/count.js';
import { parseBoundedDuration, parseTimeSpan } from '../../core/quantity/duration.js';

/**
 * Runs a parser of the core within zod: what it refuses (by throwing `RepriseError`) is a problem at
 * this place, with the hint in the issue's `params`.
 */
export function parsing<Input, Output>(parse: (input: Input) => Output) {
  return (input: Input, context: z.RefinementCtx): Output => {
    try {
      return parse(input);
    } catch (error) {
      if (!(error instanceof RepriseError)) throw error;
      context.addIssue({
        code: 'custom',
        message: error.message,
        params: { hint: error.hint },
        input,
      });
      return z.NEVER;
    }
  };
}

/** A YAML scalar that `parse` makes a value of. */
export function scalar<T>(parse: (text: string) => T) {
  const read = parsing((value: string | number): T => parse(String(value)));
  return z.union([z.string(), z.number()]).transform(read);
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
