/**
 * The name that was probably meant: the one with the fewest edits of a character or of two that changed
 * places (optimal string alignment, letter case not counted), if these are at most a third of its
 * length; else undefined.
 */
export function closestName(found: string, names: readonly string[]): string | undefined {
  let closest: string | undefined;
  let fewest = Number.POSITIVE_INFINITY;
  for (const name of names) {
    const edits = editsBetween(found.toLowerCase(), name.toLowerCase());
    if (edits >= fewest || edits > Math.max(1, name.length / 3)) continue;
    closest = name;
    fewest = edits;
  }
  return closest;
}

/** Our own, not a package's: the recorder in a Lambda layer says what was meant, and has no packages. */
function editsBetween(a: string, b: string): number {
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const isSwapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swapped = isSwapped ? (before[j - 2] ?? 0) + 1 : replaced;
      next.push(Math.min(replaced, swapped, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    [before, row] = [row, next];
  }
  return row[b.length] ?? 0;
}
