import type { RunMeta } from './run-meta.js';

/**
 * How the alias that was invoked weighed its versions before the run; empty where that is not known,
 * and where several functions or qualifiers were invoked, whose versions are not told apart.
 */
export function aliasWeights({ plan, routing = [] }: RunMeta): ReadonlyMap<string, number> {
  const targets = new Set(
    plan.map(({ functionName, qualifier = '' }) => `${functionName}\n${qualifier}`),
  );
  const [only] = routing.filter(({ functionName, qualifier }) =>
    targets.has(`${functionName}\n${qualifier}`),
  );
  if (targets.size !== 1 || only?.before.kind !== 'read') return new Map();
  return new Map(Object.entries(only.before.weights));
}
