import type { RateCurve } from '../curve.js';
import { type CurveStage, carriedOver, countUniform, curveArrivals } from '../curve-arrivals.js';
import type { LoadPlanning, StageSite } from './kind.js';

/** How a load is planned whose rate is a formula: a kind needs to give that alone. */
export function onCurve<Spec extends CurveStage>(curve: (spec: Spec) => RateCurve) {
  const arrivals = (spec: Spec, site: StageSite) => curveArrivals(curve(spec), spec, site);
  return {
    curve,
    arrivals,
    carried: (spec, firstDue) =>
      spec.arrivals === 'uniform' ? carriedOver(curve(spec), spec, firstDue) : undefined,
    demand: (spec) => ({ peakHz: curve(spec).peakHz, concurrency: 0 }),
    lengthS: (spec, site) =>
      Number.isFinite(spec.durationS) ? spec.durationS : lastOf(arrivals(spec, site)) / 1e6,
    count: (spec, site) => ({
      count:
        spec.arrivals === 'uniform'
          ? countUniform(curve(spec), spec, site.firstDue)
          : countOf(arrivals(spec, site)),
      peakHz: curve(spec).peakHz,
    }),
  } satisfies LoadPlanning<Spec>;
}

/** The length of a sequence. */
export function countOf(sequence: Iterable<unknown>): number {
  let count = 0;
  for (const _ of sequence) count += 1;
  return count;
}

/** The last of some times; 0 where there are none. */
export function lastOf(times: Iterable<number>): number {
  let last = 0;
  for (const time of times) last = time;
  return last;
}
