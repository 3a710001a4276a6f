import {
  type Bounds,
  type CountFinding,
  comparedMetrics,
  type OwnFigures,
  type ReconciledCount,
  type ReconciledScope,
  type Reconciliation,
  type ServiceFigures,
} from './reconciliation.js';

/** Sets what Reprise and the service counted of one scope beside each other. */
export function compareFigures(own: OwnFigures, service: ServiceFigures): ReconciledScope {
  const { durationMs, ageMs, concurrency, deliveryFailures } = service;
  const counts = comparedMetrics.flatMap((metric): ReconciledCount[] => {
    const bounds = own.counts[metric];
    const seen = service.counts[metric];
    if (bounds === undefined || seen === undefined) return [];
    return [{ metric, own: bounds, service: seen, ...findingOf(bounds, seen) }];
  });
  return {
    ...{ scope: own.scope, counts, ownDurationMs: own.durationMs },
    ...{ durationMs, ageMs, concurrency, deliveryFailures },
  };
}

function findingOf(
  { least, most }: Bounds,
  seen: number | null,
): {
  finding: CountFinding;
  difference: number;
} {
  if (seen === null) {
    return least === 0
      ? { finding: 'agrees', difference: 0 }
      : { finding: 'notThere', difference: least };
  }
  if (seen < least) return { finding: 'fewer', difference: least - seen };
  if (most !== null && seen > most) return { finding: 'more', difference: seen - most };
  return { finding: 'agrees', difference: 0 };
}

/** Whether the service has less than this run has certainly done: more is to come, or is lost. */
export function isShort(scopes: readonly ReconciledScope[]): boolean {
  return scopes.some(({ counts }) =>
    counts.some(({ finding }) => finding === 'fewer' || finding === 'notThere'),
  );
}

/** How long ago the run was, as far as it decides what the service's figures are worth. */
export interface Ripeness {
  /** Later values are not to be expected. */
  isSettled: boolean;
  /** It was so long ago that what is not there will not come. */
  isOld: boolean;
}

/** What all scopes together say. What is there too often is proof; what is missing may still come. */
export function statusOf(
  scopes: readonly ReconciledScope[],
  allowedShare: number,
  { isSettled, isOld }: Ripeness,
): Reconciliation['status'] {
  if (scopes.some((scope) => isOfOthers(scope, allowedShare))) return 'others';
  if (isShort(scopes)) return isOld ? 'fewer' : 'incomplete';
  return isSettled ? 'agrees' : 'incomplete';
}

/**
 * Whether others have used it more than they may. Their errors are borne as their invocations are;
 * their throttles are not: who was throttled beside the run took from the same limit.
 */
function isOfOthers({ counts }: ReconciledScope, allowedShare: number): boolean {
  const more = (name: ReconciledCount['metric']): number =>
    counts.reduce(
      (sum, { metric, finding, difference }) =>
        metric === name && finding === 'more' ? sum + difference : sum,
      0,
    );
  const isAbove = (name: ReconciledCount['metric']): boolean => {
    const { service } = counts.find(({ metric }) => metric === name) ?? {};
    return more(name) > allowedShare * (service ?? 0);
  };
  return (
    isAbove('Invocations') ||
    isAbove('AsyncEventsReceived') ||
    more('Throttles') > 0 ||
    more('Errors') > more('Invocations')
  );
}
