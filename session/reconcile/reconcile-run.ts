import { defined } from '../../core/base/defined.js';
import { RepriseError } from '../../core/base/errors.js';
import type { Database } from '../../core/database/open.js';
import { isThisMachine } from '../../core/invoke/this-machine.js';
import { loadMetrics } from '../../core/reconcile/metric-source.js';
import { ownFigures } from '../../core/reconcile/own-figures.js';
import { type ReconcileControl, reconcile } from '../../core/reconcile/reconciler.js';
import type { ServiceOptions } from '../../core/recording/aws/client-options.js';
import { withReconciliation } from '../../results/document/reconciled-report.js';
import type { RunReport } from '../../results/document/run-report.js';
import { RunStore } from '../../results/store/run-store.js';
import { minutesOf, paceOf, type Remoteness } from './minutes.js';
import { defaultWithinS, type ReconcileOptions } from './reconcile-options.js';

/** Where CloudWatch is, and as whom it is asked; and how late the local Lambda's metrics are. */
export interface ReconcileAsked extends ReconcileOptions {
  services?: ServiceOptions;
  localLagMs?: number;
}

/**
 * Sets what CloudWatch counted in a run's minutes beside what Reprise did, and keeps both. Throws
 * `RepriseError` where it cannot be read: no client, no permission, a run that is too old.
 */
export async function reconcileReport(
  store: RunStore,
  report: RunReport,
  { services = {}, withinS = defaultWithinS, othersShare = 0, localLagMs }: ReconcileAsked,
  control: ReconcileControl,
): Promise<RunReport> {
  const { run, books, follow } = report;
  const { url, region } = run.meta.endpoint;
  const isRemote = !isThisMachine(new URL(services.endpointUrl ?? url).hostname);
  const remoteness: Remoteness = { isRemote, ...defined({ lagMs: localLagMs }) };
  const own = ownFigures(books, follow);
  if (own.length === 0) throw nothingInvoked(run.id);
  const minutes = minutesOf(run, follow, remoteness, control.nowMs());
  const pace = paceOf(minutes, remoteness, withinS, control.nowMs());
  // A Lambda on this machine has its metrics too; any other endpoint is Lambda's alone.
  const endpointUrl = isRemote ? undefined : url;
  const source = await loadMetrics({ region, ...defined({ endpointUrl }), ...services });
  try {
    const allowed = { allowedShare: othersShare };
    const found = await reconcile(own, source, minutes, pace, allowed, control);
    const reconciled = withReconciliation(report, found);
    store.keepReconciliation(run.id, found, reconciled.verdicts);
    return reconciled;
  } finally {
    source.close();
  }
}

/** Reconciles a run that has been. Throws as `reconcileReport`. */
export function reconcileAgain(
  database: Database,
  reference: string,
  asked: ReconcileAsked,
  control: ReconcileControl,
): Promise<RunReport> {
  const store = new RunStore(database);
  return reconcileReport(store, store.load(store.find(reference)), asked, control);
}

function nothingInvoked(id: string): RepriseError {
  return new RepriseError(`The run ${id} invoked nothing that CloudWatch counts.`, {
    hint: 'A DryRun runs no function.',
  });
}
