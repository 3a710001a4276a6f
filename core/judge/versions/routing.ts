/** An alias's weights as GetAlias gave them, or why it did not. */
export type RoutingReading =
  | { kind: 'read'; weights: Record<string, number> }
  | { kind: 'unreadable'; why: string };

/** How one alias weighed its versions before the run, and after it. */
export interface RoutingEvidence {
  /** As the scenario writes the two. */
  functionName: string;
  qualifier: string;
  before: RoutingReading;
  /** Absent while the run goes on, and where it was cut off. */
  after?: RoutingReading;
}

/** Whether a qualifier is an alias: versions are numbers, and `$LATEST` is one too. */
export function isAlias(qualifier: string): boolean {
  return !/^\d+$/.test(qualifier) && !qualifier.startsWith('$LATEST');
}

/** Whether two routings send the same shares to the same versions. */
export function sameWeights(
  a: Readonly<Record<string, number>>,
  b: Readonly<Record<string, number>>,
): boolean {
  const versions = [...new Set([...Object.keys(a), ...Object.keys(b)])];
  return versions.every((version) => Math.abs((a[version] ?? 0) - (b[version] ?? 0)) < 1e-12);
}
