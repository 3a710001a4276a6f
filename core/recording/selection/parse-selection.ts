import { RepriseError } from '../../base/errors.js';
import { parseDuration } from '../../quantity/duration.js';
import { parsePercentage } from '../../quantity/percentage.js';
import { parseTimeUs } from '../capture-time.js';
import type { TimeBound, TimeWindow } from './selection.js';

const windowHint =
  'Write two times with .. between them, either may be left out: 2026-11-20T10:00Z..2026-11-20T10:20Z, or +10m..+20m from the start of the recording.';

/**
 * A time window as people write it.
 *
 *     window = [ bound ] ".." [ bound ] ;   bound = "+" duration | time ;
 *
 * A time is ISO 8601, UTC unless it names an offset, or a number since the epoch (`parseTimeUs`).
 * Throws `RepriseError` for anything else, for a window without an end, and for one that ends before it begins.
 */
export function parseTimeWindow(text: string): TimeWindow {
  const [fromText = '', toText, ...rest] = text.trim().split('..');
  if (toText === undefined || rest.length > 0 || `${fromText}${toText}`.trim() === '') {
    throw new RepriseError(`"${text}" is not a time window`, { hint: windowHint });
  }
  const from = fromText.trim() === '' ? undefined : parseTimeBound(fromText);
  const to = toText.trim() === '' ? undefined : parseTimeBound(toText);
  if (from !== undefined && from.kind === to?.kind && from.us >= to.us) {
    throw new RepriseError(`"${text}" ends before it begins`, { hint: windowHint });
  }
  return { ...(from && { from }), ...(to && { to }) };
}

/** One end of a window, or a time to split at: `bound` above. Throws `RepriseError` for anything else. */
export function parseTimeBound(text: string): TimeBound {
  const trimmed = text.trim();
  if (trimmed.startsWith('+')) {
    return { kind: 'relative', us: Math.round(parseDuration(trimmed.slice(1)) * 1e6) };
  }
  const us = parseTimeUs(trimmed);
  if (us === undefined) throw new RepriseError(`"${trimmed}" is not a time`, { hint: windowHint });
  return { kind: 'absolute', us };
}

/** The share of records that a sample takes: `10%` or `0.1`. Throws `RepriseError` for none, and for no share. */
export function parseSampleShare(text: string): number {
  const share = parsePercentage(text);
  if (share > 0) return share;
  throw new RepriseError(`"${text}" of the records is none`, { hint: 'Write more than 0%.' });
}
