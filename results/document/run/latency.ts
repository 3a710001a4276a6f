import type { LatencyHistogram } from '../../../core/measure/histogram.js';
import { formatCount, formatUs } from '../../../core/quantity/format.js';
import { note } from '../build.js';
import type { Block, Cell, DistributionBlock, TableBlock, TimePlot } from '../document.js';
import { latenciesOf } from '../run-report.js';
import { percentileAxis, percentileCurve } from '../series/percentile-curve.js';
import { drawnPercentiles } from '../series/second-reader.js';
import { timeLine } from '../series/time-line.js';
import { foldedName, isFolded, timeCells, timeColumns, timeNames } from '../times.js';
import type { RunSection, RunSource } from './run-section.js';

/** Tails so far above the middle leave nothing of the middle to see on a linear axis. */
const logarithmicFrom = 30;

const colours = [1, 3, 2, 4];

/** Response and service time over time, by percentile, and as numbers. */
export const latency: RunSection = (source) => {
  const { books } = source.report;
  const { response, refused } = books.total();
  if (response.count + refused.count === 0) return undefined;
  const plots = source.steps.length < 2 ? [] : plotsOf(source);
  const drawn: Block[] =
    response.count === 0 ? [] : [{ kind: 'plots', plots }, distribution(source)];
  return {
    title: 'Latency',
    blocks: [...notesOf(latenciesOf(books)), ...drawn, numbers(source)],
  };
};

function plotsOf(source: RunSource): TimePlot[] {
  const response = responseOverTime(source);
  if (!isFolded(source.report.books.total())) return [response, serviceOverTime(source)];
  return [
    { ...response, summary: `${response.summary} Service times, from the send, are within 1%.` },
  ];
}

/** What the latencies are of, where they are not the function's. */
function notesOf(of: ReturnType<typeof latenciesOf>): Block[] {
  const texts = {
    acceptance: 'Event: the time until Lambda had queued it, not that of the function.',
    validation: 'DryRun: the time of a check; nothing has run.',
    invocation: '',
  };
  const mixed = 'Latencies of unlike invocation types are mixed: see Workloads.';
  return [...of.map((each) => texts[each]), of.length > 1 ? mixed : '']
    .filter((text) => text !== '')
    .map((text) => note('warn', text));
}

function responseOverTime(source: RunSource): TimePlot {
  const summary =
    'From when each invocation should have been sent to its answer, of what was served.';
  return percentiles(source, { title: 'Response time', summary, of: 'response' });
}

function serviceOverTime(source: RunSource): TimePlot {
  const summary = 'From when each invocation was sent to its answer, of what was served.';
  return percentiles(source, { title: 'Service time', summary, of: 'service' });
}

/** How times went over the run, a line for each percentile. */
export function percentiles(
  { steps, stepS, report }: RunSource,
  { title, summary, of }: { title: string; summary: string; of: 'response' | 'service' | 'ttfb' },
): TimePlot {
  const lines = drawnPercentiles.map((percentile, at) =>
    timeLine(
      { label: `p${percentile}`, colour: colours[at] ?? 1 },
      steps,
      stepS,
      (step) => step[of][at],
    ),
  );
  const { response, stream } = report.books.total();
  const whole = of === 'ttfb' ? stream.ttfb : response;
  const isLogarithmic = whole.maxUs > logarithmicFrom * Math.max(1, whole.percentileUs(50));
  const plot: TimePlot = { title, summary, unit: 'us', lines: lines.reverse() };
  return isLogarithmic ? { ...plot, isLogarithmic } : plot;
}

function distribution({ report }: RunSource): DistributionBlock {
  const { books } = report;
  const { response, service } = books.total();
  const inverse = percentileAxis(response.count).map((each) => Number(each.toPrecision(6)));
  const line = (label: string, colour: number, histogram: LatencyHistogram, isDashed = false) => ({
    ...{ label, colour, isDashed },
    valuesUs: percentileCurve(histogram, inverse),
  });
  const isOne = isFolded({ response, service });
  const [cold, warm] = [books.start('cold').response, books.start('warm').response];
  const lines = [
    line(isOne ? foldedName : timeNames.response, 1, response),
    ...(isOne ? [] : [line(timeNames.service, 5, service, true)]),
    ...(cold.count > 0
      ? [
          line(`${timeNames.response}, cold starts`, 4, cold),
          line(`${timeNames.response}, warm starts`, 3, warm),
        ]
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

function numbers({ report }: RunSource): TableBlock {
  const { books } = report;
  const total = books.total();
  const histograms: Record<keyof typeof timeNames, LatencyHistogram> = {
    response: total.response,
    cold: books.start('cold').response,
    warm: books.start('warm').response,
    service: total.service,
    duration: total.duration,
    init: total.init,
    ttfb: total.stream.ttfb,
    firstChunk: total.stream.firstChunk,
    refused: total.refused,
  };
  const names = Object.keys(timeNames) as (keyof typeof timeNames)[];
  const hasBoth = histograms.cold.count > 0;
  const isShown = (name: keyof typeof timeNames): boolean =>
    name === 'response' ||
    (histograms[name].count > 0 &&
      (name !== 'warm' || hasBoth) &&
      (name !== 'service' || !isFolded(total)));
  return {
    kind: 'table',
    caption:
      'Times in numbers: response time from the intended start, service time from the send (one row where they differ by less than 1%); duration and init duration as the REPORT says',
    head: [{ text: '' }, ...timeColumns],
    rows: names
      .filter(isShown)
      .map((name): Cell[] => [timeNames[name], ...timeCells(histograms[name])]),
  };
}
