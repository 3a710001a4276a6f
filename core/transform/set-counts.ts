import type { TransformSpec } from './transform-spec.js';

/** How many payloads were changed, and in how many of them each `set` found its place; it merges by adding. */
export interface SetCounts {
  payloads: number;
  matched: number[];
}

/** The counts before the first payload. */
export function noSetCounts({ set = [] }: TransformSpec): SetCounts {
  return { payloads: 0, matched: set.map(() => 0) };
}

/** The sum of the counts of the same sets. */
export function addSetCounts(a: SetCounts, b: SetCounts): SetCounts {
  return {
    payloads: a.payloads + b.payloads,
    matched: a.matched.map((count, i) => count + (b.matched[i] ?? 0)),
  };
}
