import { RepriseError } from '../../core/errors.js';
import type { Tolerances } from '../../core/judge/compare/comparison.js';
import { judgeRuns } from '../../core/judge/compare/judge-runs.js';
import { runSide } from '../../core/judge/compare/run-side.js';
import type { RunReport } from '../run-report.js';
import { comparability } from './comparability.js';
import type { ComparisonReport } from './comparison-report.js';

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
  const first = { name: 'old' as const, report: old, side: runSide(old.books) };
  const second = { name: 'new' as const, report: now, side: runSide(now.books) };
  const warnings = comparability(first, second);
  return {
    comparison: judgeRuns(first.side, second.side, tolerances, warnings),
    ...{ old: old.run.id, new: now.run.id, runs: [old.run.id, now.run.id] },
  };
}
