import { type ChangePoint, changePoints } from '../../core/judge/statistics/change-points.js';
import { driftOf } from '../../core/judge/statistics/drift.js';
import { formatCount } from '../../core/quantity/format.js';
import { note, numeric, textual } from '../document/build.js';
import type { Block, Cell, ReportDocument, TrendPlot, Unit } from '../document/document.js';
import type { RunReport } from '../document/run-report.js';
import { changeText } from '../document/wording/change.js';
import { places } from './place.js';
import { overlayCell, runCells, runColumns } from './run-cells.js';
import { type TrendMetric, trendMetrics } from './trend-metrics.js';

/** More runs than this are too many for a plot, and for the test of a change. */
export const mostTrendRuns = 100;

/** The runs of one scenario, the oldest first: each metric from run to run, with what changed. */
export function trendDocument(name: string, runs: readonly RunReport[]): ReportDocument {
  const plots = trendMetrics.flatMap((metric) => plotOf(metric, runs) ?? []);
  const found = plots.flatMap(({ title, changes, points }) =>
    changes.map((change) => ({ title, change, label: points[change.at]?.label ?? '' })),
  );
  const changes: Block[] =
    found.length === 0
      ? [note('plain', 'No metric changed its level from run to run.')]
      : found.map(({ title, change, label }) =>
          note('warn', `${title}: ${change.text} from run ${label} on.`),
        );
  return {
    title: `${name} over ${runs.length} runs – Reprise`,
    nav: [{ text: 'All runs', href: places.index }],
    headline: {
      tone: 'plain',
      verdict: 'Trend',
      reason: `${formatCount(runs.length)} runs of ${name}`,
      lines: [name],
      facts: [],
    },
    sections: [
      { title: 'What changed', blocks: changes },
      { title: 'From run to run', blocks: plots.length === 0 ? [] : [{ kind: 'trends', plots }] },
      { title: 'Runs', blocks: [runsOf(runs)] },
    ],
  };
}

function plotOf(metric: TrendMetric, runs: readonly RunReport[]): TrendPlot | undefined {
  const known = runs.flatMap((report) => {
    const value = metric.of(report.books.total());
    return value === null ? [] : [{ label: report.run.id, value, href: places.run(report.run.id) }];
  });
  const values = known.map(({ value }) => value);
  if (known.length < 2 || values.every((value) => value === 0)) return undefined;
  const found = changePoints(values);
  const changes = found.map((each) => ({ at: each.at, text: changeOf(each, metric.unit) }));
  return {
    title: metric.name,
    summary: `${changesText(changes)} ${driftText(values, found)}`.trim(),
    ...{ unit: metric.unit, points: known, changes, levels: levelsOf(values, found) },
  };
}

/** As a part of the level before; of shares in points, since they may begin with none. */
function changeOf({ before, after }: ChangePoint, unit: Unit): string {
  return unit === 'share' || before === 0
    ? changeText(after - before, 'share')
    : changeText(after / before - 1, 'relative');
}

function changesText(found: TrendPlot['changes']): string {
  if (found.length === 0) return 'No change of level.';
  const told = found.map(({ at, text }) => `${text} at run ${at + 1}`);
  return `Changed its level: ${told.join(', ')}.`;
}

/** Within the last level: a drift across a change would be the change. */
function driftText(values: readonly number[], found: readonly ChangePoint[]): string {
  const last = values.slice(found.at(-1)?.at ?? 0);
  const drift = driftOf(last);
  if (drift === undefined || drift.pValue > 0.01) return '';
  const text = changeText(drift.perStep, 'relative');
  return `Drifts by ${text} from run to run over the last ${last.length} runs.`;
}

/** The mean of each level, at each of its runs. */
function levelsOf(values: readonly number[], found: readonly ChangePoint[]): number[] {
  const ends = [0, ...found.map(({ at }) => at), values.length];
  return ends.slice(1).flatMap((end, index) => {
    const level = values.slice(ends[index], end);
    const mean = level.reduce((sum, value) => sum + value, 0) / Math.max(1, level.length);
    return level.map(() => mean);
  });
}

/** The latest first, each with the run before it to lay over. */
function runsOf(runs: readonly RunReport[]): Block {
  const rows = runs.map((report, at): Cell[] => {
    return [...runCells(report), overlayCell(runs[at - 1], report)];
  });
  const head = [...runColumns(textual, numeric), ...textual('Overlaid')];
  return { kind: 'table', caption: 'The latest first', head, rows: rows.reverse() };
}
