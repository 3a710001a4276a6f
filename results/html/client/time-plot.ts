import uPlot from 'uplot';
import type { TimeAxis, TimeLine, TimePlot } from '../page-model.js';
import { axisLook, linearScale, logarithmicScale, valueAxis } from './axes.js';
import { element } from './element.js';
import { type Figure, figure, keepDrawn } from './figure.js';
import { Legend } from './legend.js';
import { limitLines, stageMarks } from './marks.js';
import { table } from './table.js';
import { colourOf, translucent } from './theme.js';
import type { TimeCursor } from './time-cursor.js';
import { formatClock, formatStep, formatValue } from './values.js';

/** All plots over time follow one cursor, and one zoom. */
const syncKey = 'time';

/** A plot over the page's time axis; one without lines is its sentence alone. */
export function timePlot(plot: TimePlot, axis: TimeAxis, cursor: TimeCursor): HTMLElement {
  const { title, summary, lines } = plot;
  if (lines.length === 0) {
    const caption = element('figcaption', {}, element('h3', {}, title), element('p', {}, summary));
    return element('figure', { class: 'empty' }, caption);
  }
  const legend = new Legend(lines);
  const numbers = (): HTMLElement => numbersTable(plot, axis);
  const frame = figure({ title, summary, legend, numbers });
  const show = (at: number | undefined): void =>
    at === undefined
      ? legend.show('', [])
      : legend.show(
          placeOf(axis, at),
          lines.map((line) => valueAt(line, at, plot)),
        );
  const say = (at: number): string =>
    `${title} ${placeOf(axis, at)}: ${lines.map((line) => `${line.label} ${valueAt(line, at, plot)}`).join(', ')}`;
  keepDrawn(frame.box, (width, height) => {
    const drawn = new uPlot(
      options(plot, axis, cursor, width, height),
      dataOf(lines, axis),
      frame.box,
    );
    cursor.follow({ plot: drawn, show });
    takeKeys(frame, cursor, say);
    return drawn;
  });
  return frame.element;
}

function takeKeys(
  { box, announce }: Figure,
  cursor: TimeCursor,
  say: (at: number) => string,
): void {
  box.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') return cursor.leave();
    const at = cursor.press(event.key, event.shiftKey);
    if (at === undefined) return;
    event.preventDefault();
    announce(say(at));
  });
}

/** The lines, then the edges of their bands. */
function dataOf(lines: readonly TimeLine[], { startS }: TimeAxis): uPlot.AlignedData {
  const edges = lines.filter(hasBand).flatMap(({ low, high }) => [high ?? [], low ?? []]);
  return [startS, ...lines.map(({ values }) => values), ...edges];
}

function hasBand({ low, high }: TimeLine): boolean {
  return low !== undefined && high !== undefined;
}

function options(
  { unit, isLogarithmic = false, lines, limits = [] }: TimePlot,
  axis: TimeAxis,
  cursor: TimeCursor,
  width: number,
  height: number,
): uPlot.Options {
  const banded = lines.filter(hasBand);
  const scale = isLogarithmic ? logarithmicScale() : linearScale(limits.map(({ value }) => value));
  return {
    width,
    height,
    padding: [10, 18, 0, 0],
    legend: { show: false },
    cursor: {
      sync: { key: syncKey, scales: ['x', null] },
      drag: { x: true, y: false },
      points: { size: 6 },
      y: false,
    },
    scales: { x: { time: false, range: (_, low, high) => [low, high] }, y: scale },
    axes: [
      {
        ...axisLook(),
        space: 60,
        size: 28,
        incrs: [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 86400],
        values: (_, splits) => splits.map(formatClock),
      },
      valueAxis(unit),
    ],
    series: [
      {},
      ...lines.map((line) => lineSeries(line, axis)),
      ...banded.flatMap(() => [edgeSeries(), edgeSeries()]),
    ],
    bands: banded.map(({ colour }, at) => ({
      series: [1 + lines.length + 2 * at, 2 + lines.length + 2 * at],
      fill: () => translucent(`colour-${colour}`, 0.18),
    })),
    hooks: {
      draw: [stageMarks(axis), limitLines(limits)],
      setCursor: [({ cursor: { idx } }) => cursor.pointAt(idx ?? undefined)],
    },
  };
}

/** Thinner where there are many steps: what goes up and down with each would fill the plot. */
function lineSeries(
  { label, colour, isDashed = false }: TimeLine,
  { startS }: TimeAxis,
): uPlot.Series {
  return {
    label,
    stroke: () => colourOf(`colour-${colour}`),
    width: startS.length > 300 ? 1 : 1.6,
    points: { show: false },
    ...(isDashed && { dash: [5, 4] }),
  };
}

/** Not a line to be seen: the greatest or least of each step, between which the band lies. */
function edgeSeries(): uPlot.Series {
  return { stroke: 'transparent', width: 0, points: { show: false } };
}

function placeOf({ startS, stepS }: TimeAxis, at: number): string {
  return formatStep(startS[at] ?? 0, stepS);
}

/** With the least and the greatest of the step, where they differ from the value. */
function valueAt({ values, low, high }: TimeLine, at: number, { unit }: TimePlot): string {
  const value = formatValue(values[at], unit);
  const [least, most] = [formatValue(low?.[at], unit), formatValue(high?.[at], unit)];
  if (least === '–' || least === most) return value;
  return `${value} (${least} to ${most})`;
}

function numbersTable(plot: TimePlot, axis: TimeAxis): HTMLElement {
  const right = 'right' as const;
  return table({
    kind: 'table',
    caption: `${plot.title} in numbers`,
    head: [{ text: 'Time' }, ...plot.lines.map(({ label }) => ({ text: label, align: right }))],
    rows: axis.startS.map((_, at) => [
      placeOf(axis, at),
      ...plot.lines.map((line) => valueAt(line, at, plot)),
    ]),
  });
}
