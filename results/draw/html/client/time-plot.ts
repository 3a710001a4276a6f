import uPlot from 'uplot';
import type { TableBlock, TimeAxis, TimeLine, TimePlot } from '../../../document/document.js';
import { axisLook, linearScale, logarithmicScale, valueAxis } from './axes.js';
import { element } from './element.js';
import { type Figure, figure, keepDrawn } from './figure.js';
import { Legend } from './legend.js';
import { limitLines, stageMarks } from './marks.js';
import { colourOf, translucent } from './theme.js';
import type { Follower, TimeCursor } from './time-cursor.js';
import { formatClock, formatStep, formatValue } from './values.js';
import { fixedView, type View } from './view.js';

/** All plots over time follow one cursor, and one zoom. */
const syncKey = 'time';

/** A plot over the page's time axis; one without lines is its sentence alone. */
export function timePlot(first: TimePlot, cursor: TimeCursor): View<TimePlot> {
  if (first.lines.length === 0) return fixedView(first, emptyPlot);
  let plot = first;
  const legend = new Legend(first.lines);
  const numbers = (): TableBlock => numbersTable(plot, cursor.axis);
  const frame = figure({ title: first.title, legend, numbers });
  frame.describe(first.summary);
  const show = (at: number | undefined): void =>
    at === undefined
      ? legend.show('', [])
      : legend.show(
          placeOf(cursor.axis, at),
          plot.lines.map((line) => valueAt(line, at, plot)),
        );
  takeKeys(frame, cursor, (at) => {
    const values = plot.lines.map((line) => `${line.label} ${valueAt(line, at, plot)}`);
    return `${plot.title} ${placeOf(cursor.axis, at)}: ${values.join(', ')}`;
  });
  let follower: Follower | undefined;
  let extent = extentOf(cursor.axis);
  const drawn = keepDrawn(frame.box, (width, height) => {
    const data = dataOf(plot.lines, cursor.axis);
    const follow = (made: uPlot): void => {
      follower = { plot: made, show };
      cursor.follow(follower);
    };
    const how = options(plot, cursor, width, height);
    return new uPlot({ ...how, hooks: { ...how.hooks, ready: [follow] } }, data, frame.box);
  });
  return {
    element: frame.element,
    update(to) {
      if (lookOf(to) !== lookOf(plot)) return false;
      plot = to;
      frame.describe(to.summary);
      if (drawn.plot) takeData(drawn.plot, dataOf(to.lines, cursor.axis), extent);
      extent = extentOf(cursor.axis);
      return true;
    },
    dispose() {
      if (follower) cursor.unfollow(follower);
      drawn.dispose();
    },
  };
}

function emptyPlot({ title, summary }: TimePlot): HTMLElement {
  const caption = element('figcaption', {}, element('h3', {}, title), element('p', {}, summary));
  return element('figure', { class: 'empty' }, caption);
}

/** All of a plot but its values: what can only be changed by drawing another. */
function lookOf({ title, unit, isLogarithmic, limits, lines }: TimePlot): string {
  const looks = lines.map((line) => [line.label, line.colour, line.isDashed, hasBand(line)]);
  return JSON.stringify([title, unit, isLogarithmic, limits, looks]);
}

/** Newer values in the same plot; what was zoomed into stays in view. */
function takeData(plot: uPlot, data: uPlot.AlignedData, [first, last]: Extent): void {
  const min = plot.scales.x?.min ?? first;
  const max = plot.scales.x?.max ?? last;
  const isZoomed = min !== first || max !== last;
  plot.batch(() => {
    plot.setData(data, !isZoomed);
    if (isZoomed) plot.setScale('x', { min, max });
  });
}

type Extent = readonly [firstS: number, lastS: number];

/** From the first step to the last, or as far as the run is planned. */
function extentOf({ startS, endS = 0 }: TimeAxis): Extent {
  return [startS[0] ?? 0, Math.max(endS, startS.at(-1) ?? 0)];
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
    scales: {
      x: { time: false, range: (_, low, high) => rangeOf(cursor.axis, low, high) },
      y: scale,
    },
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
      ...lines.map((line) => lineSeries(line, cursor.axis)),
      ...banded.flatMap(() => [edgeSeries(), edgeSeries()]),
    ],
    bands: banded.map(({ colour }, at) => ({
      series: [1 + lines.length + 2 * at, 2 + lines.length + 2 * at],
      fill: () => translucent(`colour-${colour}`, 0.18),
    })),
    hooks: {
      draw: [(made) => stageMarks(cursor.axis)(made), limitLines(limits)],
      // Before it is ready it points nowhere, whatever the others do.
      setCursor: [(made) => made.status === 1 && cursor.pointAt(made.cursor.idx ?? undefined)],
    },
  };
}

/** All of it, unless a part was zoomed into. */
function rangeOf(axis: TimeAxis, low: number, high: number): [number, number] {
  const isWhole = low === axis.startS[0] && high === axis.startS.at(-1);
  const [first, last] = isWhole ? extentOf(axis) : [low, high];
  return [first, last];
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

function numbersTable(plot: TimePlot, axis: TimeAxis): TableBlock {
  const right = 'right' as const;
  return {
    kind: 'table',
    caption: `${plot.title} in numbers`,
    head: [{ text: 'Time' }, ...plot.lines.map(({ label }) => ({ text: label, align: right }))],
    rows: axis.startS.map((_, at) => [
      placeOf(axis, at),
      ...plot.lines.map((line) => valueAt(line, at, plot)),
    ]),
  };
}
