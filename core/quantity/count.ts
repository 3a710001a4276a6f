import { RepriseError } from '../base/errors.js';
import { decimal } from './decimal.js';

const multiples = { '': 1, k: 1e3, M: 1e6 } as const;
const pattern = new RegExp(String.raw`^\s*(-?${decimal})(k|M|)\s*$`);
const hint = 'Write a whole number: 1000, 10k or 2M.';

/**
 * A whole number of things, from 0: `1000`, `10k` (10,000), `2M` (2,000,000). Throws `RepriseError`
 * for what is negative, has a fraction or cannot be held exactly.
 */
export function parseCount(text: string): number {
  const match = pattern.exec(text);
  if (match === null) throw new RepriseError(`"${text}" is not a number`, { hint });
  const count = Number(match[1]) * multiples[match[2] as keyof typeof multiples];
  if (count < 0) throw new RepriseError(`"${text}" is negative`, { hint });
  if (!Number.isSafeInteger(count)) {
    throw new RepriseError(`"${text}" is not a whole number`, { hint });
  }
  return count;
}

/** Reads a whole number from `min` to `max`; throws `RepriseError` for any other. */
export function parseCountBetween(min: number, max: number = Number.MAX_SAFE_INTEGER) {
  return (text: string): number => {
    const value = parseCount(text);
    if (value >= min && value <= max) return value;
    const edge = value < min ? `below ${min}` : `above ${max.toLocaleString('en-US')}`;
    throw new RepriseError(`"${text}" is ${edge}`, {
      hint: `Write a whole number from ${min} to ${max.toLocaleString('en-US')}.`,
    });
  };
}
