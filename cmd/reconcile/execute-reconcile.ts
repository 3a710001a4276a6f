import { type ExitCode, exitCodes } from '../../core/base/exit-codes.js';
import { withDatabase } from '../../core/database/with-database.js';
import { exitCodeOf } from '../../core/judge/verdict.js';
import type { ReconciledScope } from '../../core/reconcile/reconciliation.js';
import { waitingText } from '../../results/document/wording/reconciliation.js';
import type { SummaryLength } from '../../results/draw/terminal/summary-length.js';
import { parseOutputs, refuseStreamed } from '../../results/output/output.js';
import { printReport } from '../../results/output/print-report.js';
import { detailsIn } from '../../results/store/details-in.js';
import { type ReconcileAsked, reconcileAgain } from '../../session/reconcile/reconcile-run.js';
import { nowAndThen } from '../now-and-then.js';
import { watchSignals } from '../run/signals.js';

/** What the command line asks for. */
export interface ReconcileRequest {
  run: string;
  databasePath: string;
  asked: ReconcileAsked;
  outputs: string[];
  quiet: boolean;
  summary: SummaryLength;
}

/** Reconciles, reports, and gives the exit code of the run as it is known then. */
export async function reconcileRun(request: ReconcileRequest): Promise<ExitCode> {
  const { run, databasePath, asked, quiet, summary } = request;
  const outputs = parseOutputs(request.outputs);
  refuseStreamed(outputs);
  const say = (text: string): void => {
    if (!quiet) process.stderr.write(`${text}\n`);
  };
  const signals = watchSignals(() => say('Stopping: what was read last is kept.'), 0);
  try {
    const control = { stop: signals.stop, nowMs: Date.now, onProgress: tellsWaiting(say) };
    const report = await withDatabase(databasePath, {}, (database) =>
      reconcileAgain(database, run, asked, control),
    );
    await printReport(report, outputs, { summary, details: detailsIn(databasePath, report.run) });
    if (signals.stop.aborted) return exitCodes.interrupted;
    return exitCodeOf(report.run.status, report.verdict);
  } finally {
    signals.close();
  }
}

/** Tells what is waited for, now and then. */
export function tellsWaiting(
  tell: (text: string) => void,
): (scopes: readonly ReconciledScope[]) => void {
  return nowAndThen(tell, waitingText);
}
