import type { LatencyHistogram } from '../../../core/measure/histogram.js';
import { formatBytes, formatCount, formatUs } from '../../../core/quantity/format.js';
import { numeric } from '../build.js';
import type { Block, Cell, DistributionBlock, TableBlock } from '../document.js';
import { percentileAxis, percentileCurve } from '../series/percentile-curve.js';
import { timeNames } from '../times.js';
import { percentiles } from './latency.js';
import type { RunSection, RunSource } from './run-section.js';

/** Streamed answers: when they began, and how much came how fast. */
export const streams: RunSection = (source) => {
  const { ttfb } = source.report.books.total().stream;
  if (ttfb.count === 0) return undefined;
  const summary =
    'From when each invocation should have been sent to the first byte of its answer, of what was streamed.';
  const plots: Block[] =
    source.steps.length < 2
      ? []
      : [
          {
            kind: 'plots',
            plots: [percentiles(source, { title: 'Time to first byte', summary, of: 'ttfb' })],
          },
        ];
  return { title: 'Streams', blocks: [...plots, distribution(source), amounts(source)] };
};

function distribution({ report }: RunSource): DistributionBlock {
  const { stream, response } = report.books.total();
  const { ttfb, firstChunk } = stream;
  const inverse = percentileAxis(ttfb.count).map((each) => Number(each.toPrecision(6)));
  const line = (label: string, colour: number, histogram: LatencyHistogram, isDashed = false) => ({
    ...{ label, colour, isDashed },
    valuesUs: percentileCurve(histogram, inverse),
  });
  const [p50, p99] = [ttfb.percentileUs(50), ttfb.percentileUs(99)];
  return {
    kind: 'distribution',
    title: 'Time to first byte by percentile',
    summary: `Half of ${formatCount(ttfb.count)} streams began within ${formatUs(p50)}, 99% within ${formatUs(p99)}.`,
    inverse,
    lines: [
      line('time to first byte', 1, ttfb),
      // Where a function writes at once it hides the other line unless that shows through.
      line('time to first chunk', 3, firstChunk, true),
      line(timeNames.response, 5, response),
    ],
  };
}

const shown = [50, 99] as const;

/** Bytes, chunks and bytes per second of a response, as numbers. */
function amounts({ report }: RunSource): TableBlock {
  const { bytes, chunks, rate } = report.books.total().stream;
  const row = (
    name: string,
    histogram: LatencyHistogram,
    format: (value: number) => string,
  ): Cell[] => {
    const { count, minUs, meanUs, maxUs } = histogram;
    const values = [minUs, meanUs, ...shown.map((each) => histogram.percentileUs(each)), maxUs];
    return [name, ...values.map((value) => (count === 0 ? '–' : format(value)))];
  };
  return {
    kind: 'table',
    caption: `Of ${formatCount(bytes.count)} streamed responses; the rate is from the first byte of each to its end`,
    head: [{ text: '' }, ...numeric('Min', 'Mean', ...shown.map((each) => `p${each}`), 'Max')],
    rows: [
      row('bytes', bytes, formatBytes),
      row('chunks', chunks, formatCount),
      row('rate', rate, (value) => `${formatBytes(value)}/s`),
    ],
    ...(rate.count < bytes.count && {
      rest: `${formatCount(bytes.count - rate.count)} came within a millisecond of their first byte and have no rate`,
    }),
  };
}
