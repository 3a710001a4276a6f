import uPlot from 'uplot';
import { formatUs } from '../../../../core/quantity/format.js';
import type { ScatterBlock, TableBlock } from '../../../document/document.js';
import { axisLook, linearScale, logarithmicScale, valueAxis } from './axes.js';
import { figure, keepDrawn } from './figure.js';
import { Legend } from './legend.js';
import { takeKeys } from './plot-keys.js';
import { colourOf } from './theme.js';
import { formatClock } from './values.js';

interface Dot {
  atS: number;
  valueUs: number;
  label: string;
  group: number;
}

/** Single invocations over time, a colour for each group. */
export function scatterPlot(block: ScatterBlock): HTMLElement {
  const dots = dotsOf(block);
  const legend = new Legend(block.groups);
  const frame = figure({ title: block.title, legend, numbers: () => numbersTable(block, dots) });
  frame.describe(block.summary);
  const show = (at: number | null | undefined): void => {
    const dot = at === null || at === undefined ? undefined : dots[at];
    if (!dot) {
      legend.show('', []);
      return;
    }
    const values = block.groups.map((_, group) =>
      group === dot.group ? `${formatUs(dot.valueUs)}, ${dot.label}` : '',
    );
    legend.show(`at ${formatClock(dot.atS)}`, values);
  };
  keepDrawn(frame.box, (width, height) => {
    const made = new uPlot(
      options(block, dots, show, width, height),
      dataOf(block, dots),
      frame.box,
    );
    takeKeys(frame, made, (at) => sayDot(block, dots[at]));
    return made;
  });
  frame.element.classList.add('wide');
  return frame.element;
}

function sayDot({ groups }: ScatterBlock, dot: Dot | undefined): string {
  if (!dot) return '';
  return `${groups[dot.group]?.label} at ${formatClock(dot.atS)}: ${formatUs(dot.valueUs)}, ${dot.label}`;
}

/** All dots in the order of their times: a plot has one axis. */
function dotsOf({ groups }: ScatterBlock): Dot[] {
  return groups
    .flatMap(({ points }, group) => points.map((point) => ({ ...point, group })))
    .sort((a, b) => a.atS - b.atS);
}

function dataOf({ groups }: ScatterBlock, dots: readonly Dot[]): uPlot.AlignedData {
  return [
    dots.map(({ atS }) => atS),
    ...groups.map((_, group) => dots.map((dot) => (dot.group === group ? dot.valueUs : null))),
  ];
}

function options(
  { groups }: ScatterBlock,
  dots: readonly Dot[],
  show: (at: number | null | undefined) => void,
  width: number,
  height: number,
): uPlot.Options {
  const values = dots.map(({ valueUs }) => valueUs);
  const isWide = Math.max(...values) > 30 * Math.max(1, Math.min(...values));
  return {
    ...{ width, height, padding: [10, 18, 0, 0], legend: { show: false } },
    cursor: { drag: { x: false, y: false }, points: { size: 9 }, y: false },
    scales: {
      x: { time: false, range: () => [0, Math.max(1, (dots.at(-1)?.atS ?? 1) * 1.02)] },
      y: isWide ? logarithmicScale() : linearScale([]),
    },
    axes: [
      { ...axisLook(), space: 60, size: 28, values: (_, splits) => splits.map(formatClock) },
      valueAxis('us'),
    ],
    series: [
      {},
      ...groups.map(({ label, colour }) => ({
        label,
        stroke: () => colourOf(`colour-${colour}`),
        paths: () => null,
        points: { show: true, size: 6, fill: () => colourOf(`colour-${colour}`) },
      })),
    ],
    hooks: { setCursor: [({ cursor: { idx } }) => show(idx)] },
  };
}

function numbersTable({ title, groups }: ScatterBlock, dots: readonly Dot[]): TableBlock {
  return {
    kind: 'table',
    caption: `${title} in numbers`,
    head: [{ text: 'Time' }, { text: 'What' }, { text: 'Took', align: 'right' }, { text: 'Which' }],
    rows: dots.map(({ atS, valueUs, label, group }) => [
      formatClock(atS),
      groups[group]?.label ?? '',
      formatUs(valueUs),
      { text: label, isCode: true },
    ]),
  };
}
