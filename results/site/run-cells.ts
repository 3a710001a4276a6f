import type { RunVerdict } from '../../core/judge/verdict.js';
import { formatCount, formatShare, formatUs } from '../../core/quantity/format.js';
import type { numeric, textual } from '../document/build.js';
import type { Cell, Column, Tone } from '../document/document.js';
import { isNothingServed, type RunReport } from '../document/run-report.js';
import { places } from './place.js';

const words: Record<RunVerdict, { text: string; tone: Tone }> = {
  pass: { text: '✓ passed', tone: 'good' },
  fail: { text: '✗ failed', tone: 'bad' },
  inconclusive: { text: '◌ inconclusive', tone: 'warn' },
  none: { text: '• no verdict', tone: 'plain' },
};

/** The columns of `runCells`. */
export function runColumns(text: typeof textual, number: typeof numeric): Column[] {
  return [
    ...text('Verdict', 'Run', 'Started'),
    ...number('Planned', 'OK', 'p50', 'p99'),
    ...text('Kept under'),
  ];
}

/** The way to a run laid over the one before it, where there is one. */
export function overlayCell(before: RunReport | undefined, { run }: RunReport): Cell {
  if (before === undefined) return '–';
  return { text: 'on previous', href: places.overlay(before.run.id, run.id), isWhole: true };
}

/** A run in a row of a list. */
export function runCells(report: RunReport): Cell[] {
  const { run, books } = report;
  const { planned, outcomes, response } = books.total();
  const time = (p: number): string =>
    response.count === 0 ? '–' : formatUs(response.percentileUs(p));
  const tags = Object.entries(run.meta.tags ?? {}).map(([key, value]) => `${key}=${value}`);
  const { note } = run.meta;
  return [
    verdictOf(report),
    { text: run.id, href: places.run(run.id), isCode: true },
    { text: new Date(run.startedAtMs).toISOString().replace('T', ' ').slice(0, 16), isWhole: true },
    formatCount(planned),
    {
      text: formatShare(outcomes.ok, planned),
      ...(isNothingServed(books) && { tone: 'bad' as const }),
    },
    time(50),
    time(99),
    { text: tags.join(', '), ...(note !== undefined && { note }) },
  ];
}

function verdictOf({ run, verdict }: RunReport): Cell {
  return run.status === 'running' ? '… running' : words[verdict];
}
