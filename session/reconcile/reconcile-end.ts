import { defined } from '../../core/base/defined.js';
import { RepriseError } from '../../core/base/errors.js';
import type { Reconciliation } from '../../core/reconcile/reconciliation.js';
import { withReconciliation } from '../../results/document/reconciled-report.js';
import type { RunReport } from '../../results/document/run-report.js';
import type { RunStore } from '../../results/store/run-store.js';
import type { RunResult } from '../run/conclude-run.js';
import type { PreparedRun } from '../run/prepare-run.js';
import type { RunOptions } from '../run/run-options.js';
import { reconcileReport } from './reconcile-run.js';

/**
 * The end of a run that is to be reconciled: reads what CloudWatch counted. A reading that fails makes
 * the run inconclusive and loses nothing of it; `reprise reconcile` reads again.
 */
export async function reconcileEnd(
  prepared: PreparedRun,
  result: RunResult,
  options: RunOptions,
): Promise<RunResult> {
  const { reconcile, stop = never, abort = never, onNote } = options;
  if (!reconcile || result.failure || result.unstored) return result;
  const stopped = AbortSignal.any([stop, abort]);
  if (result.isFollowStopped || stopped.aborted) {
    onNote?.('It was stopped, and is not reconciled: reprise reconcile does that later.');
    return result;
  }
  const report = await readNow(prepared, result.report, { ...options, reconcile, stop: stopped });
  return isAborted(stopped) ? { ...result, report, isFollowStopped: true } : { ...result, report };
}

async function readNow(
  { scenario, settings, store }: PreparedRun,
  report: RunReport,
  { reconcile, stop, onReconcile }: RunOptions & { stop: AbortSignal },
): Promise<RunReport> {
  const asked = {
    ...reconcile,
    services: defined({ credentials: settings.credentials }),
    ...defined({ localLagMs: scenario.local?.metrics?.lagMs }),
  };
  try {
    const control = { stop, nowMs: Date.now, ...defined({ onProgress: onReconcile }) };
    return await reconcileReport(store, report, asked, control);
  } catch (error) {
    if (!(error instanceof RepriseError)) throw error;
    return unread(store, report, error.message);
  }
}

/** Asked anew: it may have been aborted since. */
function isAborted({ aborted }: AbortSignal): boolean {
  return aborted;
}

function unread(store: RunStore, report: RunReport, problem: string): RunReport {
  const nowMs = Date.now();
  const none: Reconciliation = {
    ...{ status: 'unread', problem, fromMs: nowMs, toMs: nowMs, readAtMs: nowMs },
    ...{ metricsRead: 0, allowedShare: 0, scopes: [] },
  };
  const reconciled = withReconciliation(report, none);
  store.keepReconciliation(report.run.id, none, reconciled.verdicts);
  return reconciled;
}

const never = new AbortController().signal;
