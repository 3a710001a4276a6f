import { RepriseError } from '../../base/errors.js';

/** Above any generator there is, so above it a typing error is likelier than a wish. */
const maxRateHz = 1e6;

/** Throws `RepriseError` where a rate, written as `text`, cannot be meant. */
export function boundedHz(hz: number, text: string): number {
  if (hz <= maxRateHz) return hz;
  throw new RepriseError(`${text} is more than any one machine can send`, {
    hint: 'Write a rate up to 1000000/s; one process sends some thousands a second.',
  });
}

/** A rate as names and messages have it: `20/s`, whether written as `20`, `20/s` or `20 / s`. */
export function perSecond(rate: string): string {
  return rate.includes('/') ? rate.replace(/\s+/g, '') : `${rate.trim()}/s`;
}
