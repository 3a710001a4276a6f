import uPlot from 'uplot';
import type { LevelPlot, TableBlock } from '../../../document/document.js';
import { axisLook, linearScale, logarithmicScale, valueAxis } from './axes.js';
import { figure, keepDrawn } from './figure.js';
import { Legend } from './legend.js';
import { limitLines, stageMarks } from './marks.js';
import { takeKeys } from './plot-keys.js';
import { colourOf } from './theme.js';
import { formatTick, formatValue } from './values.js';

/** What was measured at each level that was tried; a dot is a level. */
export function levelPlot(plot: LevelPlot): HTMLElement {
  const legend = new Legend(plot.lines);
  const frame = figure({ title: plot.title, legend, numbers: () => numbersTable(plot) });
  frame.describe(plot.summary);
  const valuesAt = (at: number): string[] =>
    plot.lines.map(({ values }) => formatValue(values[at], plot.unit));
  const show = (at: number | null | undefined): void =>
    at === null || at === undefined
      ? legend.show('', [])
      : legend.show(`at ${levelText(plot, at)}`, valuesAt(at));
  keepDrawn(frame.box, (width, height) => {
    const data: uPlot.AlignedData = [plot.levels, ...plot.lines.map(({ values }) => values)];
    const made = new uPlot(options(plot, show, width, height), data, frame.box);
    takeKeys(frame, made, (at) => {
      const said = plot.lines.map(({ label }, line) => `${label} ${valuesAt(at)[line]}`);
      return `${levelText(plot, at)}: ${said.join(', ')}`;
    });
    return made;
  });
  return frame.element;
}

function levelText({ levels, levelUnit }: LevelPlot, at: number): string {
  const level = formatValue(levels[at], levelUnit);
  return levelUnit === 'hz' ? level : `${level} in flight`;
}

function options(
  { lines, levels, levelUnit, unit, isLogarithmic = false, limits = [], marks = [] }: LevelPlot,
  show: (at: number | null | undefined) => void,
  width: number,
  height: number,
): uPlot.Options {
  const placed = marks.map(({ level, label }) => ({ atS: level, label }));
  const most = levels.at(-1) ?? 1;
  return {
    width,
    height,
    padding: [10, 18, 0, 0],
    legend: { show: false },
    cursor: { drag: { x: false, y: false }, points: { size: 8 }, y: false },
    scales: {
      x: { time: false, range: () => [0, most * 1.04] },
      y: isLogarithmic ? logarithmicScale() : linearScale(limits.map(({ value }) => value)),
    },
    axes: [
      {
        ...axisLook(),
        space: 60,
        size: 28,
        values: (_, splits) => splits.map((value) => formatTick(value, levelUnit)),
      },
      valueAxis(unit),
    ],
    series: [
      {},
      ...lines.map(({ label, colour, isDashed = false }) => ({
        label,
        stroke: () => colourOf(`colour-${colour}`),
        width: 1.6,
        points: { show: true, size: 5 },
        ...(isDashed && { dash: [5, 4] }),
      })),
    ],
    hooks: {
      draw: [stageMarks({ marks: placed }), limitLines(limits)],
      setCursor: [({ cursor: { idx } }) => show(idx)],
    },
  };
}

function numbersTable({ title, levels, levelUnit, lines, unit }: LevelPlot): TableBlock {
  const right = 'right' as const;
  return {
    kind: 'table',
    caption: `${title} in numbers`,
    head: [
      { text: levelUnit === 'hz' ? 'Rate' : 'In flight' },
      ...lines.map(({ label }) => ({ text: label, align: right })),
    ],
    rows: levels.map((level, at) => [
      formatValue(level, levelUnit),
      ...lines.map(({ values }) => formatValue(values[at], unit)),
    ]),
  };
}
