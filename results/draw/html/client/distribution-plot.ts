import uPlot from 'uplot';
import type { DistributionBlock, TableBlock } from '../../../document/document.js';
import { axisLook, linearScale, logarithmicScale, valueAxis } from './axes.js';
import { figure, keepDrawn } from './figure.js';
import { Legend } from './legend.js';
import { takeKeys } from './plot-keys.js';
import { colourOf } from './theme.js';
import { formatValue } from './values.js';
import type { View } from './view.js';

/** Latencies by percentile, on HdrHistogram's logarithmic axis: every nine takes as much room. */
export function distributionPlot(first: DistributionBlock): View<DistributionBlock> {
  let block = first;
  const legend = new Legend(first.lines);
  const numbers = (): TableBlock => numbersTable(block);
  const frame = figure({ title: first.title, legend, numbers });
  frame.describe(first.summary);
  const valuesAt = (at: number): string[] =>
    block.lines.map(({ valuesUs }) => formatValue(valuesUs[at], 'us'));
  const show = (at: number | null | undefined): void =>
    at === null || at === undefined
      ? legend.show('', [])
      : legend.show(`at ${formatPercentile(block.inverse[at] ?? 1)}`, valuesAt(at));
  const drawn = keepDrawn(frame.box, (width, height) => {
    const made = new uPlot(
      options(() => block, show, width, height),
      dataOf(block),
      frame.box,
    );
    takeKeys(frame, made, (at) => {
      const said = block.lines.map(({ label }, line) => `${label} ${valuesAt(at)[line]}`);
      return `${formatPercentile(block.inverse[at] ?? 1)}: ${said.join(', ')}`;
    });
    return made;
  });
  frame.element.classList.add('wide');
  return {
    element: frame.element,
    update(to) {
      if (lookOf(to) !== lookOf(block)) return false;
      const { inverse } = block;
      block = to;
      frame.describe(to.summary);
      if (drawn.plot) takeData(drawn.plot, to, inverse[drawn.plot.cursor.idx ?? -1]);
      return true;
    },
    dispose: () => drawn.dispose(),
  };
}

function dataOf({ inverse, lines }: DistributionBlock): uPlot.AlignedData {
  return [inverse, ...lines.map(({ valuesUs }) => valuesUs)];
}

/** All of a plot but its values: what can only be changed by drawing another. */
function lookOf(block: DistributionBlock): string {
  const looks = block.lines.map(({ label, colour, isDashed }) => [label, colour, isDashed]);
  return JSON.stringify([block.title, isWide(block), looks]);
}

/** Newer values in the same plot; the cursor stays at its percentile, or at the one that is next to it. */
function takeData(plot: uPlot, to: DistributionBlock, pointedAt: number | undefined): void {
  plot.batch(() => plot.setData(dataOf(to)));
  if (pointedAt === undefined) return;
  const at = to.inverse.findIndex((inverse) => inverse >= pointedAt);
  const left = plot.valToPos(to.inverse.at(at) ?? 1, 'x');
  plot.setCursor({ left, top: plot.over.clientHeight / 2 });
}

/** Tails a hundred times the least value leave nothing of the rest to see on a linear axis. */
function isWide({ lines }: DistributionBlock): boolean {
  const known = lines.flatMap(({ valuesUs }) => valuesUs.filter((value) => value !== null));
  return Math.max(...known) > 100 * Math.max(1, Math.min(...known));
}

function options(
  block: () => DistributionBlock,
  show: (at: number | null | undefined) => void,
  width: number,
  height: number,
): uPlot.Options {
  return {
    width,
    height,
    padding: [10, 16, 0, 0],
    legend: { show: false },
    cursor: { drag: { x: false, y: false }, points: { size: 6 }, y: false },
    scales: {
      x: { time: false, distr: 3, range: () => [1, Math.max(10, block().inverse.at(-1) ?? 10)] },
      y: isWide(block()) ? logarithmicScale() : linearScale([]),
    },
    axes: [
      {
        ...axisLook(),
        space: 44,
        size: 28,
        values: (_, splits) => splits.map(formatPercentile),
        splits: (_, __, low, high) => nines(low, high),
        filter: (_, splits) => splits,
      },
      valueAxis('us'),
    ],
    series: [
      {},
      ...block().lines.map(({ label, colour, isDashed }) => ({
        label,
        stroke: () => colourOf(`colour-${colour}`),
        width: 1.8,
        points: { show: false },
        ...(isDashed && { dash: [5, 4] }),
      })),
    ],
    hooks: { setCursor: [({ cursor: { idx } }) => show(idx)] },
  };
}

/** 0%, 50%, 90%, 99%, 99.9% … of the range. */
function nines(low: number, high: number): number[] {
  const all = [1, 2];
  for (let each = 10; each <= high; each *= 10) all.push(each);
  return all.filter((each) => each >= low);
}

/** `99.9%`: with as many digits as tell it from 100. */
function formatPercentile(inverse: number): string {
  const digits = Math.max(0, Math.ceil(Math.log10(inverse)) - 1);
  return `${Number((100 * (1 - 1 / inverse)).toFixed(digits))}%`;
}

function numbersTable({ title, inverse, lines }: DistributionBlock): TableBlock {
  const right = 'right' as const;
  return {
    kind: 'table',
    caption: `${title} in numbers`,
    head: [{ text: 'Percentile' }, ...lines.map(({ label }) => ({ text: label, align: right }))],
    rows: inverse.map((each, at) => [
      formatPercentile(each),
      ...lines.map(({ valuesUs }) => formatValue(valuesUs[at], 'us')),
    ]),
  };
}
