import type { CapacityReport } from '../../core/judge/capacity/capacity-report.js';
import type { KeptSearch } from '../../results/store/capacity-store.js';
import type { RunStore } from '../../results/store/run-store.js';

/** What is known of a search that has not said how it ended: so many steps, and how to go on. */
export function asFarAsKnown({ report, runId }: KeptSearch, runs: RunStore): CapacityReport {
  const { steps, warnings: kept } = report;
  const warnings = kept.filter(({ kind }) => kind !== 'resumable');
  const isRunning = runs.find(runId).status === 'running';
  const done = steps.length === 1 ? '1 step' : `${steps.length} steps`;
  const why = isRunning
    ? `it is still going on, after ${done}`
    : `it was interrupted after ${done}, in the middle of the next: run ${runId}`;
  const resumable = { kind: 'resumable', runId } as const;
  return {
    ...report,
    why: { kind: 'worded', text: why },
    warnings: isRunning ? warnings : [...warnings, resumable],
  };
}
