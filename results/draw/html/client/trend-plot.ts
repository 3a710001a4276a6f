import uPlot from 'uplot';
import type { TableBlock, TrendPlot } from '../../../document/document.js';
import { axisLook, linearScale, valueAxis } from './axes.js';
import { figure, keepDrawn } from './figure.js';
import { Legend } from './legend.js';
import { stageMarks } from './marks.js';
import { takeKeys } from './plot-keys.js';
import { colourOf } from './theme.js';
import { formatValue } from './values.js';

/** A metric from run to run: a dot for each, the mean of each level, and a mark where it changed. */
export function trendPlot(plot: TrendPlot): HTMLElement {
  const legend = new Legend([
    { label: plot.title, colour: 1 },
    { label: 'mean of the level', colour: 5, isDashed: true },
  ]);
  const frame = figure({ title: plot.title, legend, numbers: () => numbersTable(plot) });
  frame.describe(plot.summary);
  const values = (at: number): string[] =>
    [plot.points[at]?.value, plot.levels[at]].map((value) => formatValue(value, plot.unit));
  const show = (at: number | null | undefined): void =>
    at === null || at === undefined
      ? legend.show('', [])
      : legend.show(`run ${at + 1}, ${plot.points[at]?.label}`, values(at));
  keepDrawn(frame.box, (width, height) => {
    const made = new uPlot(options(plot, show, width, height), dataOf(plot), frame.box);
    takeKeys(frame, made, (at) => `Run ${at + 1}, ${plot.points[at]?.label}: ${values(at)[0]}`);
    return made;
  });
  return frame.element;
}

function dataOf({ points, levels }: TrendPlot): uPlot.AlignedData {
  return [points.map((_, at) => at + 1), points.map(({ value }) => value), [...levels]];
}

function options(
  { unit, points, changes }: TrendPlot,
  show: (at: number | null | undefined) => void,
  width: number,
  height: number,
): uPlot.Options {
  const marks = changes.map(({ at, text }) => ({ atS: at + 0.5, label: text }));
  return {
    ...{ width, height, padding: [10, 18, 0, 0], legend: { show: false } },
    cursor: { drag: { x: false, y: false }, points: { size: 9 }, y: false },
    scales: { x: { time: false, range: () => [0.5, points.length + 0.5] }, y: linearScale([]) },
    axes: [
      {
        ...axisLook(),
        ...{ space: 40, size: 28, incrs: [1, 2, 5, 10, 20, 50] },
        values: (_, splits) =>
          splits.map((value) => (Number.isInteger(value) ? String(value) : '')),
      },
      valueAxis(unit),
    ],
    series: [
      {},
      { stroke: () => colourOf('colour-1'), width: 1.4, points: { show: true, size: 6 } },
      { stroke: () => colourOf('colour-5'), width: 1.4, dash: [5, 4], points: { show: false } },
    ],
    hooks: { draw: [stageMarks({ marks })], setCursor: [({ cursor: { idx } }) => show(idx)] },
  };
}

function numbersTable({ title, points, unit, changes }: TrendPlot): TableBlock {
  const changed = new Map(changes.map(({ at, text }) => [at, text]));
  return {
    kind: 'table',
    caption: `${title} in numbers`,
    head: [{ text: 'Run' }, { text: title, align: 'right' }, { text: 'Changed' }],
    rows: points.map(({ label, value, href }, at) => [
      { text: label, href, isCode: true },
      formatValue(value, unit),
      changed.get(at) ?? '',
    ]),
  };
}
