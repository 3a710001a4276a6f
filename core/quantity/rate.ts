import { RepriseError } from '../base/errors.js';
import { decimal } from './decimal.js';
import { parseDuration } from './duration.js';

const pattern = new RegExp(String.raw`^\s*(-?${decimal})\s*(?:\/\s*(\S.*?))?\s*$`);
const hint = 'Write a rate as 50/s, 3000/m, 10/h or 100/500ms; a bare 50 is 50/s.';

/**
 * A rate in Hz: `50` and `50/s`, `3000/m`, `0.5/s`, `10/h`, and vegeta's `50/1s` and `100/500ms`.
 *
 *     rate = number [ "/" ( unit | duration ) ] ;
 *
 * Throws `RepriseError` for a rate of 0 or less and for anything else.
 */
export function parseRate(text: string): number {
  const hz = parseRateOrZero(text);
  if (hz === 0) throw new RepriseError(`a rate of "${text}" sends nothing`, { hint });
  return hz;
}

/** As `parseRate`, but takes 0, since a ramp may start or end there. */
export function parseRateOrZero(text: string): number {
  const match = pattern.exec(text);
  if (match === null) throw new RepriseError(`"${text}" is not a rate`, { hint });
  const [, count = '', per] = match;
  if (count.startsWith('-')) throw new RepriseError(`"${text}" is negative`, { hint });
  return Number(count) / (per === undefined ? 1 : periodSeconds(per, text));
}

function periodSeconds(per: string, text: string): number {
  try {
    const seconds = parseDuration(/^[.\d]/.test(per) ? per : `1${per}`);
    if (seconds > 0) return seconds;
  } catch {
    // The rate as a whole is what the user wrote; the message below names it.
  }
  throw new RepriseError(`"${text}" is not a rate: nothing is counted per "${per}"`, { hint });
}
