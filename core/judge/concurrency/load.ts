import { parseFunctionReference } from '../../invoke/function-name.js';
import type { PlannedWorkload } from '../../measure/run-books.js';
import { type LimitsEvidence, reservedOf } from './limits.js';

/** The workloads of a run that share a limit: those of one function, or of all that share a pool. */
export interface Load {
  /** As the scenario writes them. */
  functions: readonly string[];
  /** By their place in the plan. */
  workloads: ReadonlySet<number>;
  /** Where it is what invokes one version or alias of a function. */
  qualifier?: string;
  /** Whether it is all of the run, so that the run's own peaks are its. */
  isWhole: boolean;
}

/** One load for each function that is invoked and awaited: of an `Event` nothing tells when it runs. */
export function loadsOf(workloads: readonly PlannedWorkload[]): Load[] {
  const names = new Set(workloads.filter(isAwaited).map(({ functionName }) => functionName));
  return [...names].map((name) => loadOf([name], workloads));
}

/** One load for each function and qualifier that is invoked and awaited. */
export function qualifiedLoadsOf(workloads: readonly PlannedWorkload[]): Load[] {
  const pairs = new Map<string, Load>();
  for (const { functionName, qualifier } of workloads.filter(isAwaited)) {
    if (qualifier === undefined) continue;
    const isOf = (workload: PlannedWorkload): boolean =>
      workload.functionName === functionName && workload.qualifier === qualifier;
    pairs.set(`${functionName}\n${qualifier}`, {
      ...loadOf([functionName], workloads, isOf),
      qualifier,
    });
  }
  return [...pairs.values()];
}

/** All functions that take from the account's unreserved concurrency; undefined where there are none. */
export function poolOf(
  workloads: readonly PlannedWorkload[],
  limits: LimitsEvidence | undefined,
): Load | undefined {
  const functions = loadsOf(workloads)
    .flatMap((load) => load.functions)
    .filter((name) => typeof reservedOf(limits, name) !== 'number');
  return functions.length === 0 ? undefined : loadOf(functions, workloads);
}

/** Whether the answer comes when the function has ended. */
export function isAwaited({ invocationType }: PlannedWorkload): boolean {
  return invocationType === 'RequestResponse';
}

/** `checkout`, also of an ARN. */
export function shortName(functionName: string): string {
  return parseFunctionReference(functionName)?.name ?? functionName;
}

function loadOf(
  functions: readonly string[],
  workloads: readonly PlannedWorkload[],
  isOf = ({ functionName }: PlannedWorkload): boolean => functions.includes(functionName),
): Load {
  const indices = workloads.flatMap((workload, index) =>
    isAwaited(workload) && isOf(workload) ? [index] : [],
  );
  return {
    functions,
    workloads: new Set(indices),
    isWhole: indices.length === workloads.length,
  };
}
