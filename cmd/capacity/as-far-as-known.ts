import type { CapacityReport } from '../../core/judge/capacity/capacity-report.js';
import { levelText } from '../../results/document/wording/capacity.js';
import type { KeptSearch } from '../../results/store/capacity-store.js';
import type { RunStore } from '../../results/store/run-store.js';

/** What is known of a search that has not said how it ended: so many steps, and how to go on. */
export function asFarAsKnown({ report, runId }: KeptSearch, runs: RunStore): CapacityReport {
  const { steps, warnings } = report;
  const isRunning = runs.find(runId).status === 'running';
  const done = steps.length === 1 ? '1 step' : `${steps.length} steps`;
  const why = isRunning
    ? `it is still going on, after ${done}`
    : `it was interrupted after ${done}, in the middle of the next: run ${runId}`;
  const advice = { kind: 'worded', text: goOn(report) } as const;
  return {
    ...report,
    why: { kind: 'worded', text: why },
    warnings: isRunning ? warnings : [...warnings, advice],
  };
}

function goOn({ steps, by }: CapacityReport): string {
  const levels = (result: 'held' | 'broke') =>
    steps.filter((step) => step.result === result).map(({ level }) => level);
  const held = Math.max(0, ...levels('held'));
  const broke = Math.min(...levels('broke').filter((level) => level > held));
  const flag = (name: string, level: number): string =>
    ` ${name} ${Number(level.toPrecision(4))}${by === 'rate' ? '/s' : ''}`;
  const from = held > 0 ? `${flag('--from', held)} (${levelText(by, held)} held)` : '';
  const max = Number.isFinite(broke)
    ? `${flag('--max', broke)} (${levelText(by, broke)} broke)`
    : '';
  return held > 0 || max !== ''
    ? `To take it up again, repeat the command with${from}${max === '' ? '' : `${from && ' and'}${max}`}.`
    : 'To take it up again, repeat the command.';
}
