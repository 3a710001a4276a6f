import { defined } from '../../core/base/defined.js';
import type { Reading } from '../../core/judge/concurrency/limits.js';
import { type Architecture, architectures } from '../../core/measure/cost.js';
import type { PlannedWorkload } from '../../core/measure/run-books.js';

/** A function as it is invoked: each of its versions may run on another architecture. */
export interface FunctionRef {
  functionName: string;
  qualifier?: string;
}

/** What a function runs on, as its configuration says. */
export interface ReadArchitecture extends FunctionRef {
  architecture: Reading<Architecture>;
}

/** The functions that the scenario does not say the architecture of, each once. */
export function withoutArchitecture(workloads: readonly PlannedWorkload[]): FunctionRef[] {
  const refs = new Map<string, FunctionRef>();
  for (const { functionName, qualifier, architecture } of workloads) {
    if (architecture !== undefined) continue;
    refs.set(`${functionName}\n${qualifier}`, { functionName, ...defined({ qualifier }) });
  }
  return [...refs.values()];
}

/** The workloads with what was read of their functions; what the scenario says goes before it. */
export function withArchitectures(
  workloads: PlannedWorkload[],
  read: readonly ReadArchitecture[],
): PlannedWorkload[] {
  return workloads.map((workload) => {
    const found = read.find(
      ({ functionName, qualifier }) =>
        functionName === workload.functionName && qualifier === workload.qualifier,
    );
    if (workload.architecture !== undefined || found?.architecture.kind !== 'read') return workload;
    return { ...workload, architecture: found.architecture.value };
  });
}

/** The one that a configuration names; undefined where it is none that has a price. */
export function architectureIn(names: readonly string[] | undefined): Architecture | undefined {
  return architectures.find((known) => names?.includes(known));
}
