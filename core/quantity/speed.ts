import { RepriseError } from '../base/errors.js';
import { decimal } from './decimal.js';

const pattern = new RegExp(String.raw`^\s*(${decimal})\s*(x|×|%)?\s*$`, 'i');
const hint = 'Write a speed as 2x, 0.5x, 200% or 50%; 1x is the original speed.';

/**
 * How many times as fast: `2`, `2x`, `0.5x`, and GoReplay's `200%` (2) and `50%` (0.5). Throws
 * `RepriseError` for a speed of 0 or less and for anything else.
 */
export function parseSpeed(text: string): number {
  const match = pattern.exec(text);
  if (match === null) throw new RepriseError(`"${text}" is not a speed`, { hint });
  const speed = Number(match[1]) / (match[2] === '%' ? 100 : 1);
  if (speed === 0) throw new RepriseError(`at a speed of "${text}" nothing is ever sent`, { hint });
  return speed;
}
