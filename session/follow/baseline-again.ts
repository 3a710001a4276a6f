import { RepriseError } from '../../core/base/errors.js';
import { type RunReport, wholeVerdict } from '../../results/document/run-report.js';
import { baselineVerdicts } from '../../results/document/wording/comparison-verdicts.js';
import type { RunStore } from '../../results/store/run-store.js';
import { compareWithBaseline } from '../run/baseline.js';

/**
 * Holds a run against its baseline once more when it is known what became of its events, and keeps that.
 * `baseline` is the run that it is held against, looked for in the database unless it is given. As it was
 * where there is none, or it is no longer there.
 */
export function heldAgain(
  store: RunStore,
  report: RunReport,
  baseline: RunReport | undefined,
): RunReport {
  const { run, books, follow } = report;
  const before = run.meta.baseline;
  const old = before && (baseline ?? runOf(store, before.runs[0]));
  if (!before || !old) return report;
  const { tolerances } = before.comparison;
  const compared = compareWithBaseline({ report: old, tolerances }, report);
  const replaced = new Set(baselineVerdicts(before).map(({ text }) => text));
  const verdicts = [
    ...report.verdicts.filter(({ text }) => !replaced.has(text)),
    ...baselineVerdicts(compared),
  ];
  store.keepBaseline(run.id, compared, verdicts);
  const meta = { ...run.meta, baseline: compared };
  const verdict = wholeVerdict(verdicts, books, follow);
  return { ...report, run: { ...run, meta }, verdicts, verdict };
}

/** It may be another file's, or deleted since. */
function runOf(store: RunStore, id: string | undefined): RunReport | undefined {
  try {
    return id === undefined ? undefined : store.load(store.find(id));
  } catch (error) {
    if (error instanceof RepriseError) return undefined;
    throw error;
  }
}
