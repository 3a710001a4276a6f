import type { JsonValue } from '../json/spans.js';
import { epochSeconds, isIsoStamp } from './time-stamp.js';

/** Names of members that hold times since the epoch: `SentTimestamp`, `timeEpoch`, `expiresAt`, `iat`. */
const timeName = /time|date|epoch|expir|(?:^|_)(?:iat|exp|nbf|at)$|[a-z]At$/i;

/** Epoch times this far from the recording are not its own. */
const yearS = 366 * 86_400;

/**
 * The time stamps of a document, by this rule: every string that as a whole is a date with a time of
 * day in ISO 8601; and every number, or string of digits, that is within a year of `aroundS` (seconds
 * since the epoch) as seconds or milliseconds and stands under a name that says it is a time.
 */
export function* findTimes(
  value: JsonValue,
  aroundS: number,
  name = '',
): Generator<JsonValue, void, void> {
  switch (value.kind) {
    case 'object':
      for (const [key, member] of value.members()) yield* findTimes(member, aroundS, key);
      return;
    case 'array':
      for (const element of value.elements()) yield* findTimes(element, aroundS, name);
      return;
    case 'string':
    case 'number':
      if (isTime(stampText(value), name, aroundS)) yield value;
      return;
    case 'literal':
      return;
  }
}

function isTime(text: string, name: string, aroundS: number): boolean {
  if (isIsoStamp(text)) return true;
  const seconds = timeName.test(name) ? epochSeconds(text) : undefined;
  return seconds !== undefined && Math.abs(seconds - aroundS) <= yearS;
}

/** A string's text, or a number as it is written. */
export function stampText(value: JsonValue): string {
  return value.text() ?? Buffer.from(value.bytes).toString('latin1');
}
