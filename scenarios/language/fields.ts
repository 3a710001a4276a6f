import { z } from 'zod';
import { RepriseError } from '../../core/base/errors.js';
import { parseCount } from '../../core/quantity/count.js';
import { parseDuration } from '../../core/quantity/duration.js';

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

/** The largest values that are taken: above these a typing error is likelier than a wish. */
const longest = { seconds: 30 * 86_400, text: '30d' };

/** A time that may be 0. */
export function duration() {
  return scalar(parseBoundedDuration);
}

/** A time longer than 0. */
export function positiveDuration() {
  return scalar((text) => {
    const seconds = parseBoundedDuration(text);
    if (seconds > 0) return seconds;
    throw new RepriseError(`"${text}" is no time at all`, {
      hint: 'Write a duration above 0, such as 30s.',
    });
  });
}

function parseBoundedDuration(text: string): number {
  const seconds = parseDuration(text);
  if (seconds <= longest.seconds) return seconds;
  throw new RepriseError(`"${text}" is longer than ${longest.text}`, {
    hint: `Write a duration up to ${longest.text}.`,
  });
}

/** A whole number of at least `min`, at most `max`. */
export function count(min: number, max: number = Number.MAX_SAFE_INTEGER) {
  return scalar((text) => {
    const value = parseCount(text);
    if (value >= min && value <= max) return value;
    const edge = value < min ? `below ${min}` : `above ${max.toLocaleString('en-US')}`;
    throw new RepriseError(`"${text}" is ${edge}`, {
      hint: `Write a whole number from ${min} to ${max.toLocaleString('en-US')}.`,
    });
  });
}

/** Text that YAML may have read as a number, such as the version `12`. */
export function text() {
  return scalar((value) => value);
}
