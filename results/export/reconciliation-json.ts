import type {
  MeanAndMost,
  ReconciledCount,
  ReconciledScope,
  Reconciliation,
} from '../../core/reconcile/reconciliation.js';

/** What CloudWatch counted, beside what Reprise did: documented in `docs/json-summary.md`. */
export interface JsonReconciliation {
  status: Reconciliation['status'];
  /** The minutes that were asked about; the end is exclusive. */
  from: string;
  to: string;
  readAt: string;
  metricsRead: number;
  othersShare: number;
  problem: string | null;
  scopes: JsonReconciledScope[];
}

interface JsonReconciledScope {
  function: string;
  qualifier: string | null;
  version: string | null;
  counts: Pick<ReconciledCount, 'metric' | 'own' | 'service' | 'finding' | 'difference'>[];
  durationMs: { own: MeanAndMost | null; service: MeanAndMost | null };
  asyncEventAgeMs: MeanAndMost | null;
  concurrentExecutions: number | null;
  destinationDeliveryFailures: number | null;
}

/** The same for programs. */
export function jsonReconciliation(reconciliation: Reconciliation): JsonReconciliation {
  const { status, fromMs, toMs, readAtMs, metricsRead, allowedShare, scopes } = reconciliation;
  return {
    status,
    from: new Date(fromMs).toISOString(),
    to: new Date(toMs).toISOString(),
    readAt: new Date(readAtMs).toISOString(),
    ...{ metricsRead, othersShare: allowedShare, problem: reconciliation.problem ?? null },
    scopes: scopes.map(scopeOf),
  };
}

function scopeOf({ scope, counts, ...beside }: ReconciledScope): JsonReconciledScope {
  return {
    function: scope.functionName,
    qualifier: scope.qualifier ?? null,
    version: scope.executedVersion ?? null,
    counts,
    durationMs: { own: beside.ownDurationMs, service: beside.durationMs },
    asyncEventAgeMs: beside.ageMs,
    concurrentExecutions: beside.concurrency,
    destinationDeliveryFailures: beside.deliveryFailures,
  };
}
