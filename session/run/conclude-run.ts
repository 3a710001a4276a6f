import { defined } from '../../core/base/defined.js';
import type { RepriseError } from '../../core/base/errors.js';
import { evaluate } from '../../core/judge/evaluate.js';
import type { Verdict } from '../../core/judge/verdict.js';
import type { RunDetails } from '../../results/document/run-details.js';
import { type RunReport, reportOf } from '../../results/document/run-report.js';
import { baselineVerdicts } from '../../results/document/wording/comparison-verdicts.js';
import { lostVerdicts } from '../fleet/run-on-fleet.js';
import { withBrokenRule } from './abort-rules.js';
import { type Baseline, compareWithBaseline } from './baseline.js';
import type { DrivenRun } from './drive-run.js';
import type { PreparedRun } from './prepare-run.js';

/** A run that has ended, in whatever way. */
export interface RunResult {
  report: RunReport;
  /** Why it was aborted: a budget, a lane that died, a disk that is full. */
  failure?: RepriseError;
  /** Its seconds, where the database does not have them all. */
  unstored?: RunDetails;
  /** Its events were to be followed, or its figures reconciled, and that was stopped before its end. */
  isFollowStopped?: true;
}

/**
 * The last phase of a run: judges the scenario's expectations on its books, stores the verdicts, with
 * `more` and those against a baseline beside them, and reports.
 */
export function concludeRun(
  { conditions, store }: PreparedRun,
  { runId, status, books, routing, session, workers = [], unstored }: DrivenRun,
  more: readonly Verdict[] = [],
  baseline?: Baseline,
): RunResult {
  const seconds = () => store.intervals(store.find(runId));
  const expected = evaluate(conditions, books, { seconds, routing });
  const now = (): RunReport => reportOf({ ...store.find(runId), status }, books, []);
  const compared = baseline && compareWithBaseline(baseline, now());
  const against = compared ? baselineVerdicts(compared) : [];
  const lost = lostVerdicts(workers, conditions);
  const verdicts = withBrokenRule([...expected, ...more, ...against, ...lost], session.broken);
  const concurrency = session.concurrency(books);
  session.finish(status, verdicts, concurrency, compared);
  const run = { ...store.find(runId), status };
  const meta = { ...run.meta, ...defined({ baseline: compared }) };
  const report: RunReport = {
    ...reportOf({ ...run, meta }, books, verdicts),
    concurrency,
    late: store.lateSeconds(runId, books),
  };
  return { report, ...defined({ failure: session.failure, unstored }) };
}
