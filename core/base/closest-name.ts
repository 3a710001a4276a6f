import { distance } from 'fastest-levenshtein';

/**
 * The name that was probably meant: the one with the fewest single-character edits (Levenshtein
 * distance, letter case not counted), if these are at most a third of its length; else undefined.
 */
export function closestName(found: string, names: readonly string[]): string | undefined {
  let closest: string | undefined;
  let fewest = Number.POSITIVE_INFINITY;
  for (const name of names) {
    const edits = distance(found.toLowerCase(), name.toLowerCase());
    if (edits >= fewest || edits > Math.max(1, name.length / 3)) continue;
    closest = name;
    fewest = edits;
  }
  return closest;
}
