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
    spanS: (spec, site) => spanS(curve(spec), spec, site),
    count: (spec, site) => ({
      count:
        spec.arrivals === 'uniform'
          ? countUniform(curve(spec), spec, site.firstDue)
          : countOf(arrivals(spec, site)),
      peakHz: curve(spec).peakHz,
    }),
  } satisfies LoadPlanning<Spec>;
}

/** Where a count ends a stage, until the next arrival would be due; a Poisson process knows when. */
function spanS(curve: RateCurve, spec: CurveStage, site: StageSite): number {
  const { durationS, maxInvocations } = spec;
  if (maxInvocations === undefined) return durationS;
  if (spec.arrivals === 'uniform') return Math.min(durationS, curve.dueUs(maxInvocations) / 1e6);
  let count = 0;
  const times = curveArrivals(curve, { ...spec, maxInvocations: maxInvocations + 1 }, site);
  for (const atUs of times) {
    if (count === maxInvocations) return atUs / 1e6;
    count += 1;
  }
  return durationS;
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
