import { defined } from '../../core/base/defined.js';
import type { RepriseError } from '../../core/base/errors.js';
import { evaluate } from '../../core/judge/evaluate.js';
import type { Verdict } from '../../core/judge/verdict.js';
import type { RunDetails } from '../../results/document/run-details.js';
import { type RunReport, reportOf } from '../../results/document/run-report.js';
import { lostVerdicts } from '../fleet/run-on-fleet.js';
import { withBrokenRule } from './abort-rules.js';
import type { DrivenRun } from './drive-run.js';
import type { PreparedRun } from './prepare-run.js';

/** A run that has ended, in whatever way. */
export interface RunResult {
  report: RunReport;
  /** Why it was aborted: a budget, a lane that died, a disk that is full. */
  failure?: RepriseError;
  /** Its seconds, where the database does not have them all. */
  unstored?: RunDetails;
}

/**
 * The last phase of a run: judges the scenario's expectations on its books, stores the verdicts, with
 * `more` beside them, and reports.
 */
export function concludeRun(
  { conditions, store }: PreparedRun,
  { runId, status, books, routing, session, workers = [], unstored }: DrivenRun,
  more: readonly Verdict[] = [],
): RunResult {
  const seconds = () => store.intervals(store.find(runId));
  const expected = evaluate(conditions, books, { seconds, routing });
  const verdicts = withBrokenRule(
    [...expected, ...more, ...lostVerdicts(workers, conditions)],
    session.broken,
  );
  const concurrency = session.concurrency(books);
  session.finish(status, verdicts, concurrency);
  const report: RunReport = {
    ...reportOf({ ...store.find(runId), status }, books, verdicts),
    concurrency,
    late: store.lateSeconds(runId, books),
  };
  return { report, ...defined({ failure: session.failure, unstored }) };
}
