/**
 * One intended invocation. Times count from the start of the run.
 *
 * `index` counts over the whole plan in the order of `intendedUs`: shard i of n takes the arrivals
 * whose index is i modulo n.
 */
export interface Arrival {
  index: number;
  /** Microseconds since the start of the run; not rounded. */
  intendedUs: number;
  /** Position in the workload's payloads, from 0. */
  payload: number;
  /** Position in the plan's workloads, from 0. */
  workload: number;
  /** Position in the workload's load, from 0. */
  stage: number;
}
