import type { Verdict, VerdictKind } from '../../core/judge/verdict.js';
import type { Reconciliation } from '../../core/reconcile/reconciliation.js';
import { type RunReport, wholeVerdict } from './run-report.js';
import { differenceOf, reconciliationText } from './wording/reconciliation.js';

/** What is expected of a run that is reconciled. */
const expectation = 'reconciled with CloudWatch';

/** Others on the function, or figures that are not all there: neither shows that the run failed, nor that it passed. */
const kinds: Readonly<Record<Reconciliation['status'], VerdictKind>> = {
  agrees: 'pass',
  others: 'inconclusive',
  fewer: 'inconclusive',
  incomplete: 'inconclusive',
  unread: 'inconclusive',
};

/**
 * A report with what CloudWatch says of the run: an expectation more, in the place of one that an
 * earlier reading left. What is not the run's alone passes nothing.
 */
export function withReconciliation(report: RunReport, reconciliation: Reconciliation): RunReport {
  const { run, books, follow } = report;
  const others = report.verdicts.filter(({ text }) => text !== expectation);
  const verdicts = [...others, verdictOf(reconciliation)];
  const meta = { ...run.meta, reconciliation };
  const verdict = wholeVerdict(verdicts, books, follow);
  return { ...report, run: { ...run, meta }, verdicts, verdict };
}

function verdictOf(reconciliation: Reconciliation): Verdict {
  return {
    text: expectation,
    verdict: kinds[reconciliation.status],
    observed: { kind: 'worded', text: reconciliationText(reconciliation) },
    ...{ value: differenceOf(reconciliation), operator: '==', limit: 0, unit: 'count' },
  };
}
