import { RepriseError } from '../../core/base/errors.js';
import type { Tolerances } from '../../core/judge/compare/comparison.js';
import { judgeRuns } from '../../core/judge/compare/judge-runs.js';
import { type RunSide, runSide } from '../../core/judge/compare/run-side.js';
import { EventBook } from '../../core/measure/event-book.js';
import { comparability } from '../document/comparison/comparability.js';
import type { ComparisonReport } from '../document/comparison/comparison-report.js';
import type { RunReport } from '../document/run-report.js';

/**
 * Compares two runs that were stored, with warnings where they are not comparable. Throws
 * `RepriseError` for a run against itself.
 */
export function compareRuns(
  old: RunReport,
  now: RunReport,
  tolerances: Tolerances,
): ComparisonReport {
  if (old.run.id === now.run.id) {
    throw new RepriseError(`Both are run ${old.run.id}.`, {
      hint: 'Give two different runs; reprise runs lists them.',
    });
  }
  const first = { name: 'old' as const, report: old, side: sideOf(old) };
  const second = { name: 'new' as const, report: now, side: sideOf(now) };
  return {
    comparison: judgeRuns(first.side, second.side, tolerances),
    ...{ old: old.run.id, new: now.run.id, runs: [old.run.id, now.run.id] },
    doubts: comparability(first, second),
  };
}

function sideOf({ books, follow }: RunReport): RunSide {
  return runSide(books, follow && EventBook.fromData(follow.total));
}
