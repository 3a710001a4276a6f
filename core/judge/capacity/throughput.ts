/** What was answered each second while a backlog grew: the function, or what is behind it, does no more. */
export interface Throughput {
  hz: number;
  /** Standard error. */
  errorHz: number;
}

/** No limit is known better than this share, however even its seconds were. */
const bestPrecision = 0.005;

/** The mean of several, each by how precise it is; undefined for none. */
export function pooled(all: readonly Throughput[]): Throughput | undefined {
  if (all.length === 0) return undefined;
  const weights = all.map(({ hz, errorHz }) => 1 / Math.max(errorHz, hz * bestPrecision) ** 2);
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const hz = all.reduce((total, each, i) => total + each.hz * (weights[i] as number), 0) / sum;
  return { hz, errorHz: Math.sqrt(1 / sum) };
}

/** An answer keeps so many standard errors below what was answered: chance shall not put it above. */
const errorsBelow = 2;

/** A short step does not hold so far above its limit by luck: then a backlog slows the function down. */
const slowedDown = 1.15;

/**
 * What can be answered for long at most, of a function of which `held` held; infinite where no backlog
 * grew.
 */
export function mostSustained(throughput: Throughput | undefined, held: number): number {
  if (!throughput || held > throughput.hz * slowedDown) return Number.POSITIVE_INFINITY;
  return throughput.hz - errorsBelow * throughput.errorHz;
}
