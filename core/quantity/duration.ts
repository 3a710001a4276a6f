import { RepriseError } from '../base/errors.js';
import { decimal } from './decimal.js';

/** Seconds in each unit, largest first: Go's `time.ParseDuration` units, and days. */
const secondsOf = { d: 86_400, h: 3600, m: 60, s: 1, ms: 1e-3, us: 1e-6 } as const;
type Unit = keyof typeof secondsOf;

const units = Object.keys(secondsOf) as Unit[];
const part = `(${decimal})(d|h|ms|m|s|us)`;
const wholeText = new RegExp(`^(?:${part})+$`);
const eachPart = new RegExp(part, 'g');
const bareNumber = new RegExp(`^${decimal}$`);
const hint = 'Write a duration with its unit: 500us, 40ms, 3s, 1m30s, 2h or 1d.';

/**
 * A duration in seconds: `500us` (or `500µs`), `40ms`, `1.5s`, `1m30s`, `2h`, `1d`, and a bare `0`.
 * Units go from large to small, each at most once; spaces between the parts are allowed.
 *
 *     duration = "0" | part { part } ;   part = decimal unit ;
 *     unit = "d" | "h" | "m" | "s" | "ms" | "us" | "µs" ;
 *
 * Throws `RepriseError` for anything else: a bare number has no unit, and no time is negative.
 */
export function parseDuration(text: string): number {
  const compact = text.trim().replace(/\s+/g, '').replace(/[µμ]s/g, 'us');
  if (compact === '0') return 0;
  if (bareNumber.test(compact)) {
    throw new RepriseError(`"${text}" has no unit`, {
      hint: `Write ${compact}s or ${compact}ms, whichever you mean.`,
    });
  }
  if (compact.startsWith('-')) throw new RepriseError(`"${text}" is negative`, { hint });
  if (!wholeText.test(compact)) throw new RepriseError(`"${text}" is not a duration`, { hint });
  return sumOfParts(compact, text);
}

function sumOfParts(compact: string, text: string): number {
  let seconds = 0;
  let last = -1;
  for (const [, amount, unit] of compact.matchAll(eachPart)) {
    const rank = units.indexOf(unit as Unit);
    if (rank <= last) {
      throw new RepriseError(`the units in "${text}" are not in order`, {
        hint: 'Write larger units first and each once, as in 1h30m.',
      });
    }
    last = rank;
    seconds += scaled(Number(amount), secondsOf[unit as Unit]);
  }
  return seconds;
}

/** Divides for units below a second, so that `40ms` is exactly the number 0.04. */
function scaled(amount: number, unitSeconds: number): number {
  return unitSeconds < 1 ? amount / Math.round(1 / unitSeconds) : amount * unitSeconds;
}

/** The largest values that are taken: above these a typing error is likelier than a wish. */
const longest = { seconds: 30 * 86_400, text: '30d' };

/** As `parseDuration`, up to 30 days. */
export function parseBoundedDuration(text: string): number {
  const seconds = parseDuration(text);
  if (seconds <= longest.seconds) return seconds;
  throw new RepriseError(`"${text}" is longer than ${longest.text}`, {
    hint: `Write a duration up to ${longest.text}.`,
  });
}

/** The same, but not 0. */
export function parseTimeSpan(text: string): number {
  const seconds = parseBoundedDuration(text);
  if (seconds > 0) return seconds;
  throw new RepriseError(`"${text}" is no time at all`, {
    hint: 'Write a duration above 0, such as 30s.',
  });
}
