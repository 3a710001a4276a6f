import { type LimitsEvidence, readOf } from '../../core/judge/concurrency/limits.js';
import { shortName } from '../../core/judge/concurrency/load.js';
import type { ConcurrencyLimit } from '../../results/document/run-meta.js';

/** The limits that stand beside what was in flight, the narrowest of a function first. */
export function plottedLimits(limits: LimitsEvidence | undefined): ConcurrencyLimit[] {
  if (!limits) return [];
  const reserved = limits.functions.flatMap(({ functionName, reserved }) =>
    limitOf(`reserved for ${shortName(functionName)}`, readOf(reserved)),
  );
  const provisioned = limits.provisioned.flatMap(({ functionName, qualifier, config }) =>
    limitOf(`provisioned for ${shortName(functionName)}:${qualifier}`, readOf(config)?.requested),
  );
  const account = readOf(limits.account);
  // Functions with a reservation of their own do not meet it.
  const sharesPool = limits.functions.some(({ reserved }) => readOf(reserved) === null);
  return [
    ...reserved,
    ...provisioned,
    ...(sharesPool ? limitOf('unreserved', account?.unreservedConcurrentExecutions) : []),
    ...limitOf('account', account?.concurrentExecutions),
  ];
}

function limitOf(label: string, limit: number | null | undefined): ConcurrencyLimit[] {
  return typeof limit === 'number' ? [{ label, limit }] : [];
}
