import type { LatencyHistogram } from '../../../core/measure/histogram.js';
import { formatCount, formatUs } from '../../../core/quantity/format.js';
import type { Block, Cell, DistributionBlock, TableBlock, TimePlot } from '../page-model.js';
import { latenciesOf } from '../run-report.js';
import { percentileAxis, percentileCurve } from '../series/percentile-curve.js';
import { timeLine } from '../series/time-line.js';
import { drawnPercentiles, type Spread, type TimeStep } from '../series/time-steps.js';
import type { RunPageSource, RunSection } from './run-section.js';

/** Tails so far above the middle leave nothing of the middle to see on a linear axis. */
const logarithmicFrom = 30;

const colours = [1, 3, 2, 4];

/** Response and service time over time, by percentile, and as numbers. */
export const latency: RunSection = (source) => {
  const { books } = source.report;
  if (books.total().response.count === 0) return undefined;
  const notes = latenciesOf(books)
    .filter((of) => of !== 'invocation')
    .map((of): Block => {
      const what =
        of === 'acceptance'
          ? 'Event: the time until Lambda had queued it'
          : 'DryRun: the time of a check';
      return { kind: 'note', tone: 'warn', text: `${what}, not that of the function.` };
    });
  const plots = source.steps.length < 2 ? [] : [responseOverTime(source), serviceOverTime(source)];
  return {
    title: 'Latency',
    blocks: [...notes, { kind: 'plots', plots }, distribution(source), numbers(source)],
  };
};

function responseOverTime(source: RunPageSource): TimePlot {
  const summary =
    'From when each invocation should have been sent to its answer, of what was served.';
  return percentiles(source, 'Response time', summary, ({ response }) => response);
}

function serviceOverTime(source: RunPageSource): TimePlot {
  const summary = 'From when each invocation was sent to its answer, of what was served.';
  return percentiles(source, 'Service time', summary, ({ service }) => service);
}

function percentiles(
  { steps, stepS, report }: RunPageSource,
  title: string,
  summary: string,
  of: (step: TimeStep) => Spread[],
): TimePlot {
  const lines = drawnPercentiles.map((percentile, at) =>
    timeLine(
      { label: `p${percentile}`, colour: colours[at] ?? 1 },
      steps,
      stepS,
      (step) => of(step)[at],
    ),
  );
  const { response } = report.books.total();
  const isLogarithmic = response.maxUs > logarithmicFrom * Math.max(1, response.percentileUs(50));
  const plot: TimePlot = { title, summary, unit: 'us', lines: lines.reverse() };
  return isLogarithmic ? { ...plot, isLogarithmic } : plot;
}

function distribution({ report }: RunPageSource): DistributionBlock {
  const { books } = report;
  const { response, service } = books.total();
  const inverse = percentileAxis(response.count).map((each) => Number(each.toPrecision(6)));
  const line = (label: string, colour: number, histogram: LatencyHistogram, isDashed = false) => ({
    ...{ label, colour, isDashed },
    valuesUs: percentileCurve(histogram, inverse),
  });
  const [cold, warm] = [books.start('cold').response, books.start('warm').response];
  const lines = [
    line('response', 1, response),
    line('service', 5, service, true),
    ...(cold.count > 0
      ? [line('response, cold starts', 4, cold), line('response, warm', 3, warm)]
      : []),
  ];
  const [p50, p99] = [response.percentileUs(50), response.percentileUs(99)];
  const apart =
    cold.count > 0
      ? ` Half of the cold starts took at most ${formatUs(cold.percentileUs(50))}, half of the warm ones ${formatUs(warm.percentileUs(50))}.`
      : '';
  return {
    kind: 'distribution',
    title: 'Distribution by percentile',
    summary: `Half of ${formatCount(response.count)} were answered within ${formatUs(p50)}, 99% within ${formatUs(p99)}.${apart}`,
    inverse,
    lines,
  };
}

function numbers({ report }: RunPageSource): TableBlock {
  const { books } = report;
  const total = books.total();
  const rows: [string, LatencyHistogram][] = [
    ['response', total.response],
    ['response, cold starts', books.start('cold').response],
    ['response, warm', books.start('warm').response],
    ['service', total.service],
    ['REPORT Duration', total.duration],
    ['REPORT Init Duration', total.init],
    ['until refusal', total.refused],
  ];
  const columns = ['Count', 'Mean', 'p50', 'p90', 'p99', 'p99.9', 'Max'];
  return {
    kind: 'table',
    caption: 'Times in numbers',
    head: [{ text: 'Time' }, ...columns.map((text) => ({ text, align: 'right' as const }))],
    rows: rows
      .filter(([, { count }]) => count > 0)
      .map(([name, histogram]): Cell[] => [
        name,
        formatCount(histogram.count),
        formatUs(histogram.meanUs),
        ...drawnPercentiles.map((percentile) => formatUs(histogram.percentileUs(percentile))),
        formatUs(histogram.maxUs),
      ]),
  };
}
