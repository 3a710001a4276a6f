import { fold } from '../measure/fold.js';
import { LatencyHistogram } from '../measure/histogram.js';
import type { FleetLane } from './fleet-lane.js';
import type { WorkerFacts } from './worker-facts.js';

/** What of a lane goes into what is said of its origin. */
export type OfOrigin = Pick<FleetLane, 'ledger' | 'facts'>;

/**
 * What each worker did, and the p99 of all that its origin's workers saw: their histograms merged, since a
 * mean of percentiles is no percentile.
 */
export function factsOf(lanes: readonly OfOrigin[]): WorkerFacts[] {
  const all = lanes.map((lane) => ({ facts: lane.facts(), response: fold(lane.ledger).response }));
  const origins = new Map<string, LatencyHistogram>();
  for (const { facts, response } of all) {
    const known = origins.get(facts.origin) ?? new LatencyHistogram();
    known.add(response);
    origins.set(facts.origin, known);
  }
  return all.map(({ facts }) => {
    const merged = origins.get(facts.origin);
    return { ...facts, originP99Us: merged && merged.count > 0 ? merged.percentileUs(99) : null };
  });
}
