import { RepriseError } from '../../core/base/errors.js';
import { parsePercentage } from '../../core/quantity/percentage.js';
import { lastGiven } from '../options/options.js';

/** `--sample` as a share above 0, up to 1. Throws `RepriseError`. */
export function parseShare(given: string | string[] | undefined): number | undefined {
  if (given === undefined) return undefined;
  const share = parsePercentage(lastGiven(given));
  if (share > 0) return share;
  throw new RepriseError('--sample is a share of nothing.', { hint: 'Give some: --sample 10%.' });
}

/** `--max-bytes` above 0. Throws `RepriseError`. */
export function checkBytes(value: number): number {
  if (value > 0) return value;
  throw new RepriseError('--max-bytes is not a number above 0.', {
    hint: 'Give the length of the longest line, or payload, to write: --max-bytes 200000.',
  });
}
