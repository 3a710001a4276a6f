/** How the payloads of a workload follow each other. */
export const payloadOrders = ['recorded', 'shuffled', 'random'] as const;
export type PayloadOrder = (typeof payloadOrders)[number];

/** How arrivals are spread: evenly, or as a Poisson process of the same rate. */
export const arrivalProcesses = ['uniform', 'poisson'] as const;
export type ArrivalProcess = (typeof arrivalProcesses)[number];

/** Open loop: the rate goes linearly from `fromHz` to `toHz` (equal: constant) over `durationS`. */
export interface RateStage {
  kind: 'rate';
  name: string;
  fromHz: number;
  toHz: number;
  /** Infinite for a Poisson stage of constant rate that ends by count alone: chance says how long it is. */
  durationS: number;
  arrivals: ArrivalProcess;
  /** Stop after so many arrivals, even if `durationS` is not over. */
  maxInvocations?: number;
}

/** Closed loop: `concurrency` invocations at all times, each followed at once by the next. */
export interface ConcurrencyStage {
  kind: 'concurrency';
  name: string;
  concurrency: number;
  /** At least one of `durationS` and `maxInvocations` is set. */
  durationS?: number;
  maxInvocations?: number;
}

/** Open loop on the recording's own capture times, `speed` times as fast. */
export interface RecordedStage {
  kind: 'recorded';
  name: string;
  speed: number;
  /** Longer silences are shortened to this (in seconds of the recording, before the speed applies). */
  maxGapS?: number;
  durationS?: number;
  maxInvocations?: number;
}

export type StageSpec = RateStage | ConcurrencyStage | RecordedStage;

/** What the plan needs to know of one workload: nothing of functions, files or SQL. */
export interface WorkloadSpec {
  name: string;
  order: PayloadOrder;
  /** How many payloads there are, at least 1. */
  payloadCount: number;
  /** One after the other, the first at time 0. */
  stages: StageSpec[];
}

/** A whole plan, as plain data: with the recording's capture times, the run is a pure function of it. */
export interface PlanSpec {
  seed: number;
  /** Side by side, all from time 0. */
  workloads: WorkloadSpec[];
  /** A budget over the whole open plan: it stops after so many arrivals. `countPlan` counts without it. */
  maxInvocations?: number;
  /** The workloads are the legs of a comparison (`pairedArrivals`): alike but for their targets. */
  paired?: boolean;
}

/**
 * When a workload's payloads were captured, in their order: microseconds since the first record.
 * Asked for by `recorded` stages only.
 */
export interface CaptureTimes {
  /** All of them; iterated, never kept. */
  iterate(workload: number): Iterable<number>;
  /** One of them. */
  at(workload: number, position: number): number;
}
