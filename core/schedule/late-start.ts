import type { Arrival } from './arrival.js';

/** How a lane begins that takes the place of lanes that are lost, while the run goes on. */
export interface LateStart {
  /** What comes due before this time of the run is not sent. */
  fromUs: number;
  /** Of each closed loop: how many invocations the others had begun when they were last heard. */
  begun: readonly { workload: number; stage: number; due: number }[];
  /** How many they may have begun since then: no lane begins more than one in a microsecond. */
  unheard: number;
  /** Among how many lanes these may have been divided. */
  lanes: number;
}

/** How many invocations of a closed loop any one of the others may have begun at most. */
export function begunAtMost(
  { begun, unheard, lanes }: LateStart,
  loop: { workload: number; stage: number },
): number {
  const known = begun.find(
    ({ workload, stage }) => workload === loop.workload && stage === loop.stage,
  );
  return ((known?.due ?? 0) + unheard) * lanes;
}

/** The arrivals of a plan that come due from a time on. */
export function* dueFrom(fromUs: number, arrivals: Iterable<Arrival>): Generator<Arrival> {
  for (const arrival of arrivals) if (arrival.intendedUs >= fromUs) yield arrival;
}
