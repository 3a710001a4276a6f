import { RepriseError } from '../base/errors.js';
import { decimal } from './decimal.js';

const pattern = new RegExp(String.raw`^\s*(-?${decimal})\s*(%?)\s*$`);
const hint = 'Write a percentage from 0% to 100%, or a share from 0 to 1.';

/**
 * A share from 0 to 1: `10%`, `0.5%`, or the share itself, `0.1`. Throws `RepriseError` for what is
 * negative, above the whole, or anything else; `10` without `%` is above the whole.
 */
export function parsePercentage(text: string): number {
  const match = pattern.exec(text);
  if (match === null) throw new RepriseError(`"${text}" is not a percentage`, { hint });
  const share = Number(match[1]) / (match[2] === '%' ? 100 : 1);
  if (share >= 0 && share <= 1) return share;
  throw new RepriseError(`"${text}" is not between 0% and 100%`, {
    hint: share > 1 && match[2] === '' ? `Write ${match[1]}% if you mean per cent.` : hint,
  });
}
