import type { StageSpec } from './loads/index.js';

/** How the payloads of a workload follow each other. */
export const payloadOrders = ['recorded', 'shuffled', 'random'] as const;
export type PayloadOrder = (typeof payloadOrders)[number];

/** What the plan needs to know of one workload: nothing of functions, files or SQL. */
export interface WorkloadSpec {
  name: string;
  order: PayloadOrder;
  /** How many payloads there are, at least 1. */
  payloadCount: number;
  /** Where uniform arrivals begin, from 0 to below 1; absent: drawn from the seed (`phaseOf`). */
  phase?: number;
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
