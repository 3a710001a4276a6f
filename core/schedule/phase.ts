import { createRandom } from '../base/random.js';
import type { PlanSpec } from './plan-spec.js';

/** The fractional parts of its multiples lie as evenly as those of any number (Weyl; Knuth, TAOCP 3, 6.4). */
const goldenRatio = (Math.sqrt(5) - 1) / 2;

/**
 * Where a workload's uniform arrivals begin, as a share of the distance between two: drawn from the
 * seed, and for each workload another, as far from those before it as can be. Else workloads side by
 * side would all fire at once. The legs of a comparison have their own times.
 */
export function phaseOf({ seed, workloads, paired }: PlanSpec, workload: number): number {
  if (paired) return 0;
  const drawn = (createRandom(seed, 'phase')() + workload * goldenRatio) % 1;
  // Six digits: nobody can tell the difference, and it can be written into a scenario.
  return workloads[workload]?.phase ?? Math.floor(drawn * 1e6) / 1e6;
}
