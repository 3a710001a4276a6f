import type { Path } from '../../json/path.js';
import type { Difference } from '../../measure/paired-answer.js';
import { responseDifferences } from './json-difference.js';

/** Gives a response as it may be shown, its structure kept. */
export type RedactResponse = (response: Uint8Array) => Uint8Array;

/** What is shown where both sides are hidden, and the values that differ with them. */
const hidden = '***';

/**
 * The differences of two responses with values that may be shown: those of the redacted responses, where
 * these differ too. What differs is told by the responses themselves, so that no rule hides a change.
 */
export function redactedDifferences(
  found: readonly Difference[],
  [first, second]: readonly [Uint8Array, Uint8Array],
  ignored: readonly Path[],
  redact: RedactResponse,
): Difference[] {
  if (found.length === 0) return [];
  const shown = responseDifferences(redact(first), redact(second), ignored);
  const byPath = new Map(shown.map((difference) => [difference.path, difference]));
  return found.map((difference) => {
    const { path, kind } = difference;
    const same = byPath.get(path);
    if (same?.kind === kind) return same;
    return {
      ...{ path, kind },
      ...(difference.first !== undefined && { first: hidden }),
      ...(difference.second !== undefined && { second: hidden }),
    };
  });
}
