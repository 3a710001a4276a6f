import { parseFunctionReference } from '../../core/invoke/function-name.js';
import {
  type Architecture,
  defaultArchitecture,
  durationUsd,
  lambdaPrices,
} from '../../core/measure/cost.js';
import type { Scenario, Workload } from './scenario.js';

/** What the plan's invocations cost on AWS, in US dollars, at the prices of `lambdaPrices`. */
export interface CostEstimate {
  requestsUsd: number;
  /** What every 100 ms of billed duration adds, at `memoryMb`. */
  per100MsUsd: number;
  /** The largest of the local functions that are invoked; 1,024 where it is not known. */
  memoryMb: number;
  /** What the functions run on, as far as the scenario says. */
  architectures: Architecture[];
}

const assumedMemoryMb = 1024;

/** The estimate for so many invocations of each workload. A `DryRun` is free. */
export function estimateCost(scenario: Scenario, counts: readonly number[]): CostEstimate {
  const billed = scenario.workloads.flatMap((workload, i) =>
    workload.invocationType === 'DryRun' ? [] : [{ workload, count: counts[i] ?? 0 }],
  );
  const memoryMb = Math.max(0, ...billed.map(({ workload }) => memoryOf(scenario, workload)));
  const sum = (of: (each: (typeof billed)[number]) => number): number =>
    billed.reduce((total, each) => total + of(each), 0);
  return {
    requestsUsd: sum(({ count }) => count) * lambdaPrices.perRequestUsd,
    per100MsUsd: sum(({ workload, count }) =>
      durationUsd(count * 100 * memoryMb, workload.architecture ?? defaultArchitecture),
    ),
    memoryMb,
    architectures: [
      ...new Set(billed.map(({ workload }) => workload.architecture ?? defaultArchitecture)),
    ],
  };
}

function memoryOf({ local }: Scenario, { functionName }: Workload): number {
  const name = parseFunctionReference(functionName)?.name ?? functionName;
  return local?.functions[name]?.memoryMb ?? assumedMemoryMb;
}
