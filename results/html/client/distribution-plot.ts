import uPlot from 'uplot';
import type { DistributionBlock } from '../page-model.js';
import { axisLook, linearScale, logarithmicScale, valueAxis } from './axes.js';
import { type Figure, figure, keepDrawn } from './figure.js';
import { Legend } from './legend.js';
import { table } from './table.js';
import { colourOf } from './theme.js';
import { formatValue } from './values.js';

/** Latencies by percentile, on HdrHistogram's logarithmic axis: every nine takes as much room. */
export function distributionPlot(block: DistributionBlock): HTMLElement {
  const { title, summary, inverse, lines } = block;
  const legend = new Legend(lines);
  const numbers = (): HTMLElement => numbersTable(block);
  const frame = figure({ title, summary, legend, numbers });
  const valuesAt = (at: number): string[] =>
    lines.map(({ valuesUs }) => formatValue(valuesUs[at], 'us'));
  const show = (at: number | null | undefined): void =>
    at === null || at === undefined
      ? legend.show('', [])
      : legend.show(`at ${formatPercentile(inverse[at] ?? 1)}`, valuesAt(at));
  keepDrawn(frame.box, (width, height) => {
    const data: uPlot.AlignedData = [inverse, ...lines.map(({ valuesUs }) => valuesUs)];
    const drawn = new uPlot(options(block, show, width, height), data, frame.box);
    takeKeys(frame, drawn, (at) => {
      const said = lines.map(({ label }, line) => `${label} ${valuesAt(at)[line]}`);
      return `${formatPercentile(inverse[at] ?? 1)}: ${said.join(', ')}`;
    });
    return drawn;
  });
  frame.element.classList.add('wide');
  return frame.element;
}

function takeKeys({ box, announce }: Figure, plot: uPlot, say: (at: number) => string): void {
  box.addEventListener('keydown', (event) => {
    const last = plot.data[0].length - 1;
    const from = plot.cursor.idx;
    const to: Record<string, number> = {
      ArrowRight: Math.min(last, (from ?? -1) + 1),
      ArrowLeft: Math.max(0, (from ?? last + 1) - 1),
      Home: 0,
      End: last,
    };
    const at = to[event.key];
    if (at === undefined) return;
    event.preventDefault();
    const left = plot.valToPos(plot.data[0][at] ?? 1, 'x');
    plot.setCursor({ left, top: plot.over.clientHeight / 2 });
    announce(say(at));
  });
}

function options(
  { inverse, lines }: DistributionBlock,
  show: (at: number | null | undefined) => void,
  width: number,
  height: number,
): uPlot.Options {
  const known = lines.flatMap(({ valuesUs }) => valuesUs.filter((value) => value !== null));
  const isWide = Math.max(...known) > 100 * Math.max(1, Math.min(...known));
  return {
    width,
    height,
    padding: [10, 16, 0, 0],
    legend: { show: false },
    cursor: { drag: { x: false, y: false }, points: { size: 6 }, y: false },
    scales: {
      x: { time: false, distr: 3, range: () => [1, Math.max(10, inverse.at(-1) ?? 10)] },
      y: isWide ? logarithmicScale() : linearScale([]),
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
      ...lines.map(({ label, colour, isDashed }) => ({
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

/** 0 %, 50 %, 90 %, 99 %, 99.9 % … of the range. */
function nines(low: number, high: number): number[] {
  const all = [1, 2];
  for (let each = 10; each <= high; each *= 10) all.push(each);
  return all.filter((each) => each >= low);
}

/** `99.9 %`: with as many digits as tell it from 100. */
function formatPercentile(inverse: number): string {
  const digits = Math.max(0, Math.ceil(Math.log10(inverse)) - 1);
  return `${Number((100 * (1 - 1 / inverse)).toFixed(digits))} %`;
}

function numbersTable({ title, inverse, lines }: DistributionBlock): HTMLElement {
  const right = 'right' as const;
  return table({
    kind: 'table',
    caption: `${title} in numbers`,
    head: [{ text: 'Percentile' }, ...lines.map(({ label }) => ({ text: label, align: right }))],
    rows: inverse.map((each, at) => [
      formatPercentile(each),
      ...lines.map(({ valuesUs }) => formatValue(valuesUs[at], 'us')),
    ]),
  });
}
